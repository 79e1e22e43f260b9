import { randomUUID } from 'node:crypto';
import type { ActRequest } from './case-record.js';
import type { DirectoryChangeKind } from './directory.js';
import type { Transaction } from './transactions.js';

/** A change of the directory, as it stood before and after. */
export interface DirectoryChange {
  what: DirectoryChangeKind;
  agency?: string;
  contactId?: string;
  before?: object;
  after?: object;
}

/** What was saved as it stood is no change, and whoever has it open has seen it. */
export const versionAfter = (seen: number, { before, after }: { before: object; after: object }): number =>
  asJson(before) === asJson(after) ? seen : seen + 1;

/** Keeps what was changed as it stood before and after; nothing where that is the same. */
export function noteChange(
  sql: Transaction,
  { actor, now }: ActRequest,
  { what, agency, contactId, before, after }: DirectoryChange,
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
