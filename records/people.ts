import { randomUUID } from 'node:crypto';
import type { HouseholdMember, ReferralSubmission, ReferredChild } from '../domain/referral.js';
import type { Transaction } from './transactions.js';

/**
 * Makes the people of a submission known on their case, in the order in which the referral names them, children first.
 * @returns their ids in that order
 */
export function recordPeople(
  sql: Transaction,
  { id: caseId, hubId }: { id: string; hubId: string },
  { children, household = [] }: ReferralSubmission,
): string[] {
  const people = [...children.map(rowOfChild), ...household.map(rowOfMember)].map((row, position) => ({
    ...row,
    id: randomUUID(),
    position,
  }));
  sql.write`
    WITH described AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb) AS p(
        "id" uuid, "position" int, "role" text, "firstName" text, "lastName" text, "dateOfBirth" date, "expectedDate" date, "sex" text,
        "nhsNumber" text, "address" jsonb, "particulars" jsonb, "relationship" text, "parentalResponsibility" boolean,
        "livesWithChild" boolean, "mayPoseRisk" boolean, "locationNow" text)
    ), person AS (
      INSERT INTO "Person" ("id", "hubId", "firstName", "lastName", "dateOfBirth", "expectedDate", "sex", "nhsNumber", "address", "particulars")
      SELECT "id", ${hubId}, "firstName", "lastName", "dateOfBirth", "expectedDate", "sex", "nhsNumber", "address", "particulars" FROM described
    )
    INSERT INTO "CasePerson" ("caseId", "personId", "role", "relationship", "position", "parentalResponsibility", "livesWithChild", "mayPoseRisk", "locationNow")
    SELECT ${caseId}::uuid, "id", "role", "relationship", "position", "parentalResponsibility", "livesWithChild", "mayPoseRisk", "locationNow"
    FROM described`;
  return people.map(({ id }) => id);
}

const rowOfChild = ({ school, ethnicity, disability, language, ...child }: ReferredChild): object => ({
  ...child,
  role: 'child',
  particulars: { school, ethnicity, disability, language },
});

const rowOfMember = (member: HouseholdMember): object => ({ ...member, role: 'household', particulars: {} });
