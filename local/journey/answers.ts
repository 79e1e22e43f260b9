import { z } from 'zod';

/*
 * What the journey reads of the service's answers. Whatever else an answer holds is left alone.
 */

const instant = z.iso.datetime({ offset: true });

export const receipt = z.object({
  reference: z.string(),
  receivedAt: instant,
  statusUrl: z.string(),
  immediateAdvice: z.string().optional(),
});

export const referralStatus = z.object({ status: z.string() });

const checkOnCase = z.object({
  id: z.string(),
  agency: z.string(),
  state: z.string(),
  askedAt: instant,
  dueAt: instant,
});
export type CheckOnCase = z.infer<typeof checkOnCase>;

const notice = z.object({
  id: z.string(),
  kind: z.string(),
  tells: z.string(),
  agency: z.string().optional(),
  state: z.string(),
});
export type Notice = z.infer<typeof notice>;

export const caseAnswer = z.object({
  reference: z.string(),
  stage: z.string(),
  rating: z.enum(['red', 'amber', 'green']).nullable(),
  people: z.array(z.object({ id: z.string(), role: z.string() })),
  checks: z.array(checkOnCase),
  notices: z.array(notice),
});
export type CaseAnswer = z.infer<typeof caseAnswer>;

export const checkList = z.object({
  items: z.array(z.object({ id: z.string(), reference: z.string() })),
  next: z.string().nullable(),
});

/** Loose: what an agency is shown beyond what it should be has to be seen. */
export const check = z.looseObject({
  id: z.string(),
  question: z.string().optional(),
  persons: z.array(z.looseObject({ id: z.string(), relationship: z.string().optional() })),
});
export type Check = z.infer<typeof check>;

export const eventList = z.object({
  items: z.array(
    z.object({
      seq: z.number(),
      type: z.string(),
      at: instant,
      says: z.string(),
      by: z.string(),
      facts: z.looseObject({
        agency: z.string().nullish(),
        step: z.string().optional(),
        percent: z.number().optional(),
        tells: z.string().optional(),
        taken: z.string().optional(),
      }),
    }),
  ),
  next: z.string().nullable(),
});
export type CaseEvent = z.infer<typeof eventList>['items'][number];

export const waiting = z.object({
  summary: z.string(),
  items: z.array(z.object({ what: z.string(), who: z.string(), next: z.string(), nextAt: instant.nullable() })),
});

export const deadlines = z.object({
  dueAt: instant,
  rule: z.string(),
  steps: z.array(z.object({ step: z.string(), at: instant, tells: z.string() })),
});
export type Deadlines = z.infer<typeof deadlines>;

export const info = z.object({ name: z.string(), version: z.string() });
export const readiness = z.object({ status: z.string(), dependencies: z.record(z.string(), z.string()) });

/** An act's answer, of which nothing is read. */
export const done = z.looseObject({});

export const problem = z.object({
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
