import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { problemIn, type Answer, type Caller } from '../support/caller.js';
import { startedAt, startService, type TestService } from '../support/service.js';
import { aScreening } from './bodies.js';
import { everyoneKnown, userIdOf } from './people.js';
import { childOf, readCase, screen, submit, succeeding } from './steps.js';

/* Whoever breaks the glass sees the case and can act on it for a quarter of an hour. Who may see it from then on is not theirs to say. */
let service: TestService;
let reference: string;
let child: string;
let outsider: Caller;
let owner: pg.Client;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  outsider = service.as({ subject: 'outside-manager', name: 'Orla Outsidemanager', roles: ['hub-manager'] });
  await outsider.get('/api/cases');
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
beforeEach(async () => {
  service.clock.advanceTo(startedAt);
  reference = await submit(service);
  child = childOf(await readCase(service, reference));
  await screen(service, reference, { ...aScreening, checks: [{ agency: 'police', persons: [child] }] });
  const people = [await userIdOf(service, 'hub-manager'), await userIdOf(service, 'police')];
  await succeeding(service.as('hub-manager').post(path('/restriction'), { reason: 'staff-family', people }));
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

const path = (rest = ''): string => `/api/cases/${reference}${rest}`;
const breakGlass = async (caller: Caller): Promise<string> => {
  const body = { reason: 'urgent-decision', text: 'Invented urgency.', warningRead: true };
  return ((await succeeding(caller.post(path('/break-glass'), body))).body as { id: string }).id;
};
const refusal = async (asking: Promise<Answer>): Promise<string> => problemIn(await asking).code;
const reason = { reason: 'Invented reason.' };

/** Gives the children of a case an NHS number, as if it had come with the referral. */
async function numbered(nhsNumber: string, of = reference): Promise<void> {
  const index = service.database.sealing.blindIndex('nhs-number', nhsNumber);
  const people = await service.database.trees.casePerson.findMany({
    where: { case: { reference: of }, role: 'child' },
  });
  for (const { personId } of people)
    await owner.query('UPDATE "Person" SET "nhsNumberIndex" = $2 WHERE "id" = $1', [personId, index]);
}

describe('through broken glass', () => {
  beforeEach(async () => {
    await breakGlass(outsider);
  });

  it('a hub manager sees the case, its list, and who else came in', async () => {
    for (const rest of ['', '/events', '/restriction', '/waiting'])
      expect([rest, (await outsider.get(path(rest))).status]).toEqual([rest, 200]);
  });

  it('nobody puts themselves on the list, nor anybody off it', async () => {
    const [self, manager] = [await userIdOf(service, 'outside-manager'), await userIdOf(service, 'hub-manager')];

    for (const change of [{ add: [self] }, { add: [self], remove: [manager] }, { remove: [manager] }])
      expect(await refusal(outsider.post(path('/restriction/people'), change))).toBe('forbidden');

    service.clock.advanceTo('2026-11-17T09:15:00Z');
    expect((await outsider.get(path())).status).toBe(404);
    expect((await service.as('hub-manager').get(path())).status).toBe(200);
  });

  it('nobody lifts the restriction, or says that it is still needed', async () => {
    expect(await refusal(outsider.post(path('/restriction/lift'), reason))).toBe('forbidden');
    expect(await refusal(outsider.post(path('/restriction/keep'), reason))).toBe('forbidden');
    expect((await service.as('hub-worker').get(path())).status).toBe(404);
  });

  it('nobody reviews how somebody else came in', async () => {
    const other = await breakGlass(service.as('decision-maker'));
    const review = (caller: Caller): Promise<Answer> =>
      caller.post(`/api/broken-glass/${other}/review`, { finding: 'justified', note: 'Invented note.' });

    expect(await refusal(review(outsider))).toBe('forbidden');
    expect((await review(service.as('hub-manager'))).status).toBe(200);
  });

  it('somebody says that they are linked to a person on the case, and of nobody else', async () => {
    const user = await userIdOf(service, 'hub-manager');
    const others = outsider.post(path('/conflicts'), { person: child, kind: 'friend', user });

    expect(problemIn(await others).errors).toMatchObject([{ pointer: '/user' }]);
    expect(await refusal(outsider.get(path('/conflicts')))).toBe('forbidden');
    const own = await succeeding(outsider.post(path('/conflicts'), { person: child, kind: 'friend' }));
    expect((await outsider.get(path())).status).toBe(404);
    const { id } = own.body as { id: string };
    await succeeding(service.as('hub-manager').post(`/api/conflicts/${id}/lift`, reason));
  });

  it('every look says so', async () => {
    await outsider.get(path());
    const { body } = await succeeding(service.as('hub-manager').get(path('/looks?limit=100')));
    const { items } = body as { items: { kind: string; role: string; why: string | null; by: unknown }[] };
    expect(items).toContainEqual(expect.objectContaining({ kind: 'opened', what: 'see-case', why: 'glass-broken' }));
  });

  it('nobody makes a list without a manager by a conflict that they declare on another case of the child', async () => {
    const [self, manager] = [await userIdOf(service, 'outside-manager'), await userIdOf(service, 'hub-manager')];
    await numbered('999 054 8609');
    const own = await submit(service);
    const sibling = childOf(await readCase(service, own));
    await numbered('999 054 8609', own);
    const declared = outsider.post(`/api/cases/${own}/conflicts`, { person: sibling, kind: 'friend', user: manager });
    const { id } = (await succeeding(declared)).body as { id: string };

    expect(await refusal(outsider.post(path('/restriction/people'), { add: [self] }))).toBe('forbidden');

    await succeeding(outsider.post(`/api/conflicts/${id}/lift`, reason));
    expect((await service.as('hub-manager').get(path())).status).toBe(200);
  });

  it('a list on which no manager is left is put right by adding to it, and only so', async () => {
    const [self, manager] = [await userIdOf(service, 'outside-manager'), await userIdOf(service, 'hub-manager')];
    await succeeding(service.as('administrator').post(`/api/users/${manager}/disable`, {}));
    try {
      const exchange = outsider.post(path('/restriction/people'), { add: [self], remove: [manager] });
      expect(await refusal(exchange)).toBe('forbidden');
      await succeeding(outsider.post(path('/restriction/people'), { add: [self] }));
      expect(await refusal(outsider.post(path('/restriction/lift'), reason))).toBe('own-act');
      service.clock.advanceTo('2026-11-17T09:15:00Z');
      expect((await outsider.get(path())).status).toBe(200);
    } finally {
      await succeeding(service.as('administrator').post(`/api/users/${manager}/enable`, {}));
    }
  });
});
