import { genesisHash, linkHash, macOf, type SealedEvent } from './events.js';
import { UnreadableColumn, type Sealing } from './sealing.js';
import type { Database } from './database.js';

/** An event as it is stored; its content lies beside it. */
export type StoredEvent = Omit<SealedEvent, 'content'>;

/** A part of an event's content. */
export interface StoredPart {
  seq: number;
  part: number;
  salt: Uint8Array;
  content: string;
}

/** A case with its log, and the head of the log as the case itself holds it. */
export interface StoredLog {
  caseId: string;
  reference: string;
  lastSeq: number;
  lastHash: Uint8Array;
  /** By sequence number. */
  events: readonly StoredEvent[];
  /** By sequence number and part. */
  parts: readonly StoredPart[];
}

/** What was verified of one case. */
export interface VerifiedLog {
  reference: string;
  events: number;
  /** The first entry of the log that is not what was recorded; undefined where the log is whole. */
  brokenAt: number | undefined;
}

/**
 * Follows the log of a case from its first event to its head: every link, that every part of each content is there and no other, and
 * that the columns say what was sealed.
 * @returns the first sequence number at which the log is not what was recorded; undefined where it is whole
 */
export function brokenAt({ caseId, lastSeq, lastHash, events, parts }: StoredLog): number | undefined {
  let head: Uint8Array = genesisHash;
  const partsOf = bySeq(parts);
  for (const [index, event] of events.entries()) {
    const content = partsOf.get(event.seq) ?? [];
    const isWhole =
      event.seq === index + 1 &&
      saysWhatWasSealed(caseId, event) &&
      isContentOf(event, content) &&
      same(linkHash(head, event.metadata, event.contentMac), event.hash);
    if (!isWhole) return index + 1;
    head = event.hash;
  }
  const isHead = lastSeq === events.length && same(lastHash, head);
  return isHead && parts.every(({ seq }) => seq <= events.length) ? undefined : events.length + 1;
}

function bySeq(parts: readonly StoredPart[]): Map<number, StoredPart[]> {
  const found = new Map<number, StoredPart[]>();
  for (const part of parts) {
    const known = found.get(part.seq);
    if (known === undefined) found.set(part.seq, [part]);
    else known.push(part);
  }
  return found;
}

/** The facts stand last: whatever they are, the text before them is made of the columns. */
function saysWhatWasSealed(caseId: string, event: StoredEvent): boolean {
  const { seq, type, actorId, actorRole, businessKey, courseSeq, metadata } = event;
  const at = event.at.toISOString();
  const columns = JSON.stringify({ caseId, seq, type, at, actorId, actorRole, businessKey, courseSeq });
  return metadata.startsWith(`${columns.slice(0, -1)},"facts":`);
}

const macLength = 32;

/**
 * Whether these are the parts whose MACs the event holds, one after the other: as many, and each in its place. Nothing may be missing,
 * for nothing can be erased yet; what erases will have to say so by an event of its own (docs/architecture.md).
 */
const isContentOf = ({ contentMac }: StoredEvent, parts: readonly StoredPart[]): boolean =>
  parts.length * macLength === (contentMac?.length ?? 0) &&
  parts.every(
    ({ part, salt, content }, place) =>
      part === place && same(macOf(salt, content), contentMac?.subarray(place * macLength, (place + 1) * macLength)),
  );

const same = (left: Uint8Array, right: Uint8Array | undefined): boolean =>
  right !== undefined && Buffer.compare(left, right) === 0;

/** Cases that are read together: some thousand events. */
const pageSize = 100;

/**
 * Verifies the logs of all cases, page by page, in the order of their ids; what is recorded meanwhile may be left out. The next page
 * comes while one is verified.
 */
export async function* verifyEveryLog(database: Database): AsyncGenerator<VerifiedLog> {
  let coming: Promise<StoredLog[]> | undefined = logsAfter(database, '00000000-0000-0000-0000-000000000000');
  while (coming !== undefined) {
    const logs: StoredLog[] = await coming;
    const last = logs.at(-1);
    coming = last === undefined || logs.length < pageSize ? undefined : logsAfter(database, last.caseId);
    // Whoever has seen enough leaves it unread.
    coming?.catch(() => undefined);
    for (const log of logs) yield { reference: log.reference, events: log.events.length, brokenAt: brokenAt(log) };
  }
}

/** One page in one statement, so that a log and its head are of the same moment. */
async function logsAfter({ reads, sealing }: Database, after: string): Promise<StoredLog[]> {
  const rows = await reads.rows<StoredRow>`
    WITH page AS (
      SELECT "id", "reference", "lastSeq", "lastHash" FROM "Case" WHERE "id" > ${after}::uuid ORDER BY "id" LIMIT ${pageSize}
    )
    SELECT page."id" AS "caseId", page."reference", page."lastSeq", page."lastHash",
      (SELECT json_agg(json_build_object('seq', e."seq", 'type', e."type", 'at', e."at", 'actorId', e."actorId", 'actorRole', e."actorRole",
                'businessKey', e."businessKey", 'courseSeq', e."courseSeq", 'metadata', e."metadata",
                'contentMac', encode(e."contentMac", 'hex'), 'hash', encode(e."hash", 'hex')) ORDER BY e."seq")
       FROM "CaseEvent" e WHERE e."caseId" = page."id") AS "events",
      (SELECT json_agg(json_build_object('seq', c."seq", 'part', c."part", 'salt', encode(c."salt", 'hex'), 'content', c."content")
                ORDER BY c."seq", c."part")
       FROM "CaseEventContent" c WHERE c."caseId" = page."id") AS "parts"
    FROM page ORDER BY page."id"`;
  return rows.map(({ events, parts, ...log }) => ({
    ...log,
    events: (events ?? []).map((event) => ({
      ...event,
      at: new Date(event.at),
      contentMac: event.contentMac === null ? null : bytes(event.contentMac),
      hash: bytes(event.hash),
    })),
    parts: (parts ?? []).map((part) => openedPart(sealing, log.caseId, part)),
  }));
}

/** A part that does not open is not what was recorded; without its key, nothing can be said of it. */
function openedPart(sealing: Sealing, caseId: string, { salt, content, ...part }: StoredPartRow): StoredPart {
  const id = `${caseId}:${part.seq}:${part.part}`;
  try {
    return {
      ...part,
      salt: sealing.openBytes('CaseEventContent.salt', id, bytes(salt)),
      content: sealing.open('CaseEventContent.content', id, content),
    };
  } catch (error) {
    if (error instanceof UnreadableColumn && error.missingKey === undefined)
      return { ...part, salt: noBytes, content: '' };
    throw error;
  }
}

type StoredPartRow = Omit<StoredPart, 'salt'> & { salt: string };

interface StoredRow extends Omit<StoredLog, 'events' | 'parts'> {
  events:
    | (Omit<StoredEvent, 'at' | 'contentMac' | 'hash'> & {
        at: string;
        contentMac: string | null;
        hash: string;
      })[]
    | null;
  parts: StoredPartRow[] | null;
}

const noBytes = new Uint8Array();

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
