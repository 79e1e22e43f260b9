import { setTimeout as pause } from 'node:timers/promises';
import { pagingKinds } from '../domain/notices.js';
import {
  casesToPage,
  clearAlarms,
  findTrouble,
  raiseAlarm,
  raiseAgainSoon,
  troubles,
  type Trouble,
} from '../records/trouble.js';
import { forgetOldAnswers } from '../records/idempotency.js';
import type { Clock } from '../runtime/clock.js';
import { onlyFirst } from '../runtime/trouble.js';
import { deliverOwed, type Post } from './delivery.js';

export interface WatchOptions {
  post: Post;
  clock: Clock;
  /** Told of every alarm as it is raised. */
  onAlarm: (trouble: Trouble) => void;
  /** Told when the watch itself begins to fail, not of each failure; it tries again. */
  onTrouble: (error: unknown) => void;
}

export interface Watch {
  stop: () => Promise<void>;
}

const everyMilliseconds = 2000;
/** The workflow's head start before the API process pages by itself. */
const headStartSeconds = 3;

/**
 * Watches over the process from outside it, in the API's process and from the record alone: pages the duty manager about
 * immediate danger if the workflow has not done so within seconds, and alarms people when what is owed lies untouched.
 */
export function startWatch(options: WatchOptions): Watch {
  const stopping = new AbortController();
  const watching = (async () => {
    const trouble = onlyFirst(options.onTrouble);
    while (!stopping.signal.aborted) {
      await lookOnce(options).then(trouble.over, trouble.tell);
      await pause(everyMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}

async function lookOnce({ post, clock, onAlarm }: WatchOptions): Promise<void> {
  const now = clock.now();
  const found = await findTrouble(post.database, now);
  const pages = await casesToPage(post.database, pagingKinds, headStartSeconds);
  const looks = await Promise.allSettled([
    ...found.map((trouble) => tell(post, trouble, onAlarm)),
    ...pages.map((caseId) => deliverOwed(post, caseId, () => clock.now(), pagingKinds)),
    clearAlarms(post.database, found),
    forgetOldAnswers(post.database, now),
  ]);
  const failed = looks.find((look) => look.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function tell(post: Post, trouble: Trouble, onAlarm: (trouble: Trouble) => void): Promise<void> {
  const alarm = await raiseAlarm(post.database, trouble);
  if (alarm === undefined) return;
  onAlarm(trouble);
  const { hubId, kind, count, references } = trouble;
  const { result } = await post.mailer.send({
    messageId: `<alarm-${hubId}-${kind}-${alarm.raisedAt.getTime()}@${post.mailDomain}>`,
    to: [alarm.operationsEmail],
    subject: `Front Door alarm: ${count} case${count === 1 ? '' : 's'} held up`,
    text: [
      troubles[kind],
      `Cases, Red first: ${references.join(', ')}${count > references.length ? ` and ${count - references.length} more` : ''}.`,
      'People can go on working: everything they do is recorded, and the process catches up by itself once it runs again. Phone the agencies of Red cases meanwhile.',
    ].join('\n\n'),
  });
  if (result !== 'sent') await raiseAgainSoon(post.database, trouble);
}
