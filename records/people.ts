import { randomUUID } from 'node:crypto';
import type { HouseholdMember, ReferralSubmission, ReferredChild } from '../domain/referral.js';
import type { Sealing } from './sealing.js';
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
    ...sealedRow(sql.sealing, caseId, row),
    position,
  }));
  sql.write`
    WITH described AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb) AS p(
        "id" uuid, "position" int, "role" text, "firstName" text, "lastName" text, "dateOfBirth" date, "expectedDate" date, "sex" text,
        "nhsNumber" text, "nhsNumberIndex" text, "address" jsonb, "particulars" jsonb, "relationship" text, "parentalResponsibility" boolean,
        "livesWithChild" boolean, "mayPoseRisk" boolean, "locationNow" text)
    ), person AS (
      INSERT INTO "Person" ("id", "hubId", "firstName", "lastName", "dateOfBirth", "expectedDate", "sex", "nhsNumber", "nhsNumberIndex", "address", "particulars")
      SELECT "id", ${hubId}, "firstName", "lastName", "dateOfBirth", "expectedDate", "sex", "nhsNumber", "nhsNumberIndex", "address", "particulars" FROM described
    )
    INSERT INTO "CasePerson" ("caseId", "personId", "role", "relationship", "position", "parentalResponsibility", "livesWithChild", "mayPoseRisk", "locationNow")
    SELECT ${caseId}::uuid, "id", "role", "relationship", "position", "parentalResponsibility", "livesWithChild", "mayPoseRisk", "locationNow"
    FROM described`;
  return people.map(({ id }) => id);
}

type DescribedPerson = Omit<Partial<ReferredChild & HouseholdMember>, keyof Particulars> & {
  role: 'child' | 'household';
  particulars: Particulars;
};
type Particulars = Pick<ReferredChild, 'school' | 'ethnicity' | 'disability' | 'language'>;

const rowOfChild = ({ school, ethnicity, disability, language, ...child }: ReferredChild): DescribedPerson => ({
  ...child,
  role: 'child',
  particulars: { school, ethnicity, disability, language },
});

const rowOfMember = (member: HouseholdMember): DescribedPerson => ({ ...member, role: 'household', particulars: {} });

/** A person under a new id, with what describes them sealed; names and dates of birth stay as they are. */
function sealedRow(sealing: Sealing, caseId: string, person: DescribedPerson) {
  const id = randomUUID();
  const onCase = `${caseId}:${id}`;
  const { nhsNumber, address, particulars, relationship, locationNow, ...clear } = person;
  return {
    ...clear,
    id,
    nhsNumber: sealing.seal('Person.nhsNumber', id, nhsNumber),
    nhsNumberIndex: sealing.blindIndex('nhs-number', nhsNumber),
    address: sealing.sealJson('Person.address', id, address),
    particulars: sealing.sealJson('Person.particulars', id, particulars),
    relationship: sealing.seal('CasePerson.relationship', onCase, relationship),
    locationNow: sealing.seal('CasePerson.locationNow', onCase, locationNow),
  };
}
