import { z } from 'zod';
import { directoryChanges } from '../../records/directory.js';
import { id, instant, next } from './answer-fields.js';

const version = z.int().meta({ description: 'Moves with every change of it; in quotes, what If-Match takes.' });

export const hubAnswer = z
  .object({ name: z.string(), phone: z.string().optional(), replyEmail: z.string().optional(), version })
  .meta({ id: 'Hub' });

export const changedHubAnswer = z.object({ id: z.string(), version }).meta({ id: 'ChangedHub' });

const contact = z
  .object({
    id: id(),
    name: z.string(),
    role: z.string().meta({ description: 'What they are at the agency, in its own words.' }),
    phone: z.string().optional(),
    email: z.string().optional(),
    outOfHours: z.boolean(),
    version,
  })
  .meta({ id: 'AgencyContact' });

export const agenciesAnswer = z
  .object({
    items: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        email: z.string().meta({ description: 'The shared mailbox.' }),
        phone: z.string().optional(),
        howToReach: z.string().optional().meta({ description: 'Hours, and whatever else helps to reach somebody.' }),
        enabled: z.boolean().meta({ description: 'An agency that is switched off is asked nothing more.' }),
        version,
        contacts: z.array(contact),
      }),
    ),
    next,
  })
  .meta({ id: 'Agencies' });

export const changedAgencyAnswer = z
  .object({ code: z.string(), enabled: z.boolean(), version })
  .meta({ id: 'ChangedAgency' });

export const changedContactAnswer = z.object({ id: id(), agency: z.string(), version }).meta({ id: 'ChangedContact' });

const details = z.record(z.string(), z.unknown()).optional();

export const directoryChangesAnswer = z
  .object({
    items: z.array(
      z.object({
        at: instant(),
        what: z.enum(Object.keys(directoryChanges) as (keyof typeof directoryChanges)[]),
        says: z.string(),
        by: z.object({ id: id(), name: z.string() }),
        agency: z.string().optional(),
        contact: id().optional(),
        before: details,
        after: details,
      }),
    ),
    next,
  })
  .meta({ id: 'DirectoryChanges' });
