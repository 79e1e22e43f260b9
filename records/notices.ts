import { createHash } from 'node:crypto';
import type { NoticeFacts, Recipient } from '../domain/notices.js';
import type { OpenCase } from './open-case.js';

/** A message to be written down as owed. */
export interface OwedNotice {
  /** Unique per case: the same message is never owed twice. */
  businessKey: string;
  tells: Recipient;
  facts: NoticeFacts;
  agency?: string;
  checkId?: string;
  referralId?: string;
}

/** Writes messages down as owed, in the transaction of the act or doing that owes them. */
export function oweNotices(open: OpenCase, owed: readonly OwedNotice[]): void {
  if (owed.length === 0) return;
  open.sql.write`
    INSERT INTO "Notice" ("id", "caseId", "kind", "businessKey", "tells", "agency", "checkId", "referralId", "facts", "dueAt", "nextAttemptAt")
    SELECT n."id", ${open.row.id}::uuid, n."facts"->>'kind', n."businessKey", n."tells", n."agency", n."checkId", n."referralId", n."facts",
           ${open.at}, clock_timestamp()
    FROM jsonb_to_recordset(${JSON.stringify(owed.map((notice) => ({ ...notice, id: noticeId(open.row.id, notice) })))}::jsonb) AS n(
      "id" uuid, "businessKey" text, "tells" text, "agency" text, "checkId" uuid, "referralId" uuid, "facts" jsonb)
    ON CONFLICT ("caseId", "businessKey") DO NOTHING`;
}

/** A UUID made from the case and the business key: the Message-ID follows from it, whichever attempt writes the row. */
function noticeId(caseId: string, { businessKey }: OwedNotice): string {
  const digest = createHash('sha256').update(caseId).update('\0').update(businessKey).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
