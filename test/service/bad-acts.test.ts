import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/caller.js';
import type { TestService } from '../support/service.js';
import { aScreening, decisionOver, nobodyKnown } from './bodies.js';
import { serviceWithCases, type Cases } from './cases.js';
import { expectRefused, mistakes } from './refusal.js';
import type { CaseSeen, CheckSeen } from './seen.js';
import { checkOf, childOf } from './steps.js';
import { allTables, type Tables } from './tables.js';

let service: TestService;
let cases: Cases;
let before: Tables;

beforeAll(async () => {
  ({ service, cases } = await serviceWithCases());
  before = await allTables(service.ownerUrl);
});
afterEach(async () => {
  expect(await allTables(service.ownerUrl)).toEqual(before);
});
afterAll(() => service.stop());

const nobody = '00000000-0000-4000-8000-000000000000';

describe('a screening is refused, and nothing changes,', () => {
  const screening = ({ reference }: CaseSeen, changes: object, ifMatch = '*'): Promise<Answer> => {
    const body = { ...aScreening, ...changes };
    return service.as('decision-maker').post(`/api/cases/${reference}/screening`, body, { 'if-match': ifMatch });
  };

  it('when it asks an agency that is not known', async () => {
    const checks = [{ agency: 'fire-brigade', persons: [childOf(cases.received)] }];
    expectRefused(
      await screening(cases.received, { checks }),
      mistakes({ '/checks/0/agency': /Choose one of: police/ }),
    );
  });

  it.each([
    ['is on another case', () => childOf(cases.inChecks)],
    ['does not exist', () => nobody],
    ['has no such id', () => 'Nia'],
  ])('when it asks about a person who %s', async (_who, person) => {
    const checks = [{ agency: 'police', persons: [childOf(cases.received), person()] }];
    expectRefused(
      await screening(cases.received, { checks }),
      mistakes({ '/checks/0/persons/1': /Take the ids from/ }),
    );
  });

  it('when it gives no rating and no legal basis', async () => {
    const answer = await screening(cases.received, { rating: '', legalBasis: undefined });
    expectRefused(answer, mistakes({ '/rating': /Must be one of: red, amber, green/, '/legalBasis': /required/ }));
  });

  it('when it rests on an agreement that the parents refused', async () => {
    expectRefused(await screening(cases.received, { legalBasis: 'consent' }), {
      status: 409,
      code: 'agreement-missing',
      says: /Choose another legal basis, or ask a hub manager/,
    });
  });

  it('when a decision maker overrides the refusal, which only a hub manager may', async () => {
    const override = {
      legalBasis: 'consent',
      agreementOverride: { reason: 'Asking first would put the child at risk.' },
    };
    expectRefused(
      await screening(cases.received, override),
      mistakes({ '/agreementOverride': /Leave this out, or have a hub manager screen/ }),
    );
  });

  it.each(['inChecks', 'decided'] as const)('when the case has passed that stage: %s', async (stage) => {
    expectRefused(await screening(cases[stage], {}), { status: 409, code: 'stage-passed', says: /Read it again/ });
  });

  it('when it was written on another version of the case', async () => {
    const answer = await screening(cases.received, {}, '"7"');
    expectRefused(answer, { status: 412, code: 'version-stale', says: /now at version 1. Read it again/ });
    expect(answer.body).toMatchObject({ currentVersion: 1 });
    expect(answer.headers.get('etag')).toBe('"1"');
  });
});

describe('an answer is refused, and nothing changes,', () => {
  const answering = ({ id, agency }: CheckSeen, body: object, ifMatch = '*'): Promise<Answer> =>
    service.as(agency).post(`/api/checks/${id}/answer`, body, { 'if-match': ifMatch });
  const healthCheck = (): CheckSeen => checkOf(cases.inChecks, 'health');
  const policeCheck = (): CheckSeen => checkOf(cases.inChecks, 'police');

  it('when the check is another agency’s', async () => {
    const { id, persons } = healthCheck();
    const answer = await service.as('police').post(`/api/checks/${id}/answer`, nobodyKnown(persons));
    expectRefused(answer, { status: 404, code: 'not-found', says: /Check the address and the reference/ });
  });

  it('when it is the second one', async () => {
    expectRefused(await answering(policeCheck(), nobodyKnown(policeCheck().persons)), {
      status: 409,
      code: 'already-answered',
      says: /Send what you have learned since/,
    });
  });

  it('when somebody takes the check on after it was answered', async () => {
    const answer = await service.as('police').post(`/api/checks/${policeCheck().id}/claim`, {});
    expectRefused(answer, { status: 409, code: 'already-answered' });
  });

  it('when it names a person whom nobody asked about', async () => {
    const body = nobodyKnown([...healthCheck().persons, nobody]);
    expectRefused(await answering(healthCheck(), body), mistakes({ '/results/2/person': /Take the ids from persons/ }));
  });

  it('when it leaves somebody out', async () => {
    const body = nobodyKnown(healthCheck().persons.slice(1));
    expectRefused(await answering(healthCheck(), body), mistakes({ '/results': /1 of 2 not given/ }));
  });

  it('when it says that somebody is known, and nothing of them', async () => {
    const results = healthCheck().persons.map((person) => ({ person, result: 'known' }));
    const fields = { '/results/0/result': /add information/, '/results/1/result': /add information/ };
    expectRefused(await answering(healthCheck(), { results }), mistakes(fields));
  });

  it('when it was written on another version of the case', async () => {
    const answer = await answering(healthCheck(), nobodyKnown(healthCheck().persons), '"1"');
    expectRefused(answer, { status: 412, code: 'version-stale', says: /now at version 3/ });
  });
});

describe('a decision is refused, and nothing changes,', () => {
  const deciding = (
    seen: CaseSeen,
    changes: object,
    { who = 'decision-maker', ifMatch = '*' } = {},
  ): Promise<Answer> => {
    const body = { ...decisionOver(seen), ...changes };
    return service.as(who).post(`/api/cases/${seen.reference}/decision`, body, { 'if-match': ifMatch });
  };
  const decisionFor = (child: string, outcome = 'early-help'): object => ({
    child,
    level: 2,
    outcome,
    rationale: 'Help is enough.',
  });

  it('while checks are open, unless a gap explains each', async () => {
    expectRefused(await deciding(cases.inChecks, { gaps: [] }), {
      status: 409,
      code: 'checks-open',
      says: /have not answered: domestic-abuse, education, .*Wait for them, or give the reason/,
      fields: { '/gaps': /No reason is given for deciding without/ },
    });
  });

  it('before the case is screened', async () => {
    expectRefused(await deciding(cases.received, {}), {
      status: 409,
      code: 'stage-not-reached',
      says: /Screen the case/,
    });
  });

  it('when the case is decided already', async () => {
    expectRefused(await deciding(cases.decided, {}), { status: 409, code: 'stage-passed', says: /has been decided/ });
  });

  it.each([
    ['is on another case', () => childOf(cases.received)],
    ['does not exist', () => nobody],
  ])('when it is about a child who %s', async (_who, child) => {
    const fields = { '/decisions/0/child': /not the id of a child on the case/, '/decisions': /1 of 1 not decided/ };
    expectRefused(await deciding(cases.inChecks, { decisions: [decisionFor(child())] }), mistakes(fields));
  });

  it.each([
    ['of another case', () => cases.red],
    ['that was answered', () => cases.inChecks],
  ])('when it explains a check %s', async (_which, seen) => {
    const gaps = [{ check: checkOf(seen(), 'police').id, reason: 'Away.' }];
    expectRefused(await deciding(cases.inChecks, { gaps }), mistakes({ '/gaps/0/check': /check that still waits/ }));
  });

  it('when the message to the referrer names a person, and shows the word', async () => {
    const messageToReferrer = 'Thank you. níA and her mother will be visited.';
    const fields = { '/messageToReferrer': /must name no one: take out "níA"/ };
    expectRefused(await deciding(cases.inChecks, { messageToReferrer }), mistakes(fields));
  });

  it('when it is about a Red case and does not say why there was no meeting', async () => {
    expectRefused(await deciding(cases.red, {}), mistakes({ '/meetingSkipped': /Give the reason/ }));
  });

  it('when a decision maker skips the meeting of a Red case alone', async () => {
    const answer = await deciding(cases.red, { meetingSkipped: { reason: 'papers-sufficient' } });
    expectRefused(answer, mistakes({ '/meetingSkipped/agreedBy': /Name the hub manager who agreed/ }));
  });

  it('when it ends a Red case with no further action', async () => {
    const decisions = [decisionFor(childOf(cases.red), 'no-further-action')];
    const meetingSkipped = { reason: 'papers-sufficient' };
    expectRefused(await deciding(cases.red, { decisions, meetingSkipped }, { who: 'hub-manager' }), {
      status: 409,
      code: 'red-needs-more',
      says: /second person/,
    });
  });

  it('when it does not say which version of the case was seen', async () => {
    const answer = await deciding(cases.inChecks, {}, { ifMatch: '' });
    expectRefused(answer, {
      status: 428,
      code: 'version-required',
      says: /Read the case and send its ETag as If-Match/,
    });
  });

  it('when it was written on another version of the case', async () => {
    const answer = await deciding(cases.inChecks, {}, { ifMatch: '"2"' });
    expectRefused(answer, { status: 412, code: 'version-stale', says: /now at version 3. Read it again/ });
    expect(answer.body).toMatchObject({ currentVersion: 3 });
    expect(answer.headers.get('etag')).toBe('"3"');
  });
});
