import { z } from 'zod';
import { glassFindings, glassReasons, linkKinds, restrictionReasons } from '../../domain/restriction.js';
import { id, instant, next } from './answer-fields.js';

const keysOf = <Word extends string>(table: Readonly<Record<Word, string>>) => z.enum(Object.keys(table) as Word[]);
const reason = keysOf(restrictionReasons);

export const restrictedAnswer = z
  .object({ reference: z.string(), restricted: z.boolean(), version: z.int() })
  .meta({ id: 'RestrictedCase' });

const inForce = z
  .object({
    reference: z.string(),
    restricted: z.literal(true),
    reason,
    since: instant(),
    reviewDueAt: instant(),
    people: z.array(
      z.object({
        user: id(),
        name: z.string(),
        roles: z.array(z.string()),
        agency: z.string().nullable(),
        since: instant(),
      }),
    ),
    missing: z
      .array(z.string())
      .meta({ description: '"hub-manager" or agencies that nobody on the list stands for any more.' }),
  })
  .meta({ id: 'AccessList' });

export const restrictionAnswer = z
  .union([inForce, z.object({ reference: z.string(), restricted: z.literal(false) }).meta({ id: 'NotRestricted' })])
  .meta({ id: 'Restriction' });

export const restrictionsAnswer = z
  .object({
    items: z.array(
      z.object({ reference: z.string(), reason, since: instant(), reviewDueAt: instant(), overdue: z.boolean() }),
    ),
    next,
  })
  .meta({ id: 'RestrictedCases' });

export const brokenGlassAnswer = z
  .object({ id: id(), reference: z.string(), until: instant(), version: z.int() })
  .meta({ id: 'BrokenGlass' });

export const reviewedGlassAnswer = z
  .object({ id: id(), finding: z.enum(glassFindings), version: z.int() })
  .meta({ id: 'ReviewedGlass' });

export const brokenGlassListAnswer = z
  .object({
    items: z.array(
      z.object({
        id: id(),
        reference: z.string(),
        user: id(),
        name: z.string(),
        role: z.string(),
        reason: keysOf(glassReasons),
        text: z.string().nullable().meta({
          description:
            'What they wrote. Null where it cannot be read, for its key is missing or it was changed: operators find it in the log.',
        }),
        at: instant(),
        until: instant(),
        reviewedAt: instant().nullable(),
        finding: z.enum(glassFindings).nullable(),
      }),
    ),
    next,
  })
  .meta({ id: 'BrokenGlassList' });

export const conflictAnswer = z.object({ id: id(), version: z.int() }).meta({ id: 'Conflict' });

export const conflictsAnswer = z
  .object({
    items: z.array(
      z.object({ id: id(), user: id(), name: z.string(), person: id(), kind: z.enum(linkKinds), since: instant() }),
    ),
    next: z.null(),
  })
  .meta({ id: 'Conflicts' });
