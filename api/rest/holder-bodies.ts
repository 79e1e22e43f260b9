import { z } from 'zod';
import { parseReference } from '../../domain/reference.js';
import { idOrNobody, text, withRule } from './fields.js';
import { filledListOf, repeated } from './lists.js';

const user = (): z.ZodType<string | null> => idOrNobody('This is not the id of a user. Send null for nobody.');

/** Who is to hold a case or a check; null for nobody. */
export const holderBody: z.ZodType<{ user: string | null }> = z.strictObject({ user: user() });

const reference = text()
  .refine((typed) => parseReference(typed) !== undefined, {
    error: 'This is not a reference such as M26-7KQ4-X3P.',
    abort: true,
  })
  .meta({ format: 'reference', example: 'M26-7KQ4-X3P' });

/** Who is to hold several cases; null for nobody. */
export const assignmentsBody: z.ZodType<{ references: string[]; user: string | null }> = withRule(
  z.strictObject({ references: filledListOf('references', reference, 'Name at least one case.'), user: user() }),
  ({ references }, refuse) => {
    if (!Array.isArray(references)) return;
    repeated(references).forEach((index) => {
      refuse(['references', index], 'This case is named twice.');
    });
  },
);
