import type { Request } from 'express';
import type { Answers } from './answers.js';

/** The fields of a form that was sent, but for its token. */
export function sentBy({ body }: Pick<Request, 'body'>): Answers {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>).filter(([name]) => name !== '_csrf');
  return Object.fromEntries(
    fields.flatMap(([name, value]): [string, string | string[]][] => {
      if (typeof value === 'string') return [[name, value]];
      return Array.isArray(value) ? [[name, value.filter((each): each is string => typeof each === 'string')]] : [];
    }),
  );
}

/** What a page holds unseen, so that the next one goes on with it: a field for each value. */
export const unseenFields = (answers: Answers): { name: string; value: string }[] =>
  Object.entries(answers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
