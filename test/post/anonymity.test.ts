import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { outcomes, type OutcomeCode } from '../../domain/decisions.js';
import { findIdentifyingWords } from '../../domain/identifying-words.js';
import type { ReferralSubmission } from '../../domain/referral.js';
import { deliverOwed } from '../../post/delivery.js';
import { climbLadders } from '../../records/climbing.js';
import { exampleNames, exampleReferral, reply } from '../support/factories.js';
import { done, mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import type { CaughtMail } from '../support/mail-sink.js';
import { openPost, type HubPost } from '../support/post.js';

let hub: Hub;
let office: HubPost;
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
});
beforeEach(() => {
  hub.clock.set(mondayMorning);
  office.mails.caught.length = 0;
});
afterAll(async () => {
  await office.close();
  await hub.close();
});

const deliver = async ({ caseId }: CaseInHand): Promise<unknown> =>
  deliverOwed(office.post, caseId, () => hub.clock.now());

async function climbAt(inHand: CaseInHand, instant: string): Promise<void> {
  hub.clock.set(instant);
  await climbLadders(hub.database, inHand, hub.clock.now());
  await deliver(inHand);
}

const childOutcomes: OutcomeCode[] = ['child-protection-enquiries', 'no-further-action', 'early-help'];

/** A case in which every kind of message falls due, from the acknowledgement to what could not be delivered. */
async function eventfulCase(submission: ReferralSubmission): Promise<CaseInHand> {
  const inHand = await hub.receive(submission);
  await deliver(inHand);
  await climbAt(inHand, '2028-08-21T16:30:00+01:00');
  await hub.screen(inHand, { rationale: submission.concern.whatHappened });
  await deliver(inHand);
  await climbAt(inHand, '2028-08-22T05:30:00+01:00');
  office.mails.treat('health-lead@health.example', '550');
  await climbAt(inHand, '2028-08-22T10:30:00+01:00');
  await climbAt(inHand, '2028-08-22T16:45:00+01:00');
  const check = await hub.check(inHand, 'health');
  done(await hub.tryToAnswer(check, { ...reply(check.persons, 'known'), analysis: submission.concern.whatHappened }));
  const decisions = inHand.children.map((child, index) => {
    const outcome = childOutcomes[index] ?? 'early-help';
    return { child, level: 2, outcome, rationale: submission.concern.whatHappened } as const;
  });
  await hub.decide(inHand, { decisions, gaps: await hub.gaps(inHand), messageToReferrer: 'We will phone you.' });
  await hub.answer(inHand, 'police');
  await deliver(inHand);
  return inHand;
}

const wordsOf = ({ subject, text }: CaughtMail): string => `${subject}\n${text}`;

/** What anyone could tell a family or a referrer by, as it stands in the submission. */
function identifiers({ children, household = [], referrer }: ReferralSubmission): string[] {
  const ofPeople = [...children, ...household].flatMap(({ firstName, lastName, dateOfBirth, address, ...person }) => [
    ...[firstName, lastName, dateOfBirth, address?.line1, address?.postcode],
    ...('relationship' in person ? [] : [person.nhsNumber, person.school, person.expectedDate, person.locationNow]),
  ]);
  return [...ofPeople, referrer.name, referrer.email, referrer.phone, referrer.organisation]
    .filter((identifier) => identifier !== undefined)
    .filter((identifier) => identifier.length > 1 && !/^(unborn|unknown|not known)/i.test(identifier));
}

const holdsWord = (text: string, word: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'iu').test(text);

const toReferrer = (submission: ReferralSubmission): CaughtMail[] => office.mails.to(submission.referrer.email ?? '');

describe.each(exampleNames)('the mails of a whole case of %s', (name) => {
  const submission = exampleReferral(name);
  let mails: CaughtMail[];
  beforeAll(async () => {
    hub.clock.set(mondayMorning);
    office.mails.caught.length = 0;
    await eventfulCase(submission);
    mails = [...office.mails.caught];
  });

  it('name nobody, and hold nothing of the family or the referrer', () => {
    const people = [...submission.children, ...(submission.household ?? [])];
    const found = mails.flatMap((mail) => [
      ...findIdentifyingWords(wordsOf(mail), people),
      ...identifiers(submission).filter((identifier) => holdsWord(wordsOf(mail), identifier)),
    ]);

    expect(mails.length).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });

  it('tell the referrer no more than their kind may know', () => {
    const { kind, email } = submission.referrer;
    const sentTo = (address: string): CaughtMail[] => mails.filter(({ to }) => to.includes(address));
    if (email === undefined) {
      const asked = sentTo('hub-worker@hub.example').map(({ subject }) => subject.replace(/^\S+ /, ''));
      expect(asked).toEqual(['tell the referrer that we have the referral', 'tell the referrer the outcome']);
      return;
    }
    const [acknowledgement, outcome, ...more] = sentTo(email).map(wordsOf);
    expect(more).toEqual([]);
    expect(acknowledgement).toContain('We have received your referral');
    expect(outcome?.includes('has been looked at and acted on')).toBe(kind !== 'professional');
    expect(outcome?.includes('We will phone you.')).toBe(kind === 'professional');
    expect(outcome?.includes('If you disagree')).toBe(kind === 'professional');
    expect(outcomes.some(({ says }) => outcome?.includes(says))).toBe(kind === 'professional');
  });
});

describe('the mails of a case', () => {
  it('tell a professional what was decided for each child, in the order of the referral, and how to disagree', async () => {
    const submission = exampleReferral('three-siblings');

    await eventfulCase(submission);

    const outcome = toReferrer(submission).at(-1)?.text ?? '';
    expect(outcome.match(/^The .+ child on your referral: .+$/gm)).toEqual([
      'The first child on your referral: child protection enquiries.',
      'The second child on your referral: no further action by the hub.',
      'The third child on your referral: early help.',
    ]);
    expect(outcome).toContain('You may disagree at any time');
  });

  it('are of every kind that there is, in these tests', async () => {
    await eventfulCase(exampleReferral('police'));
    await eventfulCase(exampleReferral('self'));

    const sent = await hub.asOwner(`SELECT DISTINCT "kind" FROM "Notice" WHERE "state" = 'sent' ORDER BY 1`);
    expect(sent.map(({ kind }) => kind)).toEqual([
      'acknowledgement',
      'check-request',
      'delivery-failed',
      'immediate-danger',
      'late-answer',
      'outcome',
      'overdue',
      'reminder',
      'tell-by-person',
    ]);
  });

  it('each carry the reference, and for all but the referrer a link to what there is to do, and nothing personal in their headers', async () => {
    const submission = exampleReferral('school');
    const inHand = await eventfulCase(submission);

    for (const { subject, text, raw, to } of office.mails.caught) {
      expect(subject.startsWith(`${inHand.reference}: `)).toBe(true);
      const links = text.match(/https:\/\/front-door\.example\/(cases|tasks)\/[A-Za-z0-9-]+/g) ?? [];
      expect(links).toHaveLength(to.includes(submission.referrer.email ?? '') ? 0 : 1);
      const headers = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/^To: .*$/m, '');
      expect(headers).not.toMatch(/Thorne|Maisie|Nair/);
    }
  });
});

/** One who is no professional, and has an address. */
function aNeighbours(): ReferralSubmission {
  const { referrer, ...rest } = exampleReferral('school');
  return { ...rest, referrer: { kind: 'public', name: '', email: referrer.email } };
}

describe('a referrer', () => {
  it('is told how to ask how far it has come, with one link, to the page that says so to whoever sent it', async () => {
    const submission = exampleReferral('school');
    const { reference } = await eventfulCase(submission);

    const [acknowledgement, ...others] = toReferrer(submission);
    expect(acknowledgement?.text).toContain('phone or write to the hub and quote the reference.');
    expect(acknowledgement?.text.match(/https?:\S+/g)).toEqual([`https://front-door.example/referrals/${reference}`]);
    expect(others.filter(({ text }) => /https?:/.test(text))).toEqual([]);
  });

  it.each<[string, ReferralSubmission, RegExp, RegExp]>([
    [
      'a school',
      exampleReferral('school'),
      /Byddwn yn dweud wrthych beth/,
      /Plentyn 1 ar eich atgyfeiriad: ymholiadau/,
    ],
    ['a neighbour', aNeighbours(), /pan fydd camau wedi’u cymryd/, /er mwyn diogelu’r teulu/],
  ])('who reads Welsh is written to in Welsh: %s', async (_who, submission, first, last) => {
    await eventfulCase({ ...submission, language: 'cy' });

    const mails = toReferrer(submission);
    expect(mails.map(({ text }) => text)).toEqual([
      ...[expect.stringMatching(/^Cyfeirnod: M28-/), expect.stringMatching(/^Cyfeirnod: M28-/)],
    ]);
    expect([mails[0]?.text, mails[1]?.text]).toEqual([expect.stringMatching(first), expect.stringMatching(last)]);
    expect(mails.map(({ text }) => text).join('\n')).not.toMatch(/Reference|decision|Thank you/);
  });
});

describe('a case that is answered in time', () => {
  it('sends its referrer exactly two messages: acknowledgement and outcome', async () => {
    const submission = exampleReferral('school');
    const inHand = await hub.receive(submission);
    await deliver(inHand);
    await hub.screen(inHand);
    await deliver(inHand);
    for (const { agency } of (await hub.look(inHand)).checks) await hub.answer(inHand, agency);
    await hub.decide(inHand);
    await deliver(inHand);

    expect(toReferrer(submission).map(({ subject }) => subject.replace(/^\S+ /, ''))).toEqual([
      'we have received your referral',
      'the outcome of your referral',
    ]);
    expect(office.mails.caught).toHaveLength(10);
  });
});
