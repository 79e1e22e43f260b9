import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Result } from '../../domain/problems.js';
import { claimCheck } from '../../records/checks.js';
import { decision, referral, reply, screening } from '../support/factories.js';
import { claimOf, openHub, type CaseInHand, type Hub } from '../support/hub.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

const nobody = '00000000-0000-4000-8000-000000000000';

type Given = 'received' | 'screened' | 'screened red' | 'answered' | 'decided' | 'overdue';

async function given(what: Given): Promise<CaseInHand> {
  const inHand = await hub.receive();
  if (what === 'received') return inHand;
  await hub.screen(inHand, { rating: what === 'screened red' ? 'red' : 'amber' });
  if (what === 'answered') await hub.answer(inHand, 'police');
  if (what === 'decided') await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
  return inHand;
}

const named = (messageToReferrer: string) => async (inHand: CaseInHand) =>
  hub.tryToDecide(inHand, decision(inHand.children, 'early-help', { gaps: await hub.gaps(inHand), messageToReferrer }));

interface Refusal {
  title: string;
  given: Given;
  attempt: (inHand: CaseInHand) => Promise<Result<unknown>>;
  code: string;
  pointers?: string[];
}

const refusals: Refusal[] = [
  {
    title: 'a second answer',
    given: 'answered',
    attempt: async (inHand) => hub.tryToAnswer(await hub.check(inHand, 'police')),
    code: 'already-answered',
  },
  {
    title: 'a claim on a check that was answered',
    given: 'answered',
    attempt: async (inHand) => claimCheck(hub.record, await hub.check(inHand, 'police'), hub.request('police')),
    code: 'already-answered',
  },
  {
    title: 'a second screening',
    given: 'screened',
    attempt: async (inHand) => hub.tryToScreen(inHand, screening()),
    code: 'stage-passed',
  },
  {
    title: 'a second decision',
    given: 'decided',
    attempt: async (inHand) =>
      hub.tryToDecide(inHand, decision(inHand.children, 'early-help', { gaps: await hub.gaps(inHand) })),
    code: 'stage-passed',
  },
  {
    title: 'a screening of an older version',
    given: 'screened',
    attempt: async (inHand) => hub.tryToScreen(inHand, screening(), { ifMatch: 1 }),
    code: 'version-stale',
  },
  {
    title: 'an answer to an older version',
    given: 'answered',
    attempt: async (inHand) => hub.tryToAnswer(await hub.check(inHand, 'health'), undefined, { ifMatch: 2 }),
    code: 'version-stale',
  },
  {
    title: 'a decision on an older version',
    given: 'answered',
    attempt: async (inHand) => hub.tryToDecide(inHand, decision(inHand.children), { ifMatch: 2 }),
    code: 'version-stale',
  },
  {
    title: 'a check about a person who is not on the case',
    given: 'received',
    attempt: async (inHand) =>
      hub.tryToScreen(inHand, screening({ checks: [{ agency: 'police', persons: [...inHand.children, nobody] }] })),
    code: 'invalid-input',
    pointers: ['/checks/0/persons/2'],
  },
  {
    title: 'an answer about a person who was not asked about',
    given: 'screened',
    attempt: async (inHand) => {
      const check = await hub.check(inHand, 'police');
      return hub.tryToAnswer(check, reply([...check.persons, nobody]));
    },
    code: 'invalid-input',
    pointers: ['/results/4/person'],
  },
  {
    title: 'an answer that leaves a person out',
    given: 'screened',
    attempt: async (inHand) => {
      const check = await hub.check(inHand, 'police');
      return hub.tryToAnswer(check, reply(check.persons.slice(1)));
    },
    code: 'invalid-input',
    pointers: ['/results'],
  },
  {
    title: 'information about a person who was not asked about',
    given: 'screened',
    attempt: async (inHand) => {
      const check = await hub.check(inHand, 'police');
      const information = [{ person: nobody, kind: 'fact', text: 'Invented.', sharing: 'professionals' } as const];
      return hub.tryToAnswer(check, { ...reply(check.persons, 'known'), information });
    },
    code: 'invalid-input',
    pointers: ['/information/0/person'],
  },
  {
    title: 'a second answer that is wrong in itself, for what is wrong in it',
    given: 'answered',
    attempt: async (inHand) => hub.tryToAnswer(await hub.check(inHand, 'police'), reply([nobody])),
    code: 'invalid-input',
    pointers: ['/results/0/person', '/results'],
  },
  {
    title: 'a second screening that is wrong in itself, for what is wrong in it',
    given: 'screened',
    attempt: async (inHand) =>
      hub.tryToScreen(inHand, screening({ checks: [{ agency: 'police', persons: [nobody] }] })),
    code: 'invalid-input',
    pointers: ['/checks/0/persons/0'],
  },
  {
    title: 'a decision for a child who is not on the case',
    given: 'screened',
    attempt: async (inHand) => hub.tryToDecide(inHand, decision([...inHand.children, nobody])),
    code: 'invalid-input',
    pointers: ['/decisions/2/child'],
  },
  {
    title: 'a decision for an adult of the household',
    given: 'screened',
    attempt: async (inHand) => hub.tryToDecide(inHand, decision(inHand.people)),
    code: 'invalid-input',
    pointers: ['/decisions/2/child', '/decisions/3/child'],
  },
  {
    title: 'a decision that leaves a child out',
    given: 'screened',
    attempt: async (inHand) => hub.tryToDecide(inHand, decision(inHand.children.slice(1))),
    code: 'invalid-input',
    pointers: ['/decisions'],
  },
  {
    title: 'a gap for a check that is not on the case',
    given: 'screened',
    attempt: async (inHand) =>
      hub.tryToDecide(
        inHand,
        decision(inHand.children, 'early-help', { gaps: [{ check: nobody, reason: 'Invented.' }] }),
      ),
    code: 'invalid-input',
    pointers: ['/gaps/0/check'],
  },
  {
    title: 'a decision without the reply of an agency and without a reason for that',
    given: 'answered',
    attempt: async (inHand) =>
      hub.tryToDecide(inHand, decision(inHand.children, 'early-help', { gaps: (await hub.gaps(inHand)).slice(2) })),
    code: 'checks-open',
    pointers: ['/gaps', '/gaps'],
  },
  {
    title: 'a message to the referrer that names a child',
    given: 'screened',
    attempt: named('We will see Maisie tomorrow.'),
    code: 'invalid-input',
    pointers: ['/messageToReferrer'],
  },
  {
    title: 'a message to the referrer that holds a date of birth',
    given: 'screened',
    attempt: named('The child born on 11 April 2018 is safe.'),
    code: 'invalid-input',
    pointers: ['/messageToReferrer'],
  },
  {
    title: 'a message to the referrer that holds an address',
    given: 'screened',
    attempt: named('We visit 14 Quarry Rise on Monday.'),
    code: 'invalid-input',
    pointers: ['/messageToReferrer'],
  },
  {
    title: 'a decision on a Red case without a reason for skipping the meeting',
    given: 'screened red',
    attempt: async (inHand) => hub.tryToDecide(inHand, decision(inHand.children), { by: 'hub-manager' }),
    code: 'invalid-input',
    pointers: ['/meetingSkipped'],
  },
  {
    title: 'a decision maker who skips the meeting of a Red case and names nobody who agreed',
    given: 'screened red',
    attempt: async (inHand) =>
      hub.tryToDecide(
        inHand,
        decision(inHand.children, 'early-help', { meetingSkipped: { reason: 'papers-sufficient' } }),
      ),
    code: 'invalid-input',
    pointers: ['/meetingSkipped/agreedBy'],
  },
  {
    title: 'no further action on a Red case',
    given: 'screened red',
    attempt: async (inHand) => {
      const meetingSkipped = { reason: 'papers-sufficient' } as const;
      const body = decision(inHand.children, 'no-further-action', { meetingSkipped, gaps: await hub.gaps(inHand) });
      return hub.tryToDecide(inHand, body, { by: 'hub-manager' });
    },
    code: 'red-needs-more',
  },
  {
    title: 'consent as legal basis where no agreement was given',
    given: 'received',
    attempt: async (inHand) => hub.tryToScreen(inHand, screening({ legalBasis: 'consent' })),
    code: 'agreement-missing',
  },
  {
    title: 'an override of agreement by someone who is no hub manager',
    given: 'received',
    attempt: async (inHand) =>
      hub.tryToScreen(inHand, screening({ legalBasis: 'consent', agreementOverride: { reason: 'Invented.' } })),
    code: 'invalid-input',
    pointers: ['/agreementOverride'],
  },
  {
    title: 'a gap for a check that was answered',
    given: 'answered',
    attempt: async (inHand) => {
      const { checkId } = await hub.check(inHand, 'police');
      const gaps = [...(await hub.gaps(inHand)), { check: checkId, reason: 'Invented.' }];
      return hub.tryToDecide(inHand, decision(inHand.children, 'early-help', { gaps }));
    },
    code: 'invalid-input',
    pointers: ['/gaps/7/check'],
  },
  {
    title: 'a message to the referrer that names a school',
    given: 'screened',
    attempt: named('Hollow Lane Primary School will hear from us.'),
    code: 'invalid-input',
    pointers: ['/messageToReferrer'],
  },
  {
    title: 'a decision before the screening',
    given: 'received',
    attempt: async (inHand) => hub.tryToDecide(inHand, decision(inHand.children)),
    code: 'stage-not-reached',
  },
  {
    title: 'a second answer to an overdue case, whose breach the next act will record',
    given: 'overdue',
    attempt: async (inHand) => {
      hub.clock.set('2028-09-05T12:00:00Z');
      return hub.tryToDecide(inHand, decision(inHand.children));
    },
    code: 'checks-open',
    pointers: ['/gaps', '/gaps', '/gaps', '/gaps', '/gaps', '/gaps', '/gaps', '/gaps'],
  },
];

function refusalOf(result: Result<unknown>): Problem {
  if ('refused' in result) return result.refused;
  throw new Error('It was done');
}

describe('the record refuses, says why, and changes nothing:', () => {
  it.each(refusals)('$title', async ({ given: what, attempt, code, pointers }) => {
    const inHand = await given(what);
    const rung = hub.rung.length;
    const before = await hub.everything();

    const result = await attempt(inHand);

    const refused = refusalOf(result);
    expect(refused.code).toBe(code);
    expect(refused.errors?.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(refused.detail).toMatch(/^[A-Z].*\.$/s);
    expect(await hub.everything()).toEqual(before);
    expect(hub.rung).toHaveLength(rung);
  });

  it('an idempotency key that came with another request', async () => {
    await hub.submit(referral(), { idempotency: claimOf('once', 'this') });
    const before = await hub.everything();

    const result = await hub.submit(referral(), { idempotency: claimOf('once', 'that') });

    expect(result).toMatchObject({ refused: { code: 'idempotency-key-reused' } });
    expect(await hub.everything()).toEqual(before);
  });

  it('a stale version, naming the version now', async () => {
    const inHand = await given('answered');

    const result = await hub.tryToDecide(inHand, decision(inHand.children), { ifMatch: 2 });

    expect(result).toMatchObject({ refused: { code: 'version-stale', currentVersion: 3 } });
  });
});
