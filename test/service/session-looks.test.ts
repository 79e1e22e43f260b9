import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startService, type TestService } from '../support/service.js';

/*
 * What signing in and looking after accounts leave among the looks.
 */

interface Look {
  kind: string;
  what: string | null;
  userId: string | null;
  subjectId: string | null;
  items: number | null;
  why: string | null;
  address: string | null;
  requestId: string | null;
}

let service: TestService;
let owner: Client;
/** The last look before a test. */
let before = 0n;

beforeAll(async () => {
  service = await startService();
  owner = new Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});
beforeEach(async () => {
  const { rows } = await owner.query<{ seq: string }>('SELECT COALESCE(max("seq"), 0) AS "seq" FROM "AccessEvent"');
  before = BigInt(rows[0]?.seq ?? 0);
});

async function looks(): Promise<Look[]> {
  const { rows } = await owner.query<Look>(
    `SELECT "kind", "what", "userId", "subjectId", "items", "why", "address", "requestId" FROM "AccessEvent"
     WHERE "seq" > $1 ORDER BY "seq"`,
    [String(before)],
  );
  return rows;
}

const somebody = (subject: string) => ({ subject, name: `Invented ${subject}`, roles: ['hub-worker'] as const });

async function idOf(subject: string): Promise<string> {
  return (await service.database.trees.user.findFirstOrThrow({ where: { subject } })).id;
}

describe('a look stays', () => {
  it('of signing in and of signing out, with who it was and from where', async () => {
    const browser = await service.signedIn(somebody('ann'));
    await browser.submit('/sign-out', '/sign-out');

    const of = { userId: await idOf('ann'), address: '127.0.0.1', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) };
    expect(await looks()).toMatchObject([
      { ...of, kind: 'signed-in', what: null, why: null },
      { ...of, kind: 'signed-out', what: null, why: null },
    ]);
  });

  it('of signing out everywhere, with how many sessions it ended', async () => {
    await service.signedIn(somebody('ben'));
    const browser = await service.signedIn(somebody('ben'));
    await browser.submit('/account/sessions', '/account/sessions/end');

    expect((await looks()).at(-1)).toMatchObject({
      ...{ kind: 'signed-out', userId: await idOf('ben'), items: 2, why: 'everywhere' },
    });
  });

  it('of a sign-in that was refused, with why', async () => {
    const browser = service.browser();
    await browser.get('/sign-in/callback?state=guessed&code=guessed');
    await browser.get(await browser.comeBackAs('hub-manager', { claims: { nonce: 'another' } }));
    await service.signedIn(somebody('cat'));
    await service.database.trees.user.updateMany({ where: { subject: 'cat' }, data: { enabled: false } });
    await browser.get(await browser.comeBackAs(somebody('cat')));

    const refused = (await looks()).filter(({ kind }) => kind === 'sign-in-refused');
    expect(refused).toMatchObject([
      { userId: null, why: 'strayed' },
      { userId: null, why: 'unverified' },
      { userId: await idOf('cat'), why: 'disabled' },
    ]);
  });

  it('of a session that ended because its account was switched off', async () => {
    const browser = await service.signedIn(somebody('dot'));
    await service.database.trees.user.updateMany({ where: { subject: 'dot' }, data: { enabled: false } });
    await browser.get('/');

    expect((await looks()).at(-1)).toMatchObject({
      ...{ kind: 'session-ended', userId: null, subjectId: await idOf('dot'), why: 'disabled' },
    });
  });

  it('of what an administrator does to an account, by REST as on the page, and of the list of users', async () => {
    await service.signedIn(somebody('eli'));
    const subjectId = await idOf('eli');
    const browser = await service.signedIn('administrator');
    await browser.get('/admin/users');
    await browser.submit(`/admin/users/${subjectId}/disable`, `/admin/users/${subjectId}/disable`);
    await service.as('administrator').post(`/api/users/${subjectId}/enable`, {});

    const acting = { kind: 'acted', what: 'manage-users', userId: await idOf('administrator'), subjectId };
    const kept = await looks();
    expect(kept.filter(({ kind }) => kind === 'acted')).toMatchObject([
      { ...acting, why: 'disable', items: 1, address: '127.0.0.1' },
      { ...acting, why: 'enable', items: 0, address: '127.0.0.1' },
    ]);
    expect(kept).toContainEqual(expect.objectContaining({ kind: 'listed', what: 'see-users' }));
  });

  it('of what somebody wanted to do to whose account, by REST as on the page, where they may not', async () => {
    await service.signedIn(somebody('gil'));
    const subjectId = await idOf('gil');
    const browser = await service.signedIn('hub-manager');
    await browser.submit('/sign-out', `/admin/users/${subjectId}/disable`);
    await service.as('hub-manager').post(`/api/users/${subjectId}/disable`, {});
    const self = await idOf('administrator');
    await service.as('administrator').post(`/api/users/${self}/disable`, {});
    await service.as('administrator').post('/api/users/00000000-0000-4000-8000-000000000000/disable', {});

    const denied = { kind: 'denied', what: 'manage-users', why: 'forbidden' };
    expect((await looks()).filter(({ kind }) => kind === 'denied')).toMatchObject([
      { ...denied, userId: await idOf('hub-manager'), subjectId },
      { ...denied, userId: await idOf('hub-manager'), subjectId },
      { ...denied, userId: self, subjectId: self },
      { ...denied, userId: self, subjectId: null, why: 'not-found' },
    ]);
  });

  it('of a page that somebody may not see', async () => {
    const browser = await service.signedIn('hub-manager');
    await browser.get('/admin/users');

    expect((await looks()).at(-1)).toMatchObject({
      ...{ kind: 'denied', what: 'see-users', why: 'forbidden', userId: await idOf('hub-manager') },
    });
  });

  it.each(['00000000-0000-4000-8000-000000000000', 'Ophelia'])(
    'of what somebody wanted to do to a user who is not there: %s',
    async (id) => {
      const browser = await service.signedIn('administrator');
      const seen = await browser.submit('/sign-out', `/admin/users/${id}/disable`);

      expect(seen.status).toBe(404);
      expect((await looks()).at(-1)).toMatchObject({
        ...{ kind: 'denied', what: 'manage-users', why: 'not-found', userId: await idOf('administrator') },
      });
    },
  );

  it('of a form that does not belong to the session from which it comes', async () => {
    const browser = await service.signedIn('hub-manager');
    await browser.post('/sign-out', { _csrf: 'f'.repeat(64) });

    expect((await looks()).at(-1)).toMatchObject({
      ...{ kind: 'denied', what: null, why: 'forbidden', userId: await idOf('hub-manager') },
    });
  });

  it('of no page that is not there', async () => {
    const browser = await service.signedIn('hub-manager');
    await browser.get('/nowhere');

    expect((await looks()).at(-1)).toMatchObject({ kind: 'signed-in' });
  });

  it('of what somebody wanted to do who may not', async () => {
    await service.signedIn(somebody('fay'));
    const browser = await service.signedIn('hub-manager');
    const seen = await browser.submit('/sign-out', `/admin/users/${await idOf('fay')}/disable`);

    expect(seen.status).toBe(403);
    expect((await looks()).at(-1)).toMatchObject({
      ...{ kind: 'denied', what: 'manage-users', why: 'forbidden', userId: await idOf('hub-manager') },
    });
  });
});

it('nobody is signed in whose sign-in could not be recorded', async () => {
  const other = await startService();
  const client = new Client({ connectionString: other.ownerUrl });
  await client.connect();
  try {
    const browser = other.browser();
    const back = await browser.comeBackAs('hub-worker');
    await client.query('ALTER TABLE "AccessEvent" RENAME COLUMN "kind" TO "sort"');

    expect((await browser.get(back)).status).toBe(503);
    expect((await browser.get('/account/sessions')).location).toMatch(/^\/sign-in/);
  } finally {
    await client.end();
    await other.stop();
  }
});
