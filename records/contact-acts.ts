import { randomUUID } from 'node:crypto';
import type { Result } from '../domain/problems.js';
import type { ActRequest } from './case-record.js';
import type { Database } from './database.js';
import { agencyHeld, type FoundAgency } from './directory-acts.js';
import { noteChange, versionAfter, type DirectoryChange } from './directory-changes.js';
import type { Contact } from './directory.js';
import { actOnHub } from './hub-acts.js';
import { nothingHere, ofTheHub, type Asked } from './sight.js';
import type { Transaction } from './transactions.js';
import { requireSeen } from './versions.js';

/** The details of a contact, as a whole. */
export interface ContactDetails {
  name: string;
  role: string;
  phone?: string | undefined;
  email?: string | undefined;
  outOfHours: boolean;
}

export interface FoundContact extends Asked {
  contactId: string;
  version: number;
}

/** Kept under the idempotency key: ids, and no details. */
export type ChangedContact = Pick<Contact, 'id' | 'version'> & { agency: string } & Record<string, unknown>;

export async function findContactById(
  { reads }: Pick<Database, 'reads'>,
  hubId: string,
  contactId: string,
): Promise<FoundContact | undefined> {
  const [found] = await reads.rows<{ version: number }>`
    SELECT "version" FROM "AgencyContact" WHERE "hubId" = ${hubId} AND "id" = ${contactId}::uuid`;
  return found === undefined ? undefined : { ...ofTheHub, contactId, version: found.version };
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
      return contactChanged(sql, request, {
        what: 'contact-added',
        agency: code,
        contactId,
        version: 1,
        after: details,
      });
    },
  });

/** Changes the details of a contact. */
export const changeContact = (
  database: Database,
  found: FoundContact,
  details: ContactDetails,
  request: ActRequest,
): Promise<Result<ChangedContact>> =>
  onContact(database, found, request, (sql, { contactId, agency, version: seen, before }) => {
    const { name, role, phone, email, outOfHours } = details;
    const version = versionAfter(seen, { before, after: details });
    sql.write`
      UPDATE "AgencyContact" SET "name" = ${name}, "role" = ${role}, "phone" = ${phone ?? null}, "email" = ${email ?? null},
        "outOfHours" = ${outOfHours}, "version" = ${version} WHERE "id" = ${contactId}::uuid`;
    return { what: 'contact-changed', agency, contactId, version, before, after: details };
  });

/** Takes a contact out of the directory. */
export const removeContact = (
  database: Database,
  found: FoundContact,
  request: ActRequest,
): Promise<Result<ChangedContact>> =>
  onContact(database, found, request, (sql, held) => {
    sql.write`DELETE FROM "AgencyContact" WHERE "id" = ${held.contactId}::uuid`;
    return { what: 'contact-removed', ...held };
  });

interface HeldContact {
  contactId: string;
  agency: string;
  version: number;
  before: ContactDetails;
}

type ContactChange = DirectoryChange & { agency: string; contactId: string; version: number };

async function onContact(
  database: Database,
  { contactId }: FoundContact,
  request: ActRequest,
  work: (sql: Transaction, held: HeldContact) => ContactChange,
): Promise<Result<ChangedContact>> {
  return actOnHub(database, request, {
    act: 'manage-agencies',
    work: async (sql) => {
      const [row] = await sql.rows<ContactDetails & { agency: string; version: number }>`
        SELECT "agency", "name", "role", "phone", "email", "outOfHours", "version" FROM "AgencyContact"
        WHERE "hubId" = ${request.actor.hubId} AND "id" = ${contactId}::uuid FOR UPDATE`;
      // Somebody else has taken it out meanwhile.
      if (row === undefined) throw nothingHere();
      const { agency, version, ...before } = row;
      requireSeen('the contact', version, request);
      return contactChanged(sql, request, work(sql, { contactId, agency, version, before }));
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
    answer: { id: change.contactId, agency: change.agency, version: change.version },
    why: `${change.what} ${change.agency} ${change.contactId}`,
  };
}
