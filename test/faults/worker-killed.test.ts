import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aReferral } from '../service/bodies.js';
import { readCase, screen, submit } from '../service/steps.js';
import { temporalAddress } from '../support/stack.js';
import type { ApiProgram } from '../support/processes.js';
import { openInstallation, within, type Installation } from './installation.js';
import { casesWithBrokenLog, eventCounts, hasCaughtUp, noticesOf } from './record.js';

/*
 * One worker is killed at two moments at once: in the middle of asking eight agencies about one case, and after the mail server
 * took the acknowledgement of another case and before the record knew. Messages that it had in hand may be tried again after
 * their lease of 30 seconds, so this is the one test that takes that long.
 */
const agencies = [
  'police',
  'health',
  'education',
  'housing',
  'probation',
  'mental-health',
  'domestic-abuse',
  'social-care',
];
const mailboxOf = (agency: string): string => `${agency}@agencies.example`;
const lateReferrer = 'late@school.example';

let installation: Installation;
let api: ApiProgram;
/** References. */
let asking: string;
let acknowledging: string;
let secondsUntilAllSent: number;

beforeAll(async () => {
  installation = await openInstallation(temporalAddress());
  const { mails } = installation;
  const [first, started] = await Promise.all([installation.startWorker(), installation.startApi()]);
  api = started;
  asking = await submit(api);
  await within(20, 'the acknowledgement', async () => ((await hasCaughtUp(installation, asking)) ? true : undefined));

  mails.treat(lateReferrer, 'hang after data');
  for (const agency of agencies.slice(3)) mails.treat(mailboxOf(agency), 'hang after data');
  acknowledging = await submit(api, { ...aReferral, referrer: { ...aReferral.referrer, email: lateReferrer } });
  await screen(api, asking);
  await within(20, 'all nine messages to be under way', () =>
    [lateReferrer, ...agencies.map(mailboxOf)].every((address) => mails.to(address).length === 1) ? true : undefined,
  );
  await first.kill();

  await installation.startWorker();
  const restartedAt = Date.now();
  for (const reference of [asking, acknowledging])
    await within(60, 'everything owed to be sent', async () =>
      (await hasCaughtUp(installation, reference)) ? true : undefined,
    );
  secondsUntilAllSent = (Date.now() - restartedAt) / 1000;
}, 150_000);
afterAll(() => installation.close());

describe('after the worker was killed in the middle of asking the agencies', () => {
  it('everything owed is out within a minute of the restart', () => {
    expect(secondsUntilAllSent).toBeLessThan(60);
  });

  it.each(agencies)('%s has been asked: once, or twice with the same Message-ID', (agency) => {
    const mails = installation.mails.to(mailboxOf(agency));
    expect(mails.length).toBeGreaterThanOrEqual(1);
    expect(mails.length).toBeLessThanOrEqual(2);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('nothing stands in the record twice', async () => {
    expect(await eventCounts(installation, asking)).toEqual({
      ...{ 'referral-received': 1, 'case-screened': 1, 'notice-sent': 9 },
    });
    const requests = (await noticesOf(installation, asking)).filter(({ kind }) => kind === 'check-request');
    expect(requests.map(({ state }) => state)).toEqual(agencies.map(() => 'sent'));
    const { checks, version } = await readCase(api, asking);
    expect(checks.map(({ agency }) => agency).sort()).toEqual([...agencies].sort());
    expect(version).toBe(2);
    expect(await casesWithBrokenLog(installation)).toEqual([]);
  });
});

describe('after the worker was killed between the acceptance of a mail and its record', () => {
  it('the mail is repeated once at most, with the same Message-ID, and counts as sent', async () => {
    const mails = installation.mails.to(lateReferrer);
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
    expect(await noticesOf(installation, acknowledging)).toEqual([
      { kind: 'acknowledgement', state: 'sent', attempts: 2 },
    ]);
    expect(await eventCounts(installation, acknowledging)).toEqual({ 'referral-received': 1, 'notice-sent': 1 });
  });
});
