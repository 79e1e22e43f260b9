import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startedAt, startService, type TestService } from '../support/service.js';
import { everyoneKnown, userIdOf } from './people.js';
import { expectRefused, mistakes } from './refusal.js';
import { submit, succeeding } from './steps.js';

interface LookSeen {
  at: string;
  kind: string;
  by?: { id: string; name?: string };
  case?: string;
  why?: string;
  [field: string]: unknown;
}

let service: TestService;
let reference: string;
let other: string;

const nextDay = '2026-11-18T09:00:00.000Z';

beforeAll(async () => {
  service = await startService();
  [reference, other] = [await submit(service), await submit(service)];
  await service.as('hub-worker').get(`/api/cases/${reference}`);
  await service.as('hub-worker').post(`/api/cases/${reference}/screening`, {});
  await service.as('hub-worker').get(`/api/cases/${other}`);
  await service.as('auditor').get(`/api/cases/${reference}/events`);
  service.clock.advanceTo(nextDay);
  await service.as('decision-maker').get(`/api/cases/${reference}/waiting`);
  await service.as('hub-worker').get('/api/cases');
});
afterAll(() => service.stop());

/** Every page of a list of looks, read as somebody who may. */
async function looksAt(who: string, path: string): Promise<LookSeen[]> {
  const all: LookSeen[] = [];
  let cursor = '';
  do {
    const address = `${path}${path.includes('?') ? '&' : '?'}limit=2${cursor}`;
    const { body } = await service.as(who).get(address);
    const { items, next } = body as { items: LookSeen[]; next: string | null };
    all.push(...items);
    cursor = next === null ? '' : `&cursor=${next}`;
  } while (cursor !== '');
  return all;
}

const brief = ({ kind, by, what }: LookSeen): string => `${by?.name ?? 'nobody'} ${kind} ${String(what)}`;

describe('who looked at a case', () => {
  it('is told newest first, with those who were denied, page by page', async () => {
    const looks = await looksAt('auditor', `/api/cases/${reference}/looks`);

    const before = looks.filter(({ what }) => what !== 'see-looks');
    expect(before.map(({ kind, what, role }) => [kind, what, role])).toEqual([
      ['opened', 'see-waiting', 'decision-maker'],
      ['opened', 'see-events', 'auditor'],
      ['denied', 'screen-case', 'hub-worker'],
      ['opened', 'see-case', 'hub-worker'],
    ]);
  });

  it('says who by name, when, from where and why', async () => {
    const looks = await looksAt('hub-manager', `/api/cases/${reference}/looks`);

    expect(looks.find(({ kind }) => kind === 'denied')).toEqual({
      ...{ at: startedAt, kind: 'denied', says: 'Denied', what: 'screen-case', why: 'forbidden', role: 'hub-worker' },
      ...{ by: { id: expect.any(String), name: expect.any(String) }, case: reference, address: '127.0.0.1' },
      requestId: expect.any(String),
    });
  });

  it('can be asked for by user, kind and time', async () => {
    const path = `/api/cases/${reference}/looks`;
    const worker = await userIdOf(service, 'hub-worker');
    const what = async (query: string): Promise<unknown[]> =>
      (await looksAt('auditor', `${path}?${query}`)).map((look) => look.what).filter((each) => each !== 'see-looks');

    expect(await what(`user=${worker}`)).toEqual(['screen-case', 'see-case']);
    expect(await what(`user=${worker}&kind=denied`)).toEqual(['screen-case']);
    expect(await what(`from=${nextDay}`)).toEqual(['see-waiting']);
    expect(await what(`to=${nextDay}`)).toEqual(['see-events', 'screen-case', 'see-case']);
  });

  it('is itself a look', async () => {
    await looksAt('privacy-officer', `/api/cases/${other}/looks`);

    const [newest] = await looksAt('privacy-officer', `/api/cases/${other}/looks`);
    expect(newest).toMatchObject({ kind: 'opened', what: 'see-looks', role: 'privacy-officer' });
  });
});

describe('all looks', () => {
  it('can be asked for by user', async () => {
    const [{ by } = {}] = (await looksAt('auditor', '/api/looks?kind=denied')).filter(({ why }) => why === 'forbidden');
    const looks = await looksAt('auditor', `/api/looks?user=${by?.id}`);

    expect(new Set(looks.map(({ by: who }) => who?.id))).toEqual(new Set([by?.id]));
    expect(looks.map(brief)).toHaveLength(4);
  });

  it('can be asked for by time, from an instant on and before another', async () => {
    const before = await looksAt('auditor', `/api/looks?to=${nextDay}`);
    const after = await looksAt('auditor', `/api/looks?from=${nextDay}`);

    expect(new Set(before.map(({ at }) => at))).toEqual(new Set([startedAt]));
    expect(new Set(after.map(({ at }) => at))).toEqual(new Set([nextDay]));
    expect(before.map(({ case: at }) => at)).toEqual([reference, other, reference, reference]);
  });

  it.each([
    ['user=Ophelia', '/user'],
    ['kind=glanced', '/kind'],
    ['from=yesterday', '/from'],
    ['cursor=first', '/cursor'],
    ['name=Ophelia', '/name'],
  ])('are refused for %s', async (query, pointer) => {
    const answer = await service.as('auditor').get(`/api/looks?${query}`);

    expectRefused(answer, mistakes({ [pointer]: /./ }));
  });
});

describe('looks at a restricted case', () => {
  it('are told to its list and to the privacy officer, and are on no list of others', async () => {
    await everyoneKnown(service);
    const restricted = await submit(service);
    await service.as('hub-worker').get(`/api/cases/${restricted}`);
    const people = [await userIdOf(service, 'hub-manager')];
    await succeeding(
      service.as('hub-manager').post(`/api/cases/${restricted}/restriction`, { reason: 'adoption', people }),
    );
    const seenBy = async (who: string): Promise<boolean> =>
      (await looksAt(who, '/api/looks?kind=opened')).some(({ case: at }) => at === restricted);

    expect(await looksAt('hub-manager', `/api/cases/${restricted}/looks`)).not.toEqual([]);
    expect(await looksAt('privacy-officer', `/api/cases/${restricted}/looks`)).not.toEqual([]);
    expect((await service.as('auditor').get(`/api/cases/${restricted}/looks`)).status).toBe(404);
    expect([await seenBy('privacy-officer'), await seenBy('auditor')]).toEqual([true, false]);
  });
});
