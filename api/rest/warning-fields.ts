import { z } from 'zod';
import { warningKinds, type WarningKind } from '../../domain/warnings.js';
import type { WarningBody } from '../../records/warnings.js';
import { id as anId, instant, next } from './answer-fields.js';
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

const kindSaid = { kind: z.enum(kinds), says: z.string() };

const said = {
  ...kindSaid,
  person: anId().optional().meta({ description: 'Missing where it is about the address of the case.' }),
};

const noted = {
  id: anId(),
  forAgencies: z.string().optional(),
  since: instant(),
  by: z.object({ id: anId(), name: z.string() }),
  reviewDueAt: instant(),
};

export const caseWarning = z
  .object({
    ...said,
    ...noted,
    text: z
      .string()
      .optional()
      .meta({ description: 'Missing where it was written on another case that is restricted.' }),
    isOfThisCase: z.boolean(),
  })
  .meta({ id: 'WarningOnCase' });

export const checkWarning = z
  .object({ ...said, text: z.string().optional().meta({ description: 'What was written for agencies.' }) })
  .meta({ id: 'WarningOnCheck' });

export const warningsInForceAnswer = z
  .object({
    items: z.array(
      z.object({
        ...kindSaid,
        ...noted,
        reference: z.string().meta({ description: 'Of the case on which it was added, where it is kept or ended.' }),
        person: z
          .object({ id: anId(), firstName: z.string(), lastName: z.string() })
          .optional()
          .meta({ description: 'Missing where it is about the address of the case.' }),
        text: z.string(),
        overdue: z.boolean(),
      }),
    ),
    next,
  })
  .meta({ id: 'WarningsInForce' });
