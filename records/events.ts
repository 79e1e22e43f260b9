import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { EventType } from '../domain/events.js';

/** What one act or doing leaves in the log. */
export interface EventDraft {
  type: EventType;
  actorId: string | null;
  /** Role under which a person acted, or `process`. */
  actorRole: string;
  /** Unique per case; a doing of the process that is already there is not done again. */
  businessKey?: string;
  /** Codes, ids, counts and instants: covered by the chain as they stand, so never anything personal. */
  facts: Readonly<Record<string, unknown>>;
  /** What a person wrote: kept apart, each part with its own salt, so that it can be erased without breaking the chain. */
  content?: readonly ContentPart[];
}

/** What was written about one person, or about none in particular. */
export interface ContentPart {
  personId: string | null;
  content: Readonly<Record<string, unknown>>;
}

/** An event in its place in the log of its case. */
export interface SealedEvent {
  seq: number;
  type: EventType;
  at: Date;
  actorId: string | null;
  actorRole: string;
  businessKey: string | null;
  courseSeq: number | null;
  metadata: string;
  contentMac: Uint8Array | null;
  hash: Uint8Array;
  content: SealedPart[];
}

interface SealedPart {
  part: number;
  personId: string | null;
  salt: Uint8Array;
  text: string;
}

export interface ChainHead {
  caseId: string;
  seq: number;
  hash: Uint8Array;
}

/** What the log of a case begins from. */
export const genesisHash = new Uint8Array(32);

/**
 * Link of the chain: SHA-256 over the previous hash, the length (32 bits, big endian) and UTF-8 bytes of the stored metadata,
 * and the MACs of the parts of its content (nothing, where the event has none). The length keeps two readings of the same bytes apart.
 */
export function linkHash(previous: Uint8Array, metadata: string, contentMac: Uint8Array | null): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(metadata, 'utf8'));
  const hash = createHash('sha256').update(previous).update(length).update(metadata, 'utf8');
  return new Uint8Array((contentMac === null ? hash : hash.update(contentMac)).digest());
}

/** HMAC-SHA-256 of one part of the stored content under its own salt. */
export const macOf = (salt: Uint8Array, text: string): Uint8Array =>
  new Uint8Array(createHmac('sha256', salt).update(text, 'utf8').digest());

/** Puts a draft at the head of its chain. `courseSeq` is given where the event changes the course of the case. */
export function seal(draft: EventDraft, head: ChainHead, at: Date, courseSeq: number | null): SealedEvent {
  const seq = head.seq + 1;
  const businessKey = draft.businessKey ?? null;
  const metadata = JSON.stringify({
    caseId: head.caseId,
    seq,
    type: draft.type,
    at: at.toISOString(),
    actorId: draft.actorId,
    actorRole: draft.actorRole,
    businessKey,
    courseSeq,
    facts: draft.facts,
  });
  const content = (draft.content ?? []).map(sealedPart);
  const contentMac = content.length === 0 ? null : macsOf(content);
  return {
    seq,
    type: draft.type,
    at,
    actorId: draft.actorId,
    actorRole: draft.actorRole,
    businessKey,
    courseSeq,
    metadata,
    contentMac,
    hash: linkHash(head.hash, metadata, contentMac),
    content,
  };
}

const sealedPart = ({ personId, content }: ContentPart, part: number): SealedPart => ({
  part,
  personId,
  salt: new Uint8Array(randomBytes(32)),
  text: JSON.stringify(content),
});

/** The MACs of the parts of a content, one after the other. */
const macsOf = (parts: readonly SealedPart[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map(({ salt, text }) => macOf(salt, text))));
