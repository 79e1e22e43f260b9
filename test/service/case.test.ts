import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventTypes, type EventType } from '../../domain/events.js';
import { closeCase } from '../../records/closing.js';
import { climbLadders } from '../../records/climbing.js';
import { claimNotices, settleNotices } from '../../records/deliveries.js';
import { startService, type TestService } from '../support/service.js';
import { aMother, aReferral, aScreening, address, decisionOver, nobodyKnown } from './bodies.js';
import type { CaseSeen } from './seen.js';
import { answerCheck, checkOf, decide, readCase, screen, submit, succeeding } from './steps.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
beforeEach(() => {
  service.clock.advanceTo('2026-11-17T09:00:00Z');
});

const anId: unknown = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

describe('a case', () => {
  it('that was just received shows what was submitted, the people, the clock and the message owed', async () => {
    const referral = { ...aReferral, supportTried: 'Two visits.' };
    const reference = await submit(service, referral);
    const { body } = await service.as('hub-worker').get(`/api/cases/${reference}`);
    expect(body).toEqual({
      reference,
      stage: 'received',
      rating: null,
      version: 1,
      receivedAt: '2026-11-17T09:00:00.000Z',
      immediateDanger: false,
      closedAt: null,
      owner: null,
      warnings: [],
      referrals: [
        {
          reference,
          receivedAt: '2026-11-17T09:00:00.000Z',
          channel: 'online-form',
          referrer: referral.referrer,
          concern: referral.concern,
          parents: referral.parents,
          supportTried: 'Two visits.',
        },
      ],
      people: [
        {
          ...{ id: anId, role: 'child', firstName: 'Nia', lastName: 'Invented' },
          ...{ dateOfBirth: '2019-03-02', sex: 'F', address },
        },
        { ...aMother, id: anId, role: 'household' },
      ],
      screenings: [],
      checks: [],
      meetings: [],
      decisions: [],
      notices: [
        {
          ...{ id: anId, kind: 'acknowledgement', tells: 'referrer', state: 'due' },
          ...{ dueAt: '2026-11-17T09:00:00.000Z', sentAt: null, attempts: 0 },
        },
      ],
      deadlines: [
        {
          ...{ clock: 'statutory', rule: 'Statutory: 1 working day', policyVersion: 1, calendarVersion: 1 },
          ...{ startsAt: '2026-11-17T09:00:00.000Z', dueAt: '2026-11-18T09:00:00.000Z' },
          ...{ breachedAt: null, settledAt: null },
        },
      ],
    });
  });

  it('that is decided shows its screening, checks, answers, gaps and decisions', async () => {
    const reference = await submit(service);
    const [child, mother] = (await readCase(service, reference)).people.map(({ id }) => id);
    const checks = [
      { agency: 'police', persons: [child, mother], question: 'Any call-outs?' },
      { agency: 'housing', persons: [mother] },
    ];
    const screened = await screen(service, reference, { ...aScreening, checks });
    service.clock.advanceTo('2026-11-17T10:00:00Z');
    await answerCheck(service, checkOf(screened, 'police'));
    service.clock.advanceTo('2026-11-17T11:00:00Z');
    await decide(service, reference);

    const { body } = await service.as('hub-worker').get(`/api/cases/${reference}`);
    const [policeId, housingId] = ['police', 'housing'].map((agency) => checkOf(screened, agency).id);
    const asked = { askedAt: '2026-11-17T09:00:00.000Z', dueAt: '2026-11-18T09:00:00.000Z' };
    expect(body).toMatchObject({ reference, stage: 'outcome', rating: 'amber', version: 4 });
    expect((body as { screenings: unknown }).screenings).toEqual([
      { ...aScreening, at: '2026-11-17T09:00:00.000Z', by: { id: anId, name: 'Desmond Decider' } },
    ]);
    expect((body as { checks: unknown }).checks).toEqual([
      {
        ...asked,
        id: housingId,
        agency: 'housing',
        state: 'open',
        settledAt: '2026-11-17T11:00:00.000Z',
        decidedWithout: true,
        claimedBy: null,
        contact: { name: expect.any(String), email: expect.stringContaining('@') },
        persons: [mother],
      },
      {
        ...{ ...asked, id: policeId, agency: 'police', state: 'answered', settledAt: '2026-11-17T10:00:00.000Z' },
        ...{ decidedWithout: false, claimedBy: { id: anId, name: 'Percy Policework', available: true } },
        contact: { name: expect.any(String), email: expect.stringContaining('@') },
        question: 'Any call-outs?',
        persons: expect.arrayContaining([child, mother]),
        answer: {
          at: '2026-11-17T10:00:00.000Z',
          results: expect.arrayContaining([
            { person: child, result: 'not-known', systemsSearched: 'local records' },
            { person: mother, result: 'not-known', systemsSearched: 'local records' },
          ]),
          information: [],
        },
      },
    ]);
    expect((body as { decisions: unknown }).decisions).toEqual([
      {
        ...{
          id: anId,
          at: '2026-11-17T11:00:00.000Z',
          by: { id: anId, name: 'Hester Hubmanager' },
          child,
          level: 2,
          outcome: 'early-help',
        },
        rationale: 'Help with daily routines is enough.',
        messageToReferrer: 'A worker will contact the family this week.',
        gaps: [{ check: housingId, reason: 'No reply is to be expected today.' }],
      },
    ]);
  });

  it('counts the referrer among no people, and puts them on no check', async () => {
    const { reference, people, checks } = await screen(service, await submit(service));
    expect(people.map(({ role, firstName }) => [role, firstName])).toEqual([
      ['child', 'Nia'],
      ['household', 'Mona'],
    ]);
    const everyone = people.map(({ id }) => id).sort();
    expect(checks).toHaveLength(8);
    for (const { persons } of checks) expect([...persons].sort()).toEqual(everyone);
    for (const { id, agency } of checks) {
      const { text } = await service.as(agency).get(`/api/checks/${id}`);
      expect(text).not.toMatch(/Tessa|Teacherly|school\.example/);
    }
    expect(reference).toBeDefined();
  });

  it('is screened with the default set: every agency is asked about everyone, by the clock of the rating', async () => {
    const { stage, checks } = await screen(service, await submit(service), { ...aScreening, rating: 'red' });
    expect(stage).toBe('checks');
    expect(checks.map(({ agency }) => agency).sort()).toEqual([
      ...['domestic-abuse', 'education', 'health', 'housing', 'mental-health', 'police', 'probation', 'social-care'],
    ]);
    for (const check of checks) expect(check).toMatchObject({ state: 'open', dueAt: '2026-11-17T13:00:00.000Z' });
  });

  it('goes on to its decision with the last answer', async () => {
    const { reference, checks } = await screen(service, await submit(service));
    const rings = service.rung.length;
    for (const check of checks.slice(1)) await answerCheck(service, check);
    expect((await readCase(service, reference)).stage).toBe('checks');
    expect(service.rung).toHaveLength(rings);
    for (const check of checks.slice(0, 1)) await answerCheck(service, check);
    expect((await readCase(service, reference)).stage).toBe('decision');
    expect(service.rung.slice(rings).map((start) => start.reference)).toEqual([reference]);
  });

  it('takes an answer after the decision, and owes the decision makers word of it', async () => {
    const screened = await screen(service, await submit(service));
    await decide(service, screened.reference);
    await answerCheck(service, checkOf(screened, 'health'));
    const { notices, stage } = await wholeCase(screened.reference);
    expect(stage).toBe('outcome');
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'late-answer', tells: 'decision-maker' }));
  });
});

interface Whole extends CaseSeen {
  notices: { kind: string; state: string }[];
}
const wholeCase = async (reference: string): Promise<Whole> => (await readCase(service, reference)) as Whole;

describe('the version of a case', () => {
  const etagOf = async (reference: string): Promise<string | null> =>
    (await service.as('hub-worker').get(`/api/cases/${reference}`)).headers.get('etag');

  it('is its ETag, moves with every act of a person, and comes with the answer to each', async () => {
    const reference = await submit(service);
    expect(await etagOf(reference)).toBe('"1"');
    const path = `/api/cases/${reference}/screening`;
    const screened = await service.as('decision-maker').post(path, aScreening, { 'if-match': '"1"' });
    expect([screened.headers.get('etag'), await etagOf(reference)]).toEqual(['"2"', '"2"']);

    const { id, persons } = checkOf(await readCase(service, reference), 'police');
    const claimed = await service.as('police').post(`/api/checks/${id}/claim`, {}, { 'if-match': '"2"' });
    expect([claimed.headers.get('etag'), claimed.body]).toEqual(['"3"', { id, state: 'claimed', version: 3 }]);
    const answered = await service.as('police').post(`/api/checks/${id}/answer`, nobodyKnown(persons));
    expect([answered.headers.get('etag'), answered.body]).toEqual(['"4"', { id, state: 'answered', version: 4 }]);

    const decision = decisionOver(await readCase(service, reference));
    const headers = { 'if-match': 'W/"4"' };
    const decided = await service.as('hub-manager').post(`/api/cases/${reference}/decision`, decision, headers);
    expect([decided.headers.get('etag'), decided.body]).toEqual(['"5"', { reference, stage: 'outcome', version: 5 }]);
  });

  it('does not validate caches: a case is always sent whole, never to be stored', async () => {
    const reference = await submit(service);
    for (const ifNoneMatch of ['"1"', '*', 'W/"1"']) {
      const answer = await service.as('hub-worker').get(`/api/cases/${reference}`, { 'if-none-match': ifNoneMatch });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ reference });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('is left alone by the process: reminders, messages and breaches make no decision stale', async () => {
    const reference = await submit(service);
    const screened = await screen(service, reference);
    const before = await etagOf(reference);
    const { id: caseId } = await service.database.trees.case.findFirstOrThrow({ where: { reference } });
    const later = new Date('2026-11-19T12:00:00Z');
    const { database } = service;

    await climbLadders(database, { hubId: 'hub', caseId, reference }, later);
    const claimed = await claimNotices(database, caseId, later, null);
    const attempts = claimed.map((notice) => ({ notice, attempt: { result: 'sent' as const, rejected: 0 } }));
    await settleNotices(database, caseId, later, attempts);
    await closeCase(database, { hubId: 'hub', caseId, reference }, later);

    const events = await database.trees.caseEvent.findMany({ where: { caseId } });
    const doings = events.filter(({ type }) => eventTypes[type as EventType].by === 'process');
    expect(new Set(doings.map(({ type }) => type))).toEqual(
      new Set(['deadline-breached', 'ladder-climbed', 'notice-sent']),
    );
    expect(doings.length).toBeGreaterThan(20);
    expect(await etagOf(reference)).toBe(before);
    service.clock.advanceTo(later.toISOString());
    const headers = { 'if-match': before ?? '' };
    const deciding = service
      .as('hub-manager')
      .post(`/api/cases/${reference}/decision`, decisionOver(screened), headers);
    expect((await succeeding(deciding)).status).toBe(200);
  });
});
