import { z } from 'zod';
import { warningKinds, type WarningKind } from '../../domain/warnings.js';
import type { WarningBody } from '../../records/warnings.js';
import { id as anId, instant } from './answer-fields.js';
import { id, oneOf, optional, text } from './fields.js';

const kinds = Object.keys(warningKinds) as WarningKind[];

/** A warning note. Without a person it is about the address of the case. */
export const warningBody: z.ZodType<WarningBody> = z.strictObject({
  kind: oneOf(kinds),
  person: optional(id('This is not the id of a person.')),
  text: text(),
  forAgencies: optional(text()),
});

export const notedWarningAnswer = z.object({ id: anId(), version: z.int() }).meta({ id: 'NotedWarning' });

const said = {
  kind: z.enum(kinds),
  says: z.string(),
  person: anId().optional().meta({ description: 'Missing where it is about the address of the case.' }),
};

export const caseWarning = z
  .object({
    ...said,
    id: anId(),
    text: z
      .string()
      .optional()
      .meta({ description: 'Missing where it was written on another case that is restricted.' }),
    forAgencies: z.string().optional(),
    since: instant(),
    by: z.object({ id: anId(), name: z.string() }),
    reviewDueAt: instant(),
    isOfThisCase: z.boolean(),
  })
  .meta({ id: 'WarningOnCase' });

export const checkWarning = z
  .object({ ...said, text: z.string().optional().meta({ description: 'What was written for agencies.' }) })
  .meta({ id: 'WarningOnCheck' });
