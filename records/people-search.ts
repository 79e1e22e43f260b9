import sql, { type Sql as Fragment } from 'sql-template-tag';
import type { Stage } from '../domain/case.js';
import type { Rating } from '../domain/policy.js';
import type { Database } from './database.js';
import type { Sight } from './sight.js';
import { isOpenTo } from './walls.js';

/** Whom somebody looks for: by a last name, or a number of the NHS, or both; the rest narrows it down. */
export interface SoughtPerson {
  /** Or its beginning, in any case. */
  lastName?: string | undefined;
  /** Or its beginning, in any case. */
  firstName?: string | undefined;
  /** `YYYY-MM-DD`. */
  dateOfBirth?: string | undefined;
  nhsNumber?: string | undefined;
}

/** Somebody on a case. */
export interface FoundPerson {
  reference: string;
  stage: Stage;
  rating: Rating | null;
  role: string;
  firstName: string;
  lastName: string;
  /** `YYYY-MM-DD`. */
  dateOfBirth: string | null;
}

/** People on cases that are open to whoever asks, by name, the newest case first; the first `limit`, and no more are read. */
export async function searchPeople(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  { actor }: Sight<'search-people'>,
  { lastName, firstName, dateOfBirth, nhsNumber, limit, now }: SoughtPerson & { limit: number; now: Date },
): Promise<FoundPerson[]> {
  const conditions: Fragment[] = [
    ...(lastName === undefined ? [] : [beginsWith(byLastName, lastName)]),
    ...(firstName === undefined ? [] : [beginsWith(byFirstName, firstName)]),
    ...(dateOfBirth === undefined ? [] : [sql`p."dateOfBirth" = ${dateOfBirth}::date`]),
    ...(nhsNumber === undefined
      ? []
      : [sql`p."nhsNumberIndex" = ANY(${sealing.blindIndexes('nhs-number', nhsNumber)}::text[])`]),
  ];
  const found = conditions.reduce((all, condition) => sql`${all} AND ${condition}`);
  return reads.rows<FoundPerson>`
    SELECT c."reference", c."stage", c."rating", k."role", p."firstName", p."lastName", p."dateOfBirth"::text AS "dateOfBirth"
    FROM "Person" p JOIN "CasePerson" k ON k."personId" = p."id" JOIN "Case" c ON c."id" = k."caseId"
    WHERE p."hubId" = ${actor.hubId} AND c."hubId" = ${actor.hubId} AND ${found} AND ${isOpenTo(actor, now)}
    ORDER BY ${byLastName}, ${byFirstName}, c."receivedAt" DESC, p."id" LIMIT ${limit}`;
}

/** As the index of names has them, bytewise: whatever language the database sorts in. */
const byLastName = sql`lower(p."lastName") COLLATE "C"`;
const byFirstName = sql`lower(p."firstName") COLLATE "C"`;

const beginsWith = (name: Fragment, typed: string): Fragment => {
  const from = typed.normalize('NFC');
  return sql`(${name} >= lower(${from}::text) AND ${name} < (lower(${from}::text) || ${'\u{10FFFF}'}::text))`;
};
