import { randomUUID } from 'node:crypto';
import type { Result } from '../domain/problems.js';
import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { agenciesOf, type Contact, type DirectoryAgency, type DirectoryChangeKind } from './directory.js';
import { actOnHub } from './hub-acts.js';
import { nothingHere, ofTheHub, type Asked } from './sight.js';
import { Refused } from './open-case.js';
import type { Transaction } from './transactions.js';

/** The details of an agency, as a whole: what is left out is taken away. */
export interface AgencyDetails {
  name: string;
  email: string;
  phone?: string | undefined;
  howToReach?: string | undefined;
}

/** The details of a contact, as a whole. */
export interface ContactDetails {
  name: string;
  role: string;
  phone?: string | undefined;
  email?: string | undefined;
  outOfHours: boolean;
}

/** How to reach the hub, as a whole. */
export interface HubDetails {
  phone?: string | undefined;
  replyEmail?: string | undefined;
}

export interface FoundAgency extends Asked {
  code: string;
}

export interface FoundContact extends Asked {
  contactId: string;
}

/** Kept under the idempotency key: codes and ids, and no details. */
export type ChangedAgency = Pick<DirectoryAgency, 'code' | 'enabled'> & Record<string, unknown>;
export type ChangedContact = Pick<Contact, 'id'> & { agency: string } & Record<string, unknown>;
export type ChangedHub = Record<string, unknown> & { id: string };

interface Change {
  what: DirectoryChangeKind;
  agency?: string;
  contactId?: string;
  before?: object;
  after?: object;
}

export async function findAgencyByCode(
  { reads }: Pick<Database, 'reads'>,
  hubId: string,
  code: string,
): Promise<FoundAgency | undefined> {
  const rows = await reads.rows`SELECT FROM "Agency" WHERE "hubId" = ${hubId} AND "code" = ${code}`;
  return rows.length === 0 ? undefined : { ...ofTheHub, code };
}

export async function findContactById(
  { reads }: Pick<Database, 'reads'>,
  hubId: string,
  contactId: string,
): Promise<FoundContact | undefined> {
  const rows = await reads.rows`SELECT FROM "AgencyContact" WHERE "hubId" = ${hubId} AND "id" = ${contactId}::uuid`;
  return rows.length === 0 ? undefined : { ...ofTheHub, contactId };
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
      const [before] = await sql.rows<HubDetails>`
        SELECT "phone", "replyEmail" FROM "Hub" WHERE "id" = ${hubId} FOR NO KEY UPDATE`;
      sql.write`UPDATE "Hub" SET "phone" = ${phone ?? null}, "replyEmail" = ${replyEmail ?? null} WHERE "id" = ${hubId}`;
      noteChange(sql, request, { what: 'hub-changed', before: before ?? {}, after: { phone, replyEmail } });
      return { answer: { id: hubId }, why: 'hub-changed' };
    },
  });

/** Changes the details of an agency. */
export const changeAgency = (
  database: Database,
  { code }: FoundAgency,
  { name, email, phone, howToReach }: AgencyDetails,
  request: ActRequest,
): Promise<Result<ChangedAgency>> =>
  onAgency(database, code, request, 'agency-changed', (sql, { enabled, ...before }) => {
    sql.write`
      UPDATE "Agency" SET "name" = ${name}, "email" = ${email}, "phone" = ${phone ?? null}, "howToReach" = ${howToReach ?? null}
      WHERE "hubId" = ${request.actor.hubId} AND "code" = ${code}`;
    return { enabled, before: detailsOf(before), after: { name, email, phone, howToReach } };
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
  onAgency(database, code, request, 'agency-disabled', async (sql, { name }) => {
    await requireNothingOpen(sql, request.actor.hubId, { code, name });
    return switched(sql, request, code, false);
  });

/** Switches an agency on again. */
export const enableAgency = (
  database: Database,
  { code }: FoundAgency,
  request: ActRequest,
): Promise<Result<ChangedAgency>> =>
  onAgency(database, code, request, 'agency-enabled', (sql) => switched(sql, request, code, true));

function switched(sql: Transaction, { actor }: ActRequest, code: string, enabled: boolean): AgencyChange {
  sql.write`UPDATE "Agency" SET "enabled" = ${enabled} WHERE "hubId" = ${actor.hubId} AND "code" = ${code}`;
  return { enabled, before: { enabled: !enabled }, after: { enabled } };
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
      const { enabled, before, after } = await work(sql, agency);
      noteChange(sql, request, { what, agency: code, before, after });
      return { answer: { code, enabled }, why: `${what} ${code}` };
    },
  });
}

/** An agency that nobody else changes until this is done, its contacts neither. @throws Refused `not-found` */
async function agencyHeld(sql: Transaction, hubId: string, code: string): Promise<DirectoryAgency> {
  await sql.rows`SELECT FROM "Agency" WHERE "hubId" = ${hubId} AND "code" = ${code} FOR NO KEY UPDATE`;
  const [agency] = await agenciesOf(sql, hubId, code);
  if (agency === undefined) throw nothingHere();
  return agency;
}

/** Adds somebody to reach at an agency. */
export const addContact = (
  database: Database,
  { code }: FoundAgency,
  details: ContactDetails,
  request: ActRequest,
): Promise<Result<ChangedContact>> =>
  actOnHub(database, request, {
    act: 'manage-agencies',
    work: async (sql) => {
      const { hubId } = request.actor;
      await agencyHeld(sql, hubId, code);
      const contactId = randomUUID();
      const { name, role, phone, email, outOfHours } = details;
      sql.write`
        INSERT INTO "AgencyContact" ("id", "hubId", "agency", "name", "role", "phone", "email", "outOfHours")
        VALUES (${contactId}::uuid, ${hubId}, ${code}, ${name}, ${role}, ${phone ?? null}, ${email ?? null}, ${outOfHours})`;
      return contactChanged(sql, request, { what: 'contact-added', agency: code, contactId, after: details });
    },
  });

/** Changes the details of a contact. */
export const changeContact = (
  database: Database,
  found: FoundContact,
  details: ContactDetails,
  request: ActRequest,
): Promise<Result<ChangedContact>> =>
  onContact(database, found, request, (sql, { contactId, agency, before }) => {
    const { name, role, phone, email, outOfHours } = details;
    sql.write`
      UPDATE "AgencyContact" SET "name" = ${name}, "role" = ${role}, "phone" = ${phone ?? null}, "email" = ${email ?? null},
        "outOfHours" = ${outOfHours} WHERE "id" = ${contactId}::uuid`;
    return { what: 'contact-changed', agency, contactId, before, after: details };
  });

/** Takes a contact out of the directory. */
export const removeContact = (
  database: Database,
  found: FoundContact,
  request: ActRequest,
): Promise<Result<ChangedContact>> =>
  onContact(database, found, request, (sql, { contactId, agency, before }) => {
    sql.write`DELETE FROM "AgencyContact" WHERE "id" = ${contactId}::uuid`;
    return { what: 'contact-removed', agency, contactId, before };
  });

interface HeldContact {
  contactId: string;
  agency: string;
  before: ContactDetails;
}

type ContactChange = Change & { agency: string; contactId: string };

async function onContact(
  database: Database,
  { contactId }: FoundContact,
  request: ActRequest,
  work: (sql: Transaction, held: HeldContact) => ContactChange,
): Promise<Result<ChangedContact>> {
  return actOnHub(database, request, {
    act: 'manage-agencies',
    work: async (sql) => {
      const [row] = await sql.rows<ContactDetails & { agency: string }>`
        SELECT "agency", "name", "role", "phone", "email", "outOfHours" FROM "AgencyContact"
        WHERE "hubId" = ${request.actor.hubId} AND "id" = ${contactId}::uuid FOR UPDATE`;
      // Somebody else has taken it out meanwhile.
      if (row === undefined) throw nothingHere();
      const { agency, ...before } = row;
      return contactChanged(sql, request, work(sql, { contactId, agency, before }));
    },
  });
}

function contactChanged(
  sql: Transaction,
  request: ActRequest,
  change: ContactChange,
): { answer: ChangedContact; why: string } {
  noteChange(sql, request, change);
  return {
    answer: { id: change.contactId, agency: change.agency },
    why: `${change.what} ${change.agency} ${change.contactId}`,
  };
}

/** Keeps what was changed as it stood before and after; nothing where that is the same. */
function noteChange(
  sql: Transaction,
  { actor, now }: ActRequest,
  { what, agency, contactId, before, after }: Change,
): void {
  const [stood, stands] = [asJson(before), asJson(after)];
  if (stood === stands) return;
  sql.write`
    INSERT INTO "DirectoryChange" ("id", "hubId", "at", "byId", "what", "agency", "contactId", "before", "after")
    VALUES (${randomUUID()}::uuid, ${actor.hubId}, ${now}, ${actor.userId}::uuid, ${what}, ${agency ?? null}, ${contactId ?? null}::uuid,
            ${stood}::jsonb, ${stands}::jsonb)`;
}

/** Without what is not known, so that what was left out and what is null are the same. */
const asJson = (details: object | undefined): string | null =>
  details === undefined
    ? null
    : JSON.stringify(details, (_name, value: unknown) => (value === null ? undefined : value));
