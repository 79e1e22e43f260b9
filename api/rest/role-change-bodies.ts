import { z } from 'zod';
import { asProvider, givableRoles } from '../../domain/role-changes.js';
import { agencies } from '../../domain/policy.js';
import type { RoleChangeBody } from '../../records/role-changes.js';
import { oneOf, optional, text, withRule } from './fields.js';
import { listOf, repeated } from './lists.js';

const role = () =>
  oneOf(givableRoles, `Must be one of: ${givableRoles.join(', ')}. A program has its role from the provider.`);

const agencyCodes = agencies.map(({ code }) => code);
const agency = oneOf(
  [...agencyCodes, asProvider],
  `There is no such agency. Choose one of: ${agencyCodes.join(', ')}; or "${asProvider}" for the one that the provider says.`,
);

const entriesOf = (list: unknown): unknown[] => (Array.isArray(list) ? list : []);

const proposal = withRule(
  z.strictObject({
    add: optional(listOf('roles', role())),
    remove: optional(listOf('roles', role())),
    agency: optional(agency),
    reason: text(),
  }),
  ({ add, remove, agency: given }, refuse) => {
    const [added, removed] = [entriesOf(add), entriesOf(remove)];
    if (added.length + removed.length === 0 && given === undefined) {
      refuse(['add'], 'Say which role to add or to remove, or which agency.');
    }
    repeated(added).forEach((index) => {
      refuse(['add', index], 'This role is named twice.');
    });
    repeated(removed).forEach((index) => {
      refuse(['remove', index], 'This role is named twice.');
    });
    added.forEach((one, index) => {
      if (removed.includes(one)) refuse(['add', index], 'This role is to be added and removed.');
    });
  },
);

/** What is to become of the roles and the agency of a user, and why. */
export const roleChangeBody: z.ZodType<RoleChangeBody> = proposal.transform(
  ({ add = [], remove = [], agency: given = null, reason }) => ({ add, remove, agency: given, reason }),
);
