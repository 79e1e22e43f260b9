import {
  backOffMilliseconds,
  givesUpAfterMilliseconds,
  leaseMilliseconds,
  type NoticeFacts,
  type Recipient,
} from '../domain/notices.js';
import type { EventType } from '../domain/events.js';
import type { Language } from '../domain/languages.js';
import { workOnCase } from './acts.js';
import type { Database } from './database.js';
import { recordSent } from './looks.js';
import { mailDirectory, type MailDirectory } from './mail-directory.js';
import { oweNotices } from './notices.js';
import type { OpenCase } from './open-case.js';
import { findRecipients } from './recipients.js';
import { UnreadableColumn, type Sealing } from './sealing.js';
import type { Sql } from './statements.js';

/** A message that this process may send now, for as long as its lease holds. */
export interface ClaimedNotice {
  id: string;
  /** Of the case, or of the referral where it is for its referrer. */
  reference: string;
  facts: NoticeFacts;
  tells: Recipient;
  agency: string | null;
  checkId: string | null;
  attempts: number;
  to: string[];
  /** The decision maker's message, with an outcome. */
  messageToReferrer: string | null;
  /** In which the referrer is written to; null for English, and where it is for somebody else. */
  language: Language | null;
  directory: MailDirectory;
}

/** How an attempt ended. `uncertain`: the connection was lost when the mail server may have had the message. */
export type Attempt =
  | { result: 'sent'; rejected: number }
  | { result: 'uncertain'; failure: string }
  | { result: 'refused'; failure: string }
  | { result: 'not-now'; failure: string };

/** A message that is owed; `referrerEmail` and `messageToReferrer` as they are stored. */
interface StoredOwedRow extends Omit<ClaimedNotice, 'to' | 'directory'> {
  referrerEmail: string | null;
  referralId: string | null;
  roundId: string | null;
  kind: NoticeFacts['kind'];
  expiredLease: boolean;
  uncertain: number;
  wanted: boolean;
}

/** The same, opened where it is for the referrer; what was changed behind the record's back is not readable. */
interface OwedRow extends StoredOwedRow {
  readable: boolean;
}

/**
 * Claims the messages of a case that may be tried now. A lease that ran out counts as one uncertain attempt; a message that is
 * no longer wanted is recorded as overtaken and not sent; one that cannot be read has failed, and keeps no other from going out.
 * @param kinds only these, or all
 */
export async function claimNotices(
  database: Database,
  caseId: string,
  now: Date,
  kinds: readonly string[] | null,
): Promise<ClaimedNotice[]> {
  return workOnCase(database, caseId, now, {
    read: async (sql) => Promise.all([owedRows(sql, caseId, kinds), mailDirectory(sql, caseId)]),
    work: async (open, [rows, directory]) => {
      if (rows.length === 0) return [];
      const owed = rows.map((row) => openedRow(open.sql.sealing, row));
      const twiceUncertain = owed.filter(({ expiredLease, uncertain }) => expiredLease && uncertain > 0);
      const unwanted = owed.filter((row) => !row.wanted && !twiceUncertain.includes(row));
      const unreadable = owed.filter(
        (row) => !row.readable && !twiceUncertain.includes(row) && !unwanted.includes(row),
      );
      const ended = [...twiceUncertain, ...unwanted, ...unreadable];
      const claimed = owed.filter((row) => !ended.includes(row));
      for (const row of twiceUncertain) giveUp(open, row, 'uncertain', 'lease-expired');
      for (const row of unreadable) giveUp(open, row, 'failed', 'unreadable');
      finish(open, unwanted, 'overtaken', null);
      open.sql.write`
        UPDATE "Notice" SET "attempts" = "attempts" + 1, "uncertain" = "uncertain" + CASE WHEN "state" = 'sending' THEN 1 ELSE 0 END,
          "state" = 'sending', "leaseUntil" = clock_timestamp() + make_interval(secs => ${leaseMilliseconds / 1000})
        WHERE "id" = ANY(${claimed.map(({ id }) => id)}::uuid[])`;
      const recipients = await findRecipients(open, claimed);
      return claimed.map((row) => ({ ...row, attempts: row.attempts + 1, to: recipients(row), directory }));
    },
  });
}

/**
 * The row of a message to a referrer with address and words opened, which happens here, just before sending, and nowhere before.
 * @throws UnreadableColumn if their key is missing: with it, they can be sent
 */
function openedRow(sealing: Sealing, row: StoredOwedRow): OwedRow {
  const { tells, referralId, roundId } = row;
  if (tells !== 'referrer') return { ...row, referrerEmail: null, messageToReferrer: null, readable: true };
  try {
    return {
      ...row,
      referrerEmail: sealing.open('Referral.referrerEmail', referralId ?? '', row.referrerEmail),
      messageToReferrer: sealing.open('DecisionRound.messageToReferrer', roundId ?? '', row.messageToReferrer),
      readable: true,
    };
  } catch (error) {
    if (!(error instanceof UnreadableColumn) || error.missingKey !== undefined) throw error;
    return { ...row, referrerEmail: null, messageToReferrer: null, readable: false };
  }
}

async function owedRows(sql: Sql, caseId: string, kinds: readonly string[] | null): Promise<StoredOwedRow[]> {
  return sql.rows<StoredOwedRow>`
    SELECT n."id", n."kind", n."facts", n."tells", n."agency", n."checkId", n."attempts", n."uncertain", n."state" = 'sending' AS "expiredLease",
           COALESCE(r."reference", c."reference") AS "reference", n."referralId", r."language", r."referrerEmail", d."id" AS "roundId", d."messageToReferrer",
           n."kind" NOT IN ('check-request', 'reminder', 'overdue') OR EXISTS (
             SELECT FROM "Deadline" w WHERE w."caseId" = n."caseId" AND w."settledAt" IS NULL
               AND COALESCE(n."facts"->'clocks', '["check"]') ? w."clock" AND (n."checkId" IS NULL OR w."checkId" = n."checkId")) AS "wanted"
    FROM "Notice" n
    JOIN "Case" c ON c."id" = n."caseId"
    LEFT JOIN "Referral" r ON r."id" = n."referralId"
    LEFT JOIN "DecisionRound" d ON d."id" = (n."facts"->>'roundId')::uuid
    WHERE n."caseId" = ${caseId}::uuid AND (${kinds}::text[] IS NULL OR n."kind" = ANY(${kinds}::text[]))
      AND ((n."state" = 'due' AND n."nextAttemptAt" <= clock_timestamp()) OR (n."state" = 'sending' AND n."leaseUntil" < clock_timestamp()))
    ORDER BY n."dueAt", n."id"`;
}

/**
 * Records how the attempts ended. A message that cannot reach anyone is handed to the hub manager.
 * @returns as `nextAttemptIn`
 */
export async function settleNotices(
  database: Database,
  caseId: string,
  now: Date,
  attempts: readonly { notice: ClaimedNotice; attempt: Attempt }[],
): Promise<number | undefined> {
  return workOnCase(database, caseId, now, {
    read: async (sql) => stillHeld(sql, attempts),
    work: async (open, held) => {
      const ended = (result: Attempt['result']): ClaimedNotice[] =>
        held.filter(({ attempt }) => attempt.result === result).map(({ notice }) => notice);
      finish(open, ended('sent'), 'sent', null);
      for (const { notice, attempt } of held) {
        if (attempt.result === 'sent') {
          if (attempt.rejected > 0) handToHubManager(open, notice);
        } else if (attempt.result === 'refused') giveUp(open, notice, 'failed', attempt.failure);
        else await tryAgain(open, notice, attempt);
      }
      return nextAttemptIn(open.sql, caseId);
    },
  });
}

/** The attempts whose notices are still ours to settle: a lease that another process took over is its to settle. */
async function stillHeld<A extends { notice: ClaimedNotice }>(sql: Sql, attempts: readonly A[]): Promise<A[]> {
  const rows = await sql.rows<{ id: string; attempts: number }>`
    SELECT "id", "attempts" FROM "Notice" WHERE "state" = 'sending' AND "id" = ANY(${attempts.map(({ notice }) => notice.id)}::uuid[])`;
  return attempts.filter(({ notice }) => rows.some((row) => row.id === notice.id && row.attempts === notice.attempts));
}

interface Finished {
  id: string;
  facts: NoticeFacts;
  tells: Recipient;
  agency: string | null;
  checkId: string | null;
  /** Where it is known. */
  to?: readonly string[];
}

type FinalState = 'sent' | 'uncertain' | 'failed' | 'overtaken';

const eventOf: Record<FinalState, EventType> = {
  sent: 'notice-sent',
  uncertain: 'notice-uncertain',
  failed: 'notice-failed',
  overtaken: 'notice-overtaken',
};

function finish(open: OpenCase, notices: readonly Finished[], state: FinalState, failure: string | null): void {
  if (notices.length === 0) return;
  open.sql.write`
    UPDATE "Notice" SET "state" = ${state}, "leaseUntil" = NULL, "failure" = ${failure}, "sentAt" = ${state === 'sent' ? open.at : null}
    WHERE "id" = ANY(${notices.map(({ id }) => id)}::uuid[])`;
  for (const { id, facts, tells, agency, checkId } of notices) {
    open.append({
      type: eventOf[state],
      actorId: null,
      actorRole: 'process',
      businessKey: `notice:${id}:${state}`,
      facts: { noticeId: id, kind: facts.kind, tells, agency, checkId, failure },
    });
  }
  if (state === 'sent' || state === 'uncertain') traceSent(open, notices, state);
}

function traceSent(open: OpenCase, notices: readonly Finished[], state: 'sent' | 'uncertain'): void {
  const { id: caseId, hubId } = open.row;
  const messages = notices.map(({ facts, tells, checkId, to }) => ({
    ...{ what: facts.kind, role: tells, checkId, items: to?.length ?? null },
  }));
  recordSent(open.sql, { hubId, caseId, at: open.at }, messages, state === 'uncertain' ? state : null);
}

/** Ends a message that reached nobody, or perhaps nobody: from here on a person sees to it. */
function giveUp(open: OpenCase, notice: Finished, state: 'failed' | 'uncertain', failure: string): void {
  finish(open, [notice], state, failure);
  handToHubManager(open, notice);
}

function handToHubManager(open: OpenCase, notice: Finished): void {
  if (notice.facts.kind === 'delivery-failed') return;
  oweNotices(open, [
    {
      businessKey: `delivery-failed:${notice.id}`,
      tells: 'hub-manager',
      facts: { kind: 'delivery-failed', undelivered: notice.facts.kind, tells: notice.tells },
    },
  ]);
}

interface Retrying {
  result: 'uncertain' | 'not-now';
  failure: string;
}

/** An uncertain attempt is repeated once, with the same Message-ID; a certain failure until it has lasted too long. */
async function tryAgain(open: OpenCase, notice: ClaimedNotice, { result, failure }: Retrying): Promise<void> {
  const [row] = await open.sql.rows<{ uncertain: number; tooLong: boolean }>`
    SELECT "uncertain", "dueAt" < ${new Date(open.now.getTime() - givesUpAfterMilliseconds)} AS "tooLong" FROM "Notice" WHERE "id" = ${notice.id}::uuid`;
  if (result === 'uncertain' && row !== undefined && row.uncertain > 0) {
    giveUp(open, notice, 'uncertain', failure);
    return;
  }
  if (row?.tooLong === true) {
    giveUp(open, notice, 'failed', failure);
    return;
  }
  open.sql.write`
    UPDATE "Notice" SET "state" = 'due', "leaseUntil" = NULL, "failure" = ${failure}, "uncertain" = "uncertain" + ${result === 'uncertain' ? 1 : 0},
      "nextAttemptAt" = clock_timestamp() + make_interval(secs => ${backOffMilliseconds(notice.attempts) / 1000})
    WHERE "id" = ${notice.id}::uuid`;
}

/**
 * How long until the next message of the case may be tried.
 * @returns milliseconds, at least 0; undefined when nothing is owed
 */
export async function nextAttemptIn(sql: Sql, caseId: string): Promise<number | undefined> {
  const [row] = await sql.rows<{ wait: number | null }>`
    SELECT (extract(epoch FROM min(CASE "state" WHEN 'due' THEN "nextAttemptAt" ELSE "leaseUntil" END) - clock_timestamp()) * 1000)::float8 AS "wait"
    FROM "Notice" WHERE "caseId" = ${caseId}::uuid AND "state" IN ('due', 'sending')`;
  // An instant is kept in whole milliseconds: what is due within one is due now.
  return row?.wait === null || row?.wait === undefined ? undefined : Math.max(0, Math.floor(row.wait));
}
