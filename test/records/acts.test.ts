import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import { exampleReferral, referral } from '../support/factories.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';

const codes = agencies.map(({ code }) => code);
const instant = new Date(mondayMorning).toISOString();

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

/** The transactions that wrote what a case has now: one, if a single act wrote it all. */
async function transactionsBehind({ caseId }: CaseInHand, rows: string): Promise<number> {
  const found = await hub.asOwner(`SELECT DISTINCT "by"::text FROM (${rows}) AS written("by")`, [caseId]);
  return found.length;
}

describe('receiving a referral', () => {
  it('keeps the submission as it came, and its time of receipt', async () => {
    const submission = exampleReferral('three-siblings');

    const inHand = await hub.receive(submission);

    const { referrals, receivedAt, stage, version } = await hub.look(inHand);
    const { sealing, trees } = hub.database;
    const stored = await trees.referral.findFirstOrThrow({ where: { caseId: inHand.caseId } });
    expect(sealing.openJson('Referral.submission', stored.id, stored.submission)).toEqual(submission);
    expect({ receivedAt, stage, version }).toEqual({ receivedAt: instant, stage: 'received', version: 1 });
    expect(referrals).toMatchObject([{ reference: inHand.reference, channel: submission.channel }]);
    expect(inHand.reference).toMatch(/^M28-/);
  });

  it('makes the people known in the order of the referral, children first', async () => {
    const submission = exampleReferral('police');

    const { people } = await hub.look(await hub.receive(submission));

    expect(people.map(({ role, firstName }) => `${role} ${firstName}`)).toEqual([
      'child Noah',
      'child Unborn',
      'household Dana',
      'household Chike',
    ]);
  });

  it('starts the statutory clock and owes the acknowledgement', async () => {
    const { deadlines, notices } = await hub.look(await hub.receive());

    expect(deadlines).toMatchObject([
      { clock: 'statutory', startsAt: instant, dueAt: '2028-08-22T09:00:00.000Z', settledAt: null },
    ]);
    expect(notices).toMatchObject([{ kind: 'acknowledgement', tells: 'referrer', state: 'due', attempts: 0 }]);
  });

  it('makes immediate danger Red and owes a page to the hub manager and to the duty team', async () => {
    const { rating, immediateDanger, notices } = await hub.look(await hub.receive(exampleReferral('police-night')));

    expect({ rating, immediateDanger }).toEqual({ rating: 'red', immediateDanger: true });
    expect(notices.map(({ kind, tells }) => `${kind} ${tells}`).sort()).toEqual([
      'acknowledgement referrer',
      'immediate-danger duty-team',
      'immediate-danger hub-manager',
    ]);
  });

  it('asks a hub worker to tell a referrer who gave no e-mail address', async () => {
    const inHand = await hub.receive(exampleReferral('self'));

    expect((await hub.look(inHand)).notices).toMatchObject([{ kind: 'tell-by-person', tells: 'hub-worker' }]);
  });

  it('writes all of it in one transaction, and rings once', async () => {
    const before = hub.rung.length;

    const inHand = await hub.receive();

    const rows = `SELECT xmin FROM "Case" WHERE "id" = $1::uuid UNION ALL SELECT xmin FROM "Referral" WHERE "caseId" = $1::uuid
      UNION ALL SELECT xmin FROM "CasePerson" WHERE "caseId" = $1::uuid UNION ALL SELECT xmin FROM "Deadline" WHERE "caseId" = $1::uuid
      UNION ALL SELECT xmin FROM "Notice" WHERE "caseId" = $1::uuid UNION ALL SELECT xmin FROM "CaseCourse" WHERE "caseId" = $1::uuid
      UNION ALL SELECT xmin FROM "CaseEvent" WHERE "caseId" = $1::uuid UNION ALL SELECT xmin FROM "CaseEventContent" WHERE "caseId" = $1::uuid`;
    expect(await transactionsBehind(inHand, rows)).toBe(1);
    expect(hub.rung.slice(before).map(({ caseId }) => caseId)).toEqual([inHand.caseId]);
  });
});

describe('screening a case', () => {
  it('asks the default agencies about everyone, and starts their clocks and that of the case', async () => {
    const inHand = await hub.receive();

    await hub.screen(inHand, { rating: 'red' });

    const { stage, rating, version, checks, deadlines, notices } = await hub.look(inHand);
    expect({ stage, rating, version }).toEqual({ stage: 'checks', rating: 'red', version: 2 });
    expect(checks.map(({ agency }) => agency)).toEqual([...codes].sort());
    expect(new Set(checks.map(({ persons }) => [...persons].sort().join()))).toEqual(
      new Set([[...inHand.people].sort().join()]),
    );
    expect(new Set(checks.map(({ dueAt }) => dueAt))).toEqual(new Set(['2028-08-21T13:00:00.000Z']));
    const running = deadlines.filter(({ settledAt }) => settledAt === null).map(({ clock }) => clock);
    expect(running.sort()).toEqual([...codes.map(() => 'check'), 'rag']);
    expect(notices.filter(({ kind }) => kind === 'check-request').map(({ agency }) => agency)).toHaveLength(8);
  });

  it('asks only those agencies, persons and questions that it names', async () => {
    const inHand = await hub.receive();
    const [first = ''] = inHand.children;

    await hub.screen(inHand, { checks: [{ agency: 'police', persons: [first], question: 'Any call-outs?' }] });

    expect((await hub.look(inHand)).checks).toMatchObject([
      { agency: 'police', persons: [first], question: 'Any call-outs?', state: 'open' },
    ]);
  });

  it('goes straight to the decision when nobody is asked', async () => {
    const inHand = await hub.receive();

    await hub.screen(inHand, { checks: [] });

    expect((await hub.look(inHand)).stage).toBe('decision');
  });

  it('stops the statutory clock', async () => {
    const inHand = await hub.receive();

    await hub.screen(inHand);

    const { deadlines } = await hub.look(inHand);
    expect(deadlines.find(({ clock }) => clock === 'statutory')).toMatchObject({
      settledAt: instant,
      breachedAt: null,
    });
  });

  it('accepts consent as legal basis where agreement was given, or a hub manager overrides', async () => {
    const { parents } = referral();
    const agreed = await hub.receive(referral({ parents: { ...parents, agreement: 'given' } }));
    const overridden = await hub.receive();
    const agreementOverride = { reason: 'Invented for a test.' };

    await hub.screen(agreed, { legalBasis: 'consent' });
    await hub.screen(overridden, { legalBasis: 'consent', agreementOverride }, { by: 'hub-manager' });

    expect((await hub.look(agreed)).stage).toBe('checks');
    expect((await hub.look(overridden)).screenings).toMatchObject([{ agreementOverride: agreementOverride.reason }]);
  });

  it('writes all of it in one transaction', async () => {
    const inHand = await hub.receive();

    await hub.screen(inHand);

    const rows = `SELECT xmin FROM "Case" WHERE "id" = $1::uuid UNION ALL SELECT xmin FROM "Screening" WHERE "caseId" = $1::uuid
      UNION ALL SELECT xmin FROM "AgencyCheck" WHERE "caseId" = $1::uuid UNION ALL SELECT xmin FROM "Deadline" WHERE "caseId" = $1::uuid
      UNION ALL SELECT xmin FROM "Notice" WHERE "caseId" = $1::uuid AND "kind" = 'check-request'
      UNION ALL SELECT xmin FROM "CaseCourse" WHERE "caseId" = $1::uuid UNION ALL SELECT xmin FROM "CaseEvent" WHERE "caseId" = $1::uuid AND "seq" = 2
      UNION ALL SELECT xmin FROM "CaseEventContent" WHERE "caseId" = $1::uuid AND "seq" = 2`;
    expect(await transactionsBehind(inHand, rows)).toBe(1);
  });
});

describe('an act whose last write fails', () => {
  const acts: [string, (inHand: CaseInHand) => Promise<unknown>][] = [
    ['a referral', async () => hub.receive()],
    ['a screening', async (inHand) => hub.screen(inHand)],
    ['an answer', async (inHand) => hub.answer(inHand, 'police')],
    ['a decision', async (inHand) => hub.decide(inHand, { gaps: await hub.gaps(inHand) })],
  ];

  it.each(acts)('leaves nothing of %s behind', async (what, act) => {
    const inHand = await hub.receive();
    if (what !== 'a screening') await hub.screen(inHand);
    await hub.asOwner('ALTER TABLE "CaseEventContent" ADD CONSTRAINT "full" CHECK (false) NOT VALID');
    const before = await hub.everything();

    const outcome = await act(inHand).then(
      () => 'stored',
      () => 'failed',
    );

    const after = await hub.everything();
    await hub.asOwner('ALTER TABLE "CaseEventContent" DROP CONSTRAINT "full"');
    expect(outcome).toBe('failed');
    expect(after).toEqual(before);
  });
});
