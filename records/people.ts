import { randomUUID } from 'node:crypto';
import type { HouseholdMember, ReferralSubmission, ReferredChild } from '../domain/referral.js';
import type { Prisma } from '../prisma/generated/client.js';
import type { Sql } from './database.js';

type Person = Prisma.PersonCreateManyInput & { id: string };
type Standing = Omit<Prisma.CasePersonCreateManyInput, 'caseId' | 'personId' | 'position'>;

/**
 * Makes the people of a submission known on their case, in the order in which the referral names them, children first.
 * @returns their ids in that order
 */
export async function recordPeople(
  sql: Sql,
  { id: caseId, hubId }: { id: string; hubId: string },
  { children, household }: ReferralSubmission,
): Promise<string[]> {
  const people = [
    ...children.map((child) => ({ person: personOf(hubId, child), standing: standingOfChild(child) })),
    ...(household ?? []).map((member) => ({ person: personOf(hubId, member), standing: standingOfMember(member) })),
  ];
  await sql.person.createMany({ data: people.map(({ person }) => person) });
  await sql.casePerson.createMany({
    data: people.map(({ person, standing }, position) => ({ caseId, personId: person.id, position, ...standing })),
  });
  return people.map(({ person }) => person.id);
}

function personOf(hubId: string, described: ReferredChild | HouseholdMember): Person {
  const { firstName, lastName, dateOfBirth, address } = described;
  const child: Partial<ReferredChild> = 'relationship' in described ? {} : described;
  return {
    id: randomUUID(),
    hubId,
    firstName,
    lastName,
    dateOfBirth: dateOf(dateOfBirth),
    expectedDate: dateOf(child.expectedDate),
    sex: child.sex ?? null,
    nhsNumber: child.nhsNumber ?? null,
    ...(address === undefined ? {} : { address: address as object }),
    particulars: withoutGaps({
      school: child.school,
      ethnicity: child.ethnicity,
      disability: child.disability,
      language: child.language,
    }),
  };
}

const standingOfChild = ({ locationNow }: ReferredChild): Standing => ({
  role: 'child',
  locationNow: locationNow ?? null,
});

const standingOfMember = (member: HouseholdMember): Standing => ({
  role: 'household',
  relationship: member.relationship,
  parentalResponsibility: member.parentalResponsibility ?? null,
  livesWithChild: member.livesWithChild ?? null,
  mayPoseRisk: member.mayPoseRisk ?? null,
});

const dateOf = (text: string | undefined): Date | null => (text === undefined ? null : new Date(`${text}T00:00:00Z`));

const withoutGaps = (fields: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
