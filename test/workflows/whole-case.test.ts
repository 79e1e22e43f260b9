import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import type { ReferralSubmission } from '../../domain/referral.js';
import { brokenAt } from '../support/chain.js';
import { exampleReferral, referral } from '../support/factories.js';
import { everyRun, recordHistory } from '../support/histories.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { openedWordsOf } from '../support/payloads.js';
import { startProcess, type HubProcess } from '../support/process.js';

const codes = agencies.map(({ code }) => code);

let hub: Hub;
let process: HubProcess;
beforeAll(async () => {
  hub = await openHub();
  process = await startProcess(hub, { memory: 'replays every task' });
});
afterAll(async () => {
  await process.stop();
  await hub.close();
});

/** From the referral to closure, every answer apart from the others. */
async function wholeCase(submission: ReferralSubmission): Promise<CaseInHand> {
  const inHand = await hub.receive(submission);
  await process.settled(inHand);
  await hub.screen(inHand);
  await process.settled(inHand);
  for (const code of codes) {
    await hub.answer(inHand, code);
    await process.settled(inHand);
  }
  await hub.decide(inHand);
  await process.closed(inHand);
  return inHand;
}

/** A submission in which everything that a person wrote is marked. */
const marked = (value: unknown): unknown => {
  if (typeof value === 'string' && /^[A-Z0-9]/.test(value) && !/^\d/.test(value)) return `Zzmark ${value}`;
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'sex' ? inner : marked(inner)]));
};

describe('a case that is answered in time', () => {
  it('goes from the referral to closure, and tells everyone whom it owes a message', async () => {
    const inHand = await wholeCase(referral());

    const { stage, notices } = await hub.look(inHand);
    expect(stage).toBe('closed');
    expect(new Set(notices.map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(await hub.events(inHand)).toEqual([
      'referral-received',
      'notice-sent',
      'case-screened',
      ...codes.map(() => 'notice-sent'),
      ...codes.slice(1).map(() => 'check-answered'),
      'last-check-answered',
      'case-decided',
      'notice-sent',
      'case-closed',
    ]);
    expect(await brokenAt(hub, inHand)).toBeUndefined();
    await recordHistory(process, inHand, 'answered-in-time');
  });

  it('sends its referrer the acknowledgement and the outcome, and nothing else', async () => {
    const referrer = { kind: 'professional', name: 'Priya Nair', email: 'twice@school.example' } as const;

    await wholeCase(referral({ referrer }));

    expect(process.mails.to(referrer.email).map(({ subject }) => subject.replace(/^\S+ /, ''))).toEqual([
      'we have received your referral',
      'the outcome of your referral',
    ]);
  });

  it('costs at most 60 events of history, with eight answers each apart', async () => {
    const inHand = await wholeCase(referral());

    const runs = await everyRun(process, inHand);

    expect(runs).toHaveLength(1);
    expect(runs[0]?.events?.length).toBeLessThanOrEqual(60);
  });

  it('leaves nothing in the history that a person wrote, or that tells of a person', async () => {
    const submission = marked(exampleReferral('hospital-system')) as ReferralSubmission;
    expect(JSON.stringify(submission).split('Zzmark').length).toBeGreaterThan(10);

    const inHand = await wholeCase(submission);

    const words = openedWordsOf(await process.history(inHand));
    expect(words).toContain(inHand.reference);
    expect(words).not.toContain('Zzmark');
    const { people } = await hub.look(inHand);
    const personal = people.flatMap(({ id, dateOfBirth, nhsNumber }) => [id, dateOfBirth, nhsNumber]);
    expect(personal.filter((value) => value !== undefined && words.includes(value))).toEqual([]);
  });
});

describe('a case that is urgent from the first', () => {
  it('is paged, and can be screened, answered and decided before its messages are out', async () => {
    const inHand = await hub.receive(exampleReferral('police'));
    await hub.screen(inHand, { rating: 'red' });
    await hub.answer(inHand, ...codes);
    await hub.decide(inHand, { meetingSkipped: { reason: 'papers-sufficient' } }, { by: 'hub-manager' });

    await process.closed(inHand);

    const { notices } = await hub.look(inHand);
    expect(notices.filter(({ kind }) => kind === 'immediate-danger').map(({ state }) => state)).toEqual([
      'sent',
      'sent',
    ]);
    expect(notices.filter(({ tells }) => tells === 'referrer').map(({ state }) => state)).toEqual(['sent', 'sent']);
  });
});
