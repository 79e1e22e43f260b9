import type { z } from 'zod';
import { check } from '../../api/rest/field-errors.js';
import type { FieldError, Problem } from '../../domain/problems.js';
import { Refused } from '../../records/open-case.js';

/** The problem with which something is refused. */
export async function refusalOf(attempt: () => unknown): Promise<Problem> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof Refused) return error.problem;
    throw error;
  }
  throw new Error('It was not refused');
}

/** The mistakes that a schema finds in a body; none in one that it accepts. */
export async function mistakesIn(schema: z.ZodType, body: unknown): Promise<readonly FieldError[]> {
  if (schema.safeParse(body).success) return [];
  const problem = await refusalOf(() => check(schema, body, 'body'));
  return problem.errors ?? [];
}
