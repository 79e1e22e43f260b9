import { z } from 'zod';
import { problems } from '../../domain/problems.js';
import { roles } from '../../domain/roles.js';
import { id, next } from './answer-fields.js';

const version = z.int().meta({ description: 'Moves with every act of a person; the ETag.' });

/** Somebody, by id and name. */
export const named = z.object({ id: id(), name: z.string() }).meta({ id: 'Named' });

/** Who holds a case or a check. */
export const holder = z
  .object({
    id: id(),
    name: z.string(),
    available: z.boolean().meta({
      description: 'False for somebody who can work on it no more: it counts as held by nobody, and may be taken on.',
    }),
  })
  .meta({ id: 'Holder' });

export const heldCaseAnswer = z
  .object({
    reference: z.string(),
    owner: id().nullable().meta({ description: 'Who holds it now; null for nobody.' }),
    version,
  })
  .meta({ id: 'HeldCase' });

export const assignedCasesAnswer = z
  .object({
    items: z.array(
      z.object({
        reference: z.string(),
        result: z.enum(['assigned', 'refused']),
        version: version.optional(),
        code: z.enum(Object.keys(problems)).optional().meta({ description: 'Where it was refused: of the problem.' }),
        detail: z.string().optional(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'AssignedCases' });

export const workloadAnswer = z
  .object({
    items: z.array(
      z.object({
        id: id(),
        name: z.string(),
        roles: z.array(z.enum(roles)),
        open: z.int().meta({ description: 'What they hold that is not done, as far as you may see it.' }),
        overdue: z.int(),
      }),
    ),
    next,
  })
  .meta({ id: 'Workload' });
