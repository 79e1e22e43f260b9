import type { Result } from '../domain/problems.js';
import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { noteChange, versionAfter } from './directory-changes.js';
import { agenciesOf, type DirectoryAgency, type DirectoryChangeKind } from './directory.js';
import { actOnHub } from './hub-acts.js';
import { nothingHere, ofTheHub, type Asked } from './sight.js';
import { Refused } from './open-case.js';
import type { Transaction } from './transactions.js';
import { requireSeen } from './versions.js';

/** The details of an agency, as a whole: what is left out is taken away. */
export interface AgencyDetails {
  name: string;
  email: string;
  phone?: string | undefined;
  howToReach?: string | undefined;
}

/** How to reach the hub, as a whole. */
export interface HubDetails {
  phone?: string | undefined;
  replyEmail?: string | undefined;
}

export interface FoundHub extends Asked {
  version: number;
}

export interface FoundAgency extends Asked {
  code: string;
  version: number;
}

/** Kept under the idempotency key: codes and ids, and no details. */
export type ChangedAgency = Pick<DirectoryAgency, 'code' | 'enabled' | 'version'> & Record<string, unknown>;
export type ChangedHub = Record<string, unknown> & { id: string; version: number };

export async function findHub({ reads }: Pick<Database, 'reads'>, hubId: string): Promise<FoundHub | undefined> {
  const [found] = await reads.rows<{ version: number }>`SELECT "version" FROM "Hub" WHERE "id" = ${hubId}`;
  return found === undefined ? undefined : { ...ofTheHub, version: found.version };
}

export async function findAgencyByCode(
  { reads }: Pick<Database, 'reads'>,
  hubId: string,
  code: string,
): Promise<FoundAgency | undefined> {
  const [found] = await reads.rows<{ version: number }>`
    SELECT "version" FROM "Agency" WHERE "hubId" = ${hubId} AND "code" = ${code}`;
  return found === undefined ? undefined : { ...ofTheHub, code, version: found.version };
}

/** Changes how the hub is reached. */
export const changeHub = (
  database: Database,
  { phone, replyEmail }: HubDetails,
  request: ActRequest,
): Promise<Result<ChangedHub>> =>
  actOnHub(database, request, {
    act: 'manage-agencies',
    work: async (sql) => {
      const { hubId } = request.actor;
      const [held] = await sql.rows<HubDetails & { version: number }>`
        SELECT "phone", "replyEmail", "version" FROM "Hub" WHERE "id" = ${hubId} FOR NO KEY UPDATE`;
      if (held === undefined) throw nothingHere();
      const { version: seen, ...before } = held;
      requireSeen('how the hub is reached', seen, request);
      const after = { phone, replyEmail };
      const version = versionAfter(seen, { before, after });
      sql.write`
        UPDATE "Hub" SET "phone" = ${phone ?? null}, "replyEmail" = ${replyEmail ?? null}, "version" = ${version} WHERE "id" = ${hubId}`;
      noteChange(sql, request, { what: 'hub-changed', before, after });
      return { answer: { id: hubId, version }, why: 'hub-changed' };
    },
  });

/** Changes the details of an agency. */
export const changeAgency = (
  database: Database,
  { code }: FoundAgency,
  { name, email, phone, howToReach }: AgencyDetails,
  request: ActRequest,
): Promise<Result<ChangedAgency>> =>
  onAgency(database, code, request, 'agency-changed', (sql, { enabled, version: seen, ...held }) => {
    requireSeen('the agency', seen, request);
    const [before, after] = [detailsOf(held), { name, email, phone, howToReach }];
    const version = versionAfter(seen, { before, after });
    sql.write`
      UPDATE "Agency" SET "name" = ${name}, "email" = ${email}, "phone" = ${phone ?? null}, "howToReach" = ${howToReach ?? null},
        "version" = ${version} WHERE "hubId" = ${request.actor.hubId} AND "code" = ${code}`;
    return { enabled, version, before, after };
  });

const detailsOf = ({ name, email, phone, howToReach }: AgencyDetails): AgencyDetails => ({
  name,
  email,
  phone,
  howToReach,
});

/** Switches an agency off: it is asked nothing more. Refused while it has checks that wait. */
export const disableAgency = (
  database: Database,
  { code }: FoundAgency,
  request: ActRequest,
): Promise<Result<ChangedAgency>> =>
  onAgency(database, code, request, 'agency-disabled', async (sql, { name, version }) => {
    await requireNothingOpen(sql, request.actor.hubId, { code, name });
    return switched(sql, request, { code, version }, false);
  });

/** Switches an agency on again. */
export const enableAgency = (
  database: Database,
  { code }: FoundAgency,
  request: ActRequest,
): Promise<Result<ChangedAgency>> =>
  onAgency(database, code, request, 'agency-enabled', (sql, { version }) =>
    switched(sql, request, { code, version }, true),
  );

/** Its details stand as they did, and so does their version. */
function switched(
  sql: Transaction,
  { actor }: ActRequest,
  { code, version }: Pick<DirectoryAgency, 'code' | 'version'>,
  enabled: boolean,
): AgencyChange {
  sql.write`UPDATE "Agency" SET "enabled" = ${enabled} WHERE "hubId" = ${actor.hubId} AND "code" = ${code}`;
  return { enabled, version, before: { enabled: !enabled }, after: { enabled } };
}

/** @throws Refused `checks-open` */
async function requireNothingOpen(
  sql: Transaction,
  hubId: string,
  { code, name }: Pick<DirectoryAgency, 'code' | 'name'>,
): Promise<void> {
  // Waits for the screenings that are asking it now, and has later ones wait (records/agencies-asked.ts).
  await sql.rows`SELECT pg_advisory_xact_lock(hashtext('agencies:' || ${hubId}::text))`;
  const [open] = await sql.rows<{ count: number }>`
    SELECT count(*)::int AS "count" FROM "AgencyCheck" k
    WHERE k."hubId" = ${hubId} AND k."agency" = ${code} AND (CASE WHEN k."settledAt" IS NULL THEN 0 ELSE 1 END) = 0`;
  const count = open?.count ?? 0;
  if (count === 0) return;
  throw new Refused({
    code: 'checks-open',
    detail: `${name} still ${count === 1 ? 'has 1 check' : `has ${count} checks`} to answer. Wait until these are answered or decided without, then switch the agency off.`,
  });
}

interface AgencyChange {
  enabled: boolean;
  version: number;
  before: object;
  after: object;
}

async function onAgency(
  database: Database,
  code: string,
  request: ActRequest,
  what: DirectoryChangeKind,
  work: (sql: Transaction, agency: DirectoryAgency) => AgencyChange | Promise<AgencyChange>,
): Promise<Result<ChangedAgency>> {
  return actOnHub(database, request, {
    act: 'manage-agencies',
    work: async (sql) => {
      const agency = await agencyHeld(sql, request.actor.hubId, code);
      const { enabled, version, before, after } = await work(sql, agency);
      noteChange(sql, request, { what, agency: code, before, after });
      return { answer: { code, enabled, version }, why: `${what} ${code}` };
    },
  });
}

/** An agency that nobody else changes until this is done, its contacts neither. @throws Refused `not-found` */
export async function agencyHeld(sql: Transaction, hubId: string, code: string): Promise<DirectoryAgency> {
  await sql.rows`SELECT FROM "Agency" WHERE "hubId" = ${hubId} AND "code" = ${code} FOR NO KEY UPDATE`;
  const [agency] = await agenciesOf(sql, hubId, code);
  if (agency === undefined) throw nothingHere();
  return agency;
}
