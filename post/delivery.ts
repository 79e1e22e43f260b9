import type { Database } from '../records/database.js';
import { claimNotices, nextAttemptIn, settleNotices, type ClaimedNotice } from '../records/deliveries.js';
import type { Mailer, Message } from './mailer.js';
import { compose, type Correspondence } from './messages.js';

/** What sending needs. */
export interface Post extends Correspondence {
  database: Database;
  mailer: Mailer;
  /** Domain of the Message-IDs. */
  mailDomain: string;
}

/**
 * Sends everything that a case owes and that may be tried now, all in parallel: each message has a row, a lease and a back-off
 * of its own, so that one that fails holds up no other.
 * @param kinds only these, or all
 * @returns milliseconds until the next message may be tried; undefined when nothing is owed any more
 */
export async function deliverOwed(
  post: Post,
  caseId: string,
  now: Date,
  kinds: readonly string[] | null = null,
): Promise<number | undefined> {
  const claimed = await claimNotices(post.database, caseId, now, kinds);
  if (claimed.length > 0) {
    const attempts = await Promise.all(
      claimed.map(async (notice) => ({ notice, attempt: await post.mailer.send(messageOf(post, notice)) })),
    );
    await settleNotices(post.database, caseId, now, attempts);
  }
  const wait = await nextAttemptIn(post.database, caseId);
  return wait === 0 && claimed.length > 0 ? deliverOwed(post, caseId, now, kinds) : wait;
}

const messageOf = (post: Post, notice: ClaimedNotice): Message => ({
  messageId: `<${notice.id}@${post.mailDomain}>`,
  to: notice.to,
  ...compose(post, notice),
});
