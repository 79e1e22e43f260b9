import { z } from 'zod';
import { stages } from '../../domain/case.js';
import { checkStates } from '../../domain/checks.js';
import { lookKinds, type LookKind } from '../../domain/looks.js';
import { ratings } from '../../domain/policy.js';
import { roleChangeStates } from '../../domain/role-changes.js';
import { cursorMustBe, keysetIn, placeIn } from '../../records/pages.js';
import { agencyCode } from './act-bodies.js';
import { oneOf, optional } from './fields.js';

const largestPage = 100;
const defaultPage = 25;

const limitSays = `Must be a whole number from 1 to ${largestPage}.`;

/** Everything about a page is checked before anything is read: a mistake in what was typed has seen nothing. */
const pageBy = (readCursor: (cursor: string) => unknown) => ({
  limit: optional(
    z
      .string()
      .refine((typed) => /^\d{1,3}$/.test(typed.trim()), { error: limitSays, abort: true })
      .transform(Number)
      .pipe(z.int().min(1, limitSays).max(largestPage, limitSays)),
  )
    .transform((limit) => limit ?? defaultPage)
    .meta({ override: { type: 'integer', minimum: 1, maximum: largestPage, default: defaultPage } }),
  cursor: optional(z.string().refine((cursor) => readCursor(cursor) !== undefined, cursorMustBe)).meta({
    description: '"next" of the page before.',
  }),
});
const page = pageBy(keysetIn);
/** Of a list that is only ever added to, and sorted by what counts it. */
const logPage = pageBy(placeIn);

const overdue = optional(oneOf(['true', 'false'])).transform((word) =>
  word === undefined ? undefined : word === 'true',
);

/** A reference as far as it was typed: hyphens where the whole reference has them. */
const reference = z
  .string()
  .transform((typed) => typed.replace(/[\s\p{Dash}]/gu, '').toUpperCase())
  .refine((typed) => /^M(?:\d{0,2}|\d{2}[A-Z0-9]{1,7})$/.test(typed), {
    error: 'q takes a reference such as M26-7KQ4-X3P, or its beginning. Names never go into an address.',
  })
  .transform((typed) => [typed.slice(0, 3), typed.slice(3, 7), typed.slice(7)].filter((part) => part !== '').join('-'));

export const noQuery = z.strictObject({});

export const pageQuery = z.strictObject(page);

export const logPageQuery = z.strictObject(logPage);

export const colleaguesQuery = z.strictObject({
  agency: optional(agencyCode()).meta({ description: 'Those who work for this agency.' }),
  ...page,
});

const assignee = z
  .string()
  .toLowerCase()
  .refine((typed) => ['me', 'none'].includes(typed) || z.guid().safeParse(typed).success, {
    error: 'Must be "me", "none" or the id of a user. Names never go into an address.',
  });

export const roleChangesQuery = z.strictObject({ state: optional(oneOf(roleChangeStates)), ...page });

export const boardQuery = z.strictObject({
  stage: optional(oneOf(stages)),
  rating: optional(oneOf(ratings)),
  overdue,
  agency: optional(agencyCode()).meta({ description: 'Cases on which the check of this agency still waits.' }),
  assignee: optional(assignee).meta({
    description:
      'Cases that a user holds, by id; that you hold ("me"); that nobody holds, or only somebody who can work on them no more ("none").',
  }),
  q: optional(reference).meta({ description: 'A reference, or its beginning; nothing else.' }),
  ...page,
});

export const checksQuery = z.strictObject({
  state: optional(oneOf(checkStates)).meta({ description: '"open" includes claimed checks.' }),
  overdue,
  holder: optional(oneOf(['me', 'none'])).meta({
    description: 'Checks that you hold ("me"), or that nobody holds who could answer them ("none").',
  }),
  ...page,
});

/** RFC 3339 with an offset. A plus that was not encoded arrives as a space, which is nothing else in an instant. */
const instant = z
  .string()
  .transform((typed) => typed.trim().replace(/ (\d{2}:\d{2})$/, '+$1'))
  .pipe(z.iso.datetime({ offset: true, error: 'Must be an instant with its offset: 2026-12-24T16:30:00+00:00.' }))
  .transform((typed) => new Date(typed));

export const deadlinesQuery = z.strictObject({
  rating: oneOf(ratings).meta({ param: { required: true } }),
  from: instant.meta({
    description: 'When the clock starts, RFC 3339 with offset.',
    override: { format: 'date-time' },
  }),
});

export const looksQuery = z.strictObject({
  user: optional(z.guid('Must be the id of a user.')).meta({ description: 'Looks of this user only, by id.' }),
  kind: optional(oneOf(Object.keys(lookKinds) as LookKind[])),
  from: optional(instant).meta({
    description: 'From this instant on, RFC 3339 with offset.',
    override: { type: 'string', format: 'date-time' },
  }),
  to: optional(instant).meta({
    description: 'Before this instant, RFC 3339 with offset.',
    override: { type: 'string', format: 'date-time' },
  }),
  ...logPage,
});

type Given<T> = { [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name] } & {
  [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined>;
};

/** The parameters that were given, without those that were left out or blank. */
export const given = <T extends object>(query: T): Given<T> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Given<T>;
