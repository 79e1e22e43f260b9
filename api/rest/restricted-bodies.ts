import { z } from 'zod';
import {
  glassFindings,
  glassReasons,
  glassWarning,
  linkKinds,
  restrictionReasons,
  type GlassReason,
  type RestrictionReason,
} from '../../domain/restriction.js';
import type { ConflictBody } from '../../records/conflicts.js';
import type { AccessListChange, RestrictionBody } from '../../records/restrictions.js';
import { id, oneOf, optional, text, withRule } from './fields.js';
import { filledListOf, listOf } from './lists.js';

const user = (): z.ZodType<string> => id('This is not the id of a user.');

/** The keys of a table of words. */
const oneOfKeys = <Word extends string>(table: Readonly<Record<Word, string>>): z.ZodType<Word> =>
  oneOf(Object.keys(table) as Word[]);

/** Restricting a case. */
export const restrictionBody: z.ZodType<RestrictionBody> = z.strictObject({
  reason: oneOfKeys<RestrictionReason>(restrictionReasons),
  note: optional(text()),
  people: filledListOf(
    'people',
    user(),
    'Name the people who may see the case: a hub manager and one of every agency.',
  ),
});

/** A change of the access list. */
export const accessListBody: z.ZodType<AccessListChange> = withRule(
  z.strictObject({ add: optional(listOf('people', user())), remove: optional(listOf('people', user())) }),
  ({ add, remove }, refuse) => {
    if (add === undefined && remove === undefined) refuse(['add'], 'Name somebody to add or to remove.');
    if (!Array.isArray(add) || !Array.isArray(remove)) return;
    add.forEach((one: unknown, index) => {
      if (remove.includes(one)) refuse(['add', index], 'This user is to be added and removed.');
    });
  },
);

/** Why something is done, in the person's own words. */
export const reasonBody: z.ZodType<{ reason: string }> = z.strictObject({ reason: text() });

/** Breaking the glass. */
export const glassBody: z.ZodType<{ reason: GlassReason; text: string; warningRead: true }> = z.strictObject({
  reason: oneOfKeys<GlassReason>(glassReasons),
  text: text(),
  warningRead: z.literal(true, { error: `Must be true, once this was read: "${glassWarning}"` }),
});

/** The review of a broken glass. */
export const glassReviewBody = z.strictObject({ finding: oneOf(glassFindings), note: text() });

const conflict = { person: id('This is not the id of a person.'), kind: oneOf(linkKinds), note: optional(text()) };

/** A link of the hub's people to a person on a case. */
export const conflictBody: z.ZodType<ConflictBody> = z.strictObject({ ...conflict, user: optional(user()) });

/** A link of one's own. */
export const ownConflictBody: z.ZodType<ConflictBody> = z.strictObject(conflict);
