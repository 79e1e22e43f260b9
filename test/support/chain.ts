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
  salt: Buffer | null;
  content: string | null;
}

/**
 * Checks the log of a case from its first event to its head: every link, every content that is still there, and that the
 * columns say what the sealed metadata says.
 * @returns the first sequence number at which it is not what was recorded; undefined where it is whole
 */
export async function brokenAt(hub: Hub, { caseId }: CaseInHand): Promise<number | undefined> {
  const events = await hub.asOwner<LoggedEvent>(
    `SELECT e.*, c."salt", c."content" FROM "CaseEvent" e LEFT JOIN "CaseEventContent" c USING ("caseId", "seq")
     WHERE e."caseId" = $1 ORDER BY e."seq"`,
    [caseId],
  );
  let head: Uint8Array = genesisHash;
  for (const [index, event] of events.entries()) {
    if (event.seq !== index + 1 || !isGenuine(caseId, event, head)) return index + 1;
    head = new Uint8Array(event.hash);
  }
  const { lastSeq, lastHash } = await hub.database.reads.case.findUniqueOrThrow({ where: { id: caseId } });
  return lastSeq === events.length && same(lastHash, head) ? undefined : events.length + 1;
}

function isGenuine(caseId: string, event: LoggedEvent, head: Uint8Array): boolean {
  const { seq, type, actorId, actorRole, businessKey, courseSeq, contentMac, salt, content } = event;
  const { facts: _facts, ...sealed } = JSON.parse(event.metadata) as Record<string, unknown>;
  const columns = { caseId, seq, type, at: event.at.toISOString(), actorId, actorRole, businessKey, courseSeq };
  if (JSON.stringify(sealed) !== JSON.stringify(columns)) return false;
  if (salt !== null && content !== null && !same(macOf(salt, content), contentMac)) return false;
  return same(linkHash(head, event.metadata, contentMac), event.hash);
}

const same = (left: Uint8Array, right: Uint8Array | null): boolean => right !== null && Buffer.from(left).equals(right);
