import { eventTypes, type EventType } from '../domain/events.js';
import fragment from 'sql-template-tag';
import type { Database } from './database.js';
import { placeAfter, type Page, type PageRequest } from './pages.js';
import type { Sight } from './sight.js';

/** One entry of a case's chronology. */
export interface ChronologyEntry {
  seq: number;
  type: EventType;
  /** RFC 3339, UTC. */
  at: string;
  /** In plain words. */
  says: string;
  /** Role of who did it, or `process`. */
  by: string;
  actor: string | null;
  facts: unknown;
}

interface EventRow {
  seq: number;
  type: EventType;
  at: Date;
  actorRole: string;
  actorId: string | null;
  metadata: string;
}

/** The chronology of a case, oldest first. The cursor is the sequence number of the entry before. */
export async function listEvents(
  database: Database,
  { caseId }: Sight<'see-events'>,
  { limit, cursor }: PageRequest,
): Promise<Page<ChronologyEntry>> {
  const after = placeAfter(cursor) ?? '0';
  const rows = await database.reads.rows<EventRow>`
    SELECT "seq", "type", "at", "actorRole", "actorId", "metadata" FROM "CaseEvent"
    WHERE "caseId" = ${caseId}::uuid AND "seq" > ${after}::bigint ORDER BY "seq" LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(({ seq, type, at, actorRole, actorId, metadata }) => ({
      seq,
      type,
      at: at.toISOString(),
      says: eventTypes[type].says,
      by: actorRole,
      actor: actorId,
      facts: (JSON.parse(metadata) as { facts: unknown }).facts,
    })),
    next: rows.length > limit ? String(shown.at(-1)?.seq) : null,
  };
}

/** Which entries of a chronology are wanted. */
export interface ChronologyFilter extends PageRequest {
  newestFirst: boolean;
  /** Those of these types; all where left out. */
  types?: readonly EventType[];
  /** Those of a user, by id, or of the process; all where left out. */
  who?: string;
}

/** An entry with the name of whoever did it; null where that was the process. */
export interface NamedEntry extends Pick<ChronologyEntry, 'seq' | 'type' | 'at' | 'says' | 'by' | 'facts'> {
  name: string | null;
  /** Name of whoever the case or the check was given to; null where it was given to nobody. */
  whom: string | null;
}

/** Events that name, as the fact `user`, whoever got something. */
const givesAway: EventType[] = ['case-assigned', 'check-handed-over'];

/** The chronology of a case as it is read on a page, from either end. The cursor is the sequence number of the entry before. */
export async function readChronology(
  { reads }: Pick<Database, 'reads'>,
  { caseId }: Sight<'see-events'>,
  { newestFirst, types, who, limit, cursor }: ChronologyFilter,
): Promise<Page<NamedEntry>> {
  const after = placeAfter(cursor);
  const order = newestFirst
    ? { comes: fragment`<`, sort: fragment`DESC` }
    : { comes: fragment`>`, sort: fragment`ASC` };
  const rows = await reads.rows<Omit<EventRow, 'actorId'> & Pick<NamedEntry, 'name' | 'whom'>>`
    SELECT e."seq", e."type", e."at", e."actorRole", e."metadata", u."name", given."name" AS "whom"
    FROM "CaseEvent" e LEFT JOIN "User" u ON u."id" = e."actorId"
      LEFT JOIN "User" given ON given."id" = CASE WHEN e."type" = ANY(${givesAway})
        THEN (e."metadata"::jsonb -> 'facts' ->> 'user')::uuid END
    WHERE e."caseId" = ${caseId}::uuid
      AND (${after ?? null}::bigint IS NULL OR e."seq" ${order.comes} ${after ?? null}::bigint)
      AND (${types ?? null}::text[] IS NULL OR e."type" = ANY(${types ?? null}::text[]))
      AND (${who ?? null}::text IS NULL OR COALESCE(e."actorId"::text, 'process') = ${who ?? null})
    ORDER BY e."seq" ${order.sort} LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(({ seq, type, at, actorRole, name, whom, metadata }) => ({
      ...{ seq, type, at: at.toISOString(), says: eventTypes[type].says, by: actorRole, name, whom },
      facts: (JSON.parse(metadata) as { facts: unknown }).facts,
    })),
    next: rows.length > limit ? String(shown.at(-1)?.seq) : null,
  };
}

/** Everybody who did something on a case, by name. */
export const whoActed = async (
  { reads }: Pick<Database, 'reads'>,
  { caseId }: Sight<'see-events'>,
): Promise<{ id: string; name: string }[]> =>
  reads.rows<{ id: string; name: string }>`
    SELECT u."id", u."name" FROM "User" u
    WHERE u."id" IN (SELECT e."actorId" FROM "CaseEvent" e WHERE e."caseId" = ${caseId}::uuid) ORDER BY lower(u."name"), u."id"`;

/** Something that a person did on a case, as it is told to somebody who was at work on it meanwhile. */
export interface Change {
  /** RFC 3339, UTC. */
  at: string;
  says: string;
  /** Name of whoever did it. */
  who: string;
}

/** What people did on a case after an instant, oldest first, at most twenty. */
export async function changesSince(
  database: Database,
  { caseId }: Sight<'see-events'>,
  instant: Date,
): Promise<Change[]> {
  const rows = await database.reads.rows<{ type: EventType; at: Date; name: string }>`
    SELECT e."type", e."at", u."name" FROM "CaseEvent" e JOIN "User" u ON u."id" = e."actorId"
    WHERE e."caseId" = ${caseId}::uuid AND e."at" > ${instant} ORDER BY e."seq" LIMIT 20`;
  return rows.map(({ type, at, name }) => ({ at: at.toISOString(), says: eventTypes[type].says, who: name }));
}
