import type { Database } from './database.js';
import { known } from './known.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { Sight } from './sight.js';
import type { Sql } from './statements.js';

/*
 * How to reach the hub, its agencies and the people there: details of their work, which colleagues see and no log holds.
 */

/** How people reach the hub. */
export interface HubContact {
  name: string;
  phone?: string;
  replyEmail?: string;
  /** Moves with every change of it. */
  version: number;
}

/** Somebody, or some desk, to reach at an agency. */
export interface Contact {
  id: string;
  name: string;
  /** What they are there, in the agency's own words. */
  role: string;
  phone?: string;
  email?: string;
  outOfHours: boolean;
  /** Moves with every change of it. */
  version: number;
}

/** An agency as those see it who work with it. */
export interface DirectoryAgency {
  code: string;
  name: string;
  /** The shared mailbox. */
  email: string;
  phone?: string;
  /** Hours, and whatever else helps to reach somebody. */
  howToReach?: string;
  enabled: boolean;
  /** Moves with every change of it, not with those of its contacts. */
  version: number;
  contacts: Contact[];
}

type Nullable<T> = { [Name in keyof T]-?: undefined extends T[Name] ? T[Name] | null : T[Name] };

interface AgencyRow extends Omit<Nullable<DirectoryAgency>, 'contacts'> {
  contacts: Nullable<Contact>[] | null;
}

/** How to reach the hub. @throws Error where there is no such hub */
export async function hubContact({ reads }: Pick<Database, 'reads'>, hubId: string): Promise<HubContact> {
  const [row] = await reads.rows<
    Nullable<HubContact>
  >`SELECT "name", "phone", "replyEmail", "version" FROM "Hub" WHERE "id" = ${hubId}`;
  if (row === undefined) throw new Error(`There is no hub ${hubId}: run the migration, which seeds one.`);
  return { ...known(row), name: row.name, version: row.version };
}

/** Every agency of the hub by its name, with its contacts by theirs; also those that are switched off. */
export async function listAgencies(
  { reads }: Pick<Database, 'reads'>,
  hubId: string,
): Promise<{ items: DirectoryAgency[]; next: null }> {
  return { items: await agenciesOf(reads, hubId, null), next: null };
}

/** @param code of the one that is asked for; all where null */
export async function agenciesOf(
  sql: Pick<Sql, 'rows'>,
  hubId: string,
  code: string | null,
): Promise<DirectoryAgency[]> {
  const rows = await sql.rows<AgencyRow>`
    SELECT g."code", g."name", g."email", g."phone", g."howToReach", g."enabled", g."version",
      (SELECT json_agg(json_build_object('id', c."id", 'name', c."name", 'role', c."role", 'phone', c."phone", 'email', c."email",
                'outOfHours', c."outOfHours", 'version', c."version") ORDER BY c."outOfHours", lower(c."name"), c."id")
       FROM "AgencyContact" c WHERE c."hubId" = g."hubId" AND c."agency" = g."code") AS "contacts"
    FROM "Agency" g WHERE g."hubId" = ${hubId} AND (${code}::text IS NULL OR g."code" = ${code})
    ORDER BY lower(g."name"), g."code"`;
  return rows.map(({ contacts, phone, howToReach, ...agency }) => ({
    ...agency,
    ...known({ phone, howToReach }),
    contacts: (contacts ?? []).map((contact) => known({ ...contact }) as Contact),
  }));
}

/** What was done to the directory, and how it is said. */
export const directoryChanges = {
  'hub-changed': 'Details of the hub changed',
  'agency-changed': 'Details of the agency changed',
  'agency-disabled': 'Agency switched off',
  'agency-enabled': 'Agency switched on',
  'contact-added': 'Contact added',
  'contact-changed': 'Contact changed',
  'contact-removed': 'Contact removed',
} as const;
export type DirectoryChangeKind = keyof typeof directoryChanges;

/** A change of the directory, as administrators see it. */
export interface DirectoryChangeItem {
  /** RFC 3339, UTC. */
  at: string;
  what: DirectoryChangeKind;
  /** In plain words. */
  says: string;
  by: { id: string; name: string };
  agency?: string;
  contact?: string;
  /** The details as they stood before, and as they stood after: absent where there was or is nothing. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

interface ChangeRow {
  id: string;
  at: Date;
  what: DirectoryChangeKind;
  byId: string;
  name: string;
  agency: string | null;
  contactId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Of what somebody has a form open: the hub where neither is given. */
export interface DirectoryPart {
  agency?: string;
  contactId?: string;
}

/** What was changed of a part of the directory after an instant, oldest first, at most twenty. */
export async function directoryChangesSince(
  { reads }: Pick<Database, 'reads'>,
  { actor }: Sight<'manage-agencies'>,
  { agency, contactId }: DirectoryPart,
  instant: Date,
): Promise<DirectoryChangeItem[]> {
  const rows = await reads.rows<ChangeRow>`
    SELECT d."id", d."at", d."what", d."byId", u."name", d."agency", d."contactId", d."before", d."after"
    FROM "DirectoryChange" d JOIN "User" u ON u."id" = d."byId"
    WHERE d."hubId" = ${actor.hubId} AND d."at" > ${instant}
      AND d."contactId" IS NOT DISTINCT FROM ${contactId ?? null}::uuid
      AND (d."contactId" IS NOT NULL OR d."agency" IS NOT DISTINCT FROM ${agency ?? null}::text)
    ORDER BY d."at", d."id" LIMIT 20`;
  return rows.map(itemOf);
}

const itemOf = ({ at, what, byId, name, agency, contactId, before, after }: ChangeRow): DirectoryChangeItem => ({
  ...{ at: at.toISOString(), what, says: directoryChanges[what], by: { id: byId, name } },
  ...known({ agency, contact: contactId, before, after }),
});

/** What was changed of the directory, the newest first. */
export async function listDirectoryChanges(
  { reads }: Pick<Database, 'reads'>,
  { actor }: Sight<'manage-agencies'>,
  { limit, cursor }: PageRequest,
): Promise<Page<DirectoryChangeItem>> {
  const before = keysetAfter(cursor);
  const rows = await reads.rows<ChangeRow>`
    SELECT d."id", d."at", d."what", d."byId", u."name", d."agency", d."contactId", d."before", d."after"
    FROM "DirectoryChange" d JOIN "User" u ON u."id" = d."byId"
    WHERE d."hubId" = ${actor.hubId}
      AND (${before?.id ?? null}::uuid IS NULL OR (d."at", d."id") < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    ORDER BY d."at" DESC, d."id" DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, ({ id, at }) => ({ rank: 0, at, id }), itemOf);
}
