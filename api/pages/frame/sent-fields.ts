import type { Request } from 'express';
import { fieldsIn, type Answers } from './answers.js';
import type { Section } from './questions.js';

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

/** The fields that the frame gives every form, beside its questions. */
const ofTheFrame: readonly string[] = ['once', 'openedAt', 'version', 'draftVersion', 'intent'];

/** What was typed into a form, in its order: what is blank, and what the form holds unseen, is left out. */
export const typedInto = (sent: Answers): { name: string; value: string }[] =>
  unseenFields(sent).filter(({ name, value }) => !ofTheFrame.includes(name) && value.trim() !== '');

/** What was typed into questions that are asked no more. */
export function typedElsewhere(sent: Answers, sections: readonly Section[]): string[] {
  const asked = fieldsIn(sections);
  return typedInto(sent)
    .filter(({ name }) => !asked.includes(name))
    .map(({ value }) => value);
}

/** What a page holds unseen, so that the next one goes on with it: a field for each value. */
export const unseenFields = (answers: Answers): { name: string; value: string }[] =>
  Object.entries(answers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
