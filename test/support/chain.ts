import { genesisHash, linkHash, macOf } from '../../records/events.js';
import type { CaseInHand, Hub } from './hub.js';

interface LoggedEvent extends Record<string, unknown> {
  seq: number;
  type: string;
  at: Date;
  actorId: string | null;
  actorRole: string;
  businessKey: string | null;
  courseSeq: number | null;
  metadata: string;
  contentMac: Buffer | null;
  hash: Buffer;
}

interface ContentPart extends Record<string, unknown> {
  seq: number;
  part: number;
  salt: Buffer;
  content: string;
}

/**
 * Checks the log of a case from its first event to its head: every link, every part of a content that is still there, and that
 * the columns say what the sealed metadata says.
 * @returns the first sequence number at which it is not what was recorded; undefined where it is whole
 */
export async function brokenAt(hub: Hub, { caseId }: CaseInHand): Promise<number | undefined> {
  const events = await hub.asOwner<LoggedEvent>('SELECT * FROM "CaseEvent" WHERE "caseId" = $1 ORDER BY "seq"', [
    caseId,
  ]);
  const parts = await hub.asOwner<ContentPart>('SELECT * FROM "CaseEventContent" WHERE "caseId" = $1', [caseId]);
  let head: Uint8Array = genesisHash;
  for (const [index, event] of events.entries()) {
    const content = parts.filter(({ seq }) => seq === event.seq);
    const isWhole = event.seq === index + 1 && saysWhatWasSealed(caseId, event) && isContentOf(event, content);
    if (!isWhole || !same(linkHash(head, event.metadata, event.contentMac), event.hash)) return index + 1;
    head = new Uint8Array(event.hash);
  }
  const { lastSeq, lastHash } = await hub.database.trees.case.findUniqueOrThrow({ where: { id: caseId } });
  return lastSeq === events.length && same(lastHash, head) ? undefined : events.length + 1;
}

function saysWhatWasSealed(caseId: string, event: LoggedEvent): boolean {
  const { seq, type, actorId, actorRole, businessKey, courseSeq, metadata } = event;
  const { facts } = JSON.parse(metadata) as { facts: unknown };
  const at = event.at.toISOString();
  return JSON.stringify({ caseId, seq, type, at, actorId, actorRole, businessKey, courseSeq, facts }) === metadata;
}

const macLength = 32;

/** Whether each part has its MAC where the event holds those of all parts, one after the other. */
const isContentOf = ({ contentMac }: LoggedEvent, parts: readonly ContentPart[]): boolean =>
  parts.every(({ part, salt, content }) =>
    same(macOf(salt, content), contentMac?.subarray(part * macLength, (part + 1) * macLength) ?? null),
  );

const same = (left: Uint8Array, right: Uint8Array | null): boolean => right !== null && Buffer.from(left).equals(right);
