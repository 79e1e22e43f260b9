import type { Request } from 'express';
import { Refused } from '../../records/open-case.js';
import type { IdempotencyClaim } from '../../records/case-record.js';
import { requestHash, type SentBody } from './body.js';

const longestKey = 255;

/**
 * The request's claim to be answered once only, if it makes one.
 * @throws Refused `invalid-input` for a key that cannot be kept
 */
export function idempotencyOf(request: Request, body: SentBody): IdempotencyClaim | undefined {
  const key = request.get('idempotency-key')?.trim() ?? '';
  if (key === '') return undefined;
  if (key.length <= longestKey) return { key, requestHash: requestHash(request, body) };
  throw new Refused({
    code: 'invalid-input',
    detail: 'The Idempotency-Key is too long.',
    errors: [{ pointer: '/Idempotency-Key', detail: `Must have at most ${longestKey} characters; a UUID does well.` }],
  });
}

/**
 * Which version of the thing the person saw, by `If-Match`: the version now, or any. Undefined if they do not say.
 * @throws Refused `version-stale` if it is another one than it has now
 */
export function versionSeen(request: Request, current: number): number | 'any' | undefined {
  const header = request.get('if-match')?.trim() ?? '';
  if (header === '') return undefined;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'));
  if (tags.includes('*')) return 'any';
  if (tags.includes(String(current))) return current;
  throw new Refused({
    code: 'version-stale',
    detail: `If-Match must hold the ETag of what you read; it is now at version ${current}. Read it again, then decide.`,
    currentVersion: current,
  });
}

/** @throws Refused `version-required` */
export function requireVersionSeen(seen: number | 'any' | undefined): void {
  if (seen !== undefined) return;
  throw new Refused({
    code: 'version-required',
    detail: 'Read the case and send its ETag as If-Match, so that you decide on what the case says now.',
  });
}
