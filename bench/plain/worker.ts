import { once } from 'node:events';
import pg from 'pg';
import { openMailer } from '../../post/mailer.js';
import { readWorkerEnvironment } from '../../runtime/environment.js';
import { send, type Letter } from '../yardsticks/letters.js';
import { endWhenTold, poolSizes } from '../yardsticks/program.js';
import { channel } from './tables.js';

// The worker of the yardstick without Temporal: it takes mails from the job table when it is told of some, and looks for
// overdue deadlines and forgotten mails every second.

interface Claimed extends Letter {
  readonly id: string;
}

const batch = 20;
const lookEveryMs = 1000;
/** How long a claimed mail is left to whoever claimed it, and then how long until it is tried again. */
const leaseSeconds = 30;

const { databaseUrl, mail, publicUrl } = readWorkerEnvironment(process.env);
const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSizes.worker });
const mailer = openMailer(mail);
const listener = await pool.connect();
await listener.query(`LISTEN ${channel}`);
let timesTold = 0;
listener.on('notification', () => {
  timesTold += 1;
});

async function claim(): Promise<Claimed[]> {
  const { rows } = await pool.query<Claimed>(
    `UPDATE job j SET lease_until = now() + make_interval(secs => $2)
     FROM cases c
     WHERE c.id = j.case_id AND j.id IN (
       SELECT id FROM job WHERE done_at IS NULL AND run_at <= now() AND (lease_until IS NULL OR lease_until < now())
       ORDER BY run_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING j.id, c.reference, j.facts, j.tells, j.agency, j.check_id AS "checkId", c.message_to_referrer AS "messageToReferrer",
       COALESCE((SELECT email FROM agency WHERE code = j.agency), c.referrer_email) AS "to"`,
    [batch, leaseSeconds],
  );
  return rows;
}

/** What was not sent waits for its lease to end. */
async function deliver(claimed: readonly Claimed[]): Promise<void> {
  const sent = await Promise.all(claimed.map(async (job) => ((await send(mailer, publicUrl, job)) ? [job.id] : [])));
  await pool.query(
    `WITH done AS (UPDATE job SET done_at = now() WHERE id = ANY($1::uuid[]) RETURNING case_id, facts)
     UPDATE cases SET status = 'closed' FROM done WHERE id = done.case_id AND done.facts->>'kind' = 'outcome'`,
    [sent.flat()],
  );
}

async function remind(): Promise<void> {
  await pool.query(
    `WITH late AS (
       UPDATE deadline SET reminded_at = now() WHERE settled_at IS NULL AND reminded_at IS NULL AND due_at < now() AND clock = 'check'
       RETURNING case_id, check_id, due_at
     )
     INSERT INTO job (case_id, check_id, agency, tells, facts)
     SELECT late.case_id, late.check_id, k.agency, 'agency', jsonb_build_object('kind', 'overdue', 'clocks', jsonb_build_array('check'), 'percent', 100,
       'dueAt', late.due_at, 'rating', k.rating, 'agencies', jsonb_build_array(k.agency))
     FROM late JOIN checks k ON k.id = late.check_id`,
  );
}

const stopping = new AbortController();

async function work(): Promise<void> {
  while (!stopping.signal.aborted) {
    const before = timesTold;
    for (let claimed = await claim(); claimed.length > 0; claimed = await claim()) await deliver(claimed);
    if (timesTold > before) continue;
    const wake = AbortSignal.any([stopping.signal, AbortSignal.timeout(lookEveryMs)]);
    await once(listener, 'notification', { signal: wake }).catch(() => undefined);
    if (timesTold === before) await remind();
  }
}

const working = work();
endWhenTold(async () => {
  stopping.abort();
  await working;
  listener.release();
  mailer.close();
  await pool.end();
});
