import type { Look } from '../domain/looks.js';
import type { CaseStart } from '../domain/process.js';
import type { Actor } from '../domain/roles.js';
import type { Database } from './database.js';

/** The record as acts use it: the database, and the bell that is rung once an act that changes the course is committed. */
export interface CaseRecord {
  database: Database;
  ring: (start: CaseStart) => void;
}

/** A request that may be repeated: the same key and the same request give the same answer. */
export interface IdempotencyClaim {
  key: string;
  /** SHA-256 of method, path and body. */
  requestHash: Uint8Array;
}

/** Who acts, when, on what they saw. */
export interface ActRequest {
  actor: Actor;
  /** The act's own instant: lateness is judged by it. */
  now: Date;
  /** Version of the case that the person saw, or `any`; absent where the act does not depend on one. */
  ifMatch?: number | 'any';
  idempotency?: IdempotencyClaim;
  /** The actor's draft that is sent in by this, at the version that was read: it ends with the act. */
  draft?: { id: string; version: number };
  /** Where it came from, for acts that leave a look. */
  from?: Pick<Look, 'requestId' | 'address'>;
}
