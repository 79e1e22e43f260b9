import type { NoticeKind } from '../domain/notices.js';
import type { Database } from '../records/database.js';
import { claimNotices, nextAttemptIn, settleNotices, type Attempt, type ClaimedNotice } from '../records/deliveries.js';
import type { Mailer } from './mailer.js';
import { compose, type Correspondence, type Words } from './messages.js';

/** What sending needs. */
export interface Post extends Correspondence {
  database: Database;
  mailer: Mailer;
  /** Domain of the Message-IDs. */
  mailDomain: string;
}

/** What sending came to. */
export interface Delivery {
  /** The kind of each message that was sent. */
  sent: readonly NoticeKind[];
  /** Whether the mail server answered; undefined where it was not asked. */
  answered: boolean | undefined;
  /** Milliseconds until the next message may be tried; undefined when nothing is owed any more. */
  wait: number | undefined;
}

/**
 * Sends everything that a case owes and that may be tried now, all in parallel: each message has a row, a lease and a back-off
 * of its own, so that one that fails holds up no other.
 * @param now asked before sending and again after it
 * @param kinds only these, or all
 */
export async function deliverOwed(
  post: Post,
  caseId: string,
  now: () => Date,
  kinds: readonly string[] | null = null,
): Promise<Delivery> {
  const { database } = post;
  const claimed = await claimNotices(database, caseId, now(), kinds);
  const attempts = await Promise.all(
    claimed.map(async (notice) => ({ notice, attempt: await sendOnce(post, notice) })),
  );
  const wait =
    attempts.length > 0
      ? await settleNotices(database, caseId, now(), attempts)
      : await nextAttemptIn(database.acts, caseId);
  const sent = attempts.flatMap(({ notice, attempt }) => (attempt.result === 'sent' ? [notice.facts.kind] : []));
  const answered = attempts.length === 0 ? undefined : attempts.some(({ attempt }) => isAnswer(attempt));
  if (wait !== 0 || kinds !== null) return { sent, answered, wait };
  const rest = await deliverOwed(post, caseId, now);
  return { sent: [...sent, ...rest.sent], answered: rest.answered ?? answered, wait: rest.wait };
}

const isAnswer = (attempt: Attempt): boolean => attempt.result === 'sent' || attempt.failure.startsWith('smtp-');

/** A message that this version has no words for stays owed until a newer one sends it. */
async function sendOnce(post: Post, notice: ClaimedNotice): Promise<Attempt> {
  const words = wordsOf(post, notice);
  if (words === undefined) return { result: 'not-now', failure: 'no-words' };
  return post.mailer.send({ messageId: `<${notice.id}@${post.mailDomain}>`, to: notice.to, ...words });
}

function wordsOf(post: Post, notice: ClaimedNotice): Words | undefined {
  try {
    return compose(post, notice);
  } catch {
    return undefined;
  }
}
