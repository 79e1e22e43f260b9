import { caseOperations } from './cases.js';
import { checkOperations } from './checks.js';
import { codecOperations } from './codec.js';
import { conflictOperations } from './conflicts.js';
import { deadlineOperations } from './deadlines.js';
import type { Operation } from './call.js';
import { directoryOperations } from './directory.js';
import { glassOperations } from './glass.js';
import { lookOperations } from './looks.js';
import { ownershipOperations } from './ownership.js';
import { referralOperations } from './referrals.js';
import { restrictionOperations } from './restrictions.js';
import { roleChangeOperations } from './role-changes.js';
import { userOperations } from './users.js';
import { warningOperations } from './warnings.js';

/**
 * Every call of the REST API.
 * @param today the date in the hub, `YYYY-MM-DD`, asked for whenever a date of birth is checked
 */
export const restOperations = (today: () => string): Operation[] => [
  ...referralOperations(today),
  ...caseOperations,
  ...ownershipOperations,
  ...checkOperations,
  ...deadlineOperations,
  ...restrictionOperations,
  ...glassOperations,
  ...conflictOperations,
  ...lookOperations,
  ...codecOperations,
  ...warningOperations,
  ...userOperations,
  ...roleChangeOperations,
  ...directoryOperations,
];
