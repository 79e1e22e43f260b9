import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { codeLimits, mostAttempts } from '../../domain/one-time-codes.js';
import { forgetOldCodes } from '../../records/one-time-codes.js';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import { startedAt, startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
beforeEach(async () => {
  service.clock.advanceTo(startedAt);
  await asApplication(`DELETE FROM "Attempts"`);
});
afterAll(() => service.stop());

const asApplication = async (statement: string): Promise<unknown> =>
  service.database.trees.$executeRawUnsafe(statement);

const askPath = '/sign-in/code';
const enterPath = '/sign-in/code/enter';
let addresses = 0;
const newAddress = (): string => `rita.referrer${(addresses += 1)}@school.example`;

async function send(browser: Browser, path: string, fields: Record<string, string>): Promise<Seen> {
  const token = csrfTokenIn((await browser.get(path)).html);
  return browser.post(path, { ...fields, _csrf: token });
}

/** Asks for a code. @returns the code of the mail that comes */
async function askFor(browser: Browser, email: string): Promise<string> {
  const before = codesTo(email).length;
  const seen = await send(browser, askPath, { email });
  expect([seen.status, seen.location]).toEqual([303, enterPath]);
  return until('the code', () => codesTo(email)[before]);
}

const codesTo = (email: string): string[] =>
  service.mails
    .filter(({ to }) => to.includes(email.toLowerCase()))
    .flatMap(({ text }) => /Your code is (\d+)/.exec(text)?.[1] ?? []);

const enter = (browser: Browser, code: string): Promise<Seen> => send(browser, enterPath, { code });
const wrongCode = (code: string): string => (code === '000000' ? '000001' : '000000');
const isSignedIn = async (browser: Browser): Promise<boolean> =>
  (await browser.get('/')).html.includes('You are signed in as');

describe('a code', () => {
  it('of six digits signs a referrer in, in the browser that asked for it, once', async () => {
    const [browser, address] = [service.browser(), newAddress()];
    const code = await askFor(browser, address);

    expect(code).toMatch(/^\d{6}$/);
    const seen = await enter(browser, code);

    expect([seen.status, seen.location]).toEqual([303, '/']);
    expect((await browser.get('/')).html).toContain('Send a referral');
    const second = service.browser();
    await askFor(second, newAddress());
    expect((await enter(second, code)).status).toBe(422);
  });

  it('is worth nothing in another browser', async () => {
    const [browser, thief] = [service.browser(), service.browser()];
    const code = await askFor(browser, newAddress());
    await askFor(thief, newAddress());

    expect((await enter(thief, code)).status).toBe(422);
    expect(await isSignedIn(thief)).toBe(false);
    expect((await enter(browser, code)).status).toBe(303);
  });

  it('works for ten minutes', async () => {
    const [early, late] = [service.browser(), service.browser()];
    const codes = [await askFor(early, newAddress()), await askFor(late, newAddress())];
    service.clock.advanceTo('2026-11-17T09:09:59Z');
    expect((await enter(early, codes[0] ?? '')).status).toBe(303);
    service.clock.advanceTo('2026-11-17T09:10:00Z');
    expect((await enter(late, codes[1] ?? '')).status).toBe(422);
  });

  it('can be guessed at a few times only, and then not even the right one works', async () => {
    const browser = service.browser();
    const code = await askFor(browser, newAddress());
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) await enter(browser, wrongCode(code));

    const seen = await enter(browser, code);

    expect(seen.status).toBe(422);
    expect(seen.html).toContain('There is a problem');
    expect(seen.html).toContain('<title>Error: Enter your code');
  });

  it('may be typed with spaces', async () => {
    const browser = service.browser();
    const code = await askFor(browser, newAddress());
    expect((await enter(browser, ` ${code.slice(0, 3)} ${code.slice(3)} `)).status).toBe(303);
  });

  it('is replaced by the next one that the browser asks for', async () => {
    const [browser, address] = [service.browser(), newAddress()];
    const [first, second] = [await askFor(browser, address), await askFor(browser, address)];
    if (first !== second) expect((await enter(browser, first)).status).toBe(422);
    expect((await enter(browser, second)).status).toBe(303);
  });

  it('opens the same account every time, however the address is written', async () => {
    const address = newAddress();
    const [one, other] = [service.browser(), service.browser()];
    await enter(one, await askFor(one, address));
    await enter(other, await askFor(other, address.toUpperCase()));
    const accounts = await service.database.trees.referrerAccount.findMany({ include: { user: true } });
    const sessions = await service.database.trees.session.groupBy({ by: ['userId'], _count: true });
    const twice = sessions.filter(({ userId, _count }) => userId !== null && _count >= 2);
    expect(accounts.filter(({ userId }) => twice.some((session) => session.userId === userId))).toHaveLength(1);
    expect(JSON.stringify(accounts)).not.toContain('rita');
  });

  it('opens no account that is switched off, in the words for a wrong code', async () => {
    const [browser, address] = [service.browser(), newAddress()];
    await enter(browser, await askFor(browser, address));
    await asApplication(`UPDATE "User" SET "enabled" = false WHERE "provider" = 'one-time-code'`);
    const again = service.browser();
    const refused = await enter(again, await askFor(again, address));
    const stillIn = await isSignedIn(browser);
    await asApplication(`UPDATE "User" SET "enabled" = true WHERE "provider" = 'one-time-code'`);
    expect([refused.status, stillIn]).toEqual([422, false]);
  });

  it('stands nowhere in the record, nor does the address', async () => {
    const [browser, address] = [service.browser(), newAddress()];
    const code = await askFor(browser, address);
    const rows = JSON.stringify(
      [await service.database.trees.oneTimeCode.findMany(), await service.database.trees.attempts.findMany()],
      (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    );
    expect(rows).not.toContain(address.split('@')[0]);
    expect(rows).not.toContain(`"${code}"`);
    expect(service.logged.join('\n')).not.toContain(address.split('@')[0]);
  });

  it('is forgotten once it is too old', async () => {
    await askFor(service.browser(), newAddress());
    await forgetOldCodes(service.database, new Date('2026-11-17T09:11:00Z'));
    expect(await service.database.trees.oneTimeCode.count()).toBe(0);
  });
});

it('every code that was entered leaves a look', async () => {
  const [browser, { looks }] = [service.browser(), { looks: service.database.trees.accessEvent }];
  const before = await looks.count();
  const code = await askFor(browser, newAddress());
  await enter(browser, wrongCode(code));
  await enter(browser, code);
  const left = await looks.findMany({ orderBy: { seq: 'asc' }, skip: before });
  expect(left.map(({ kind, why }) => [kind, why])).toEqual([
    ['sign-in-refused', 'code'],
    ['signed-in', null],
  ]);
});

describe('whoever asks for codes', () => {
  it('sees the same, whether or not the address is known', async () => {
    const [known, unknown] = [newAddress(), newAddress()];
    const first = service.browser();
    await enter(first, await askFor(first, known));
    const seen = await Promise.all(
      [known, unknown].map(async (email) => {
        const browser = service.browser();
        await askFor(browser, email);
        return (await browser.get(enterPath)).html.replace(/value="[^"]+"/, '');
      }),
    );
    expect(seen[0]).toBe(seen[1]);
  });

  it('is told what is wrong with an address, with what was typed still there', async () => {
    const seen = await send(service.browser(), askPath, { email: 'rita at school' });
    expect(seen.status).toBe(422);
    expect(seen.html).toContain('value="rita at school"');
    expect(seen.html).toContain('Enter an e-mail address, such as name@school.example');
  });

  it.each(['a@b.example\r\nBcc: c@d.example', '"><script>alert(1)</script>@x.example'])(
    'cannot write %j as an address',
    async (email) => {
      const sent = service.mails.length;
      const seen = await send(service.browser(), askPath, { email });
      expect(seen.status).toBe(422);
      expect(seen.html).not.toContain('<script>');
      expect(service.mails).toHaveLength(sent);
    },
  );

  it('needs a form of this service', async () => {
    expect((await service.browser().post(askPath, { email: newAddress() })).status).toBe(403);
    const browser = service.browser();
    const code = await askFor(browser, newAddress());
    expect((await browser.post(enterPath, { code })).status).toBe(403);
  });

  it('from one place for one mailbox too often is asked to wait', async () => {
    const address = newAddress();
    const { points } = codeLimits['address-and-mailbox'];
    for (let time = 0; time < points; time += 1) await askFor(service.browser(), address);
    const seen = await send(service.browser(), askPath, { email: address });
    expect(seen.status).toBe(429);
    expect(seen.html).toContain('Please wait');
    expect((await send(service.browser(), askPath, { email: newAddress() })).status).toBe(303);
  });
});

describe('a mailbox that somebody floods with codes from many places', () => {
  const flood = async (): Promise<unknown> =>
    asApplication(`UPDATE "Attempts" SET "points" = 1000 WHERE "key" LIKE 'mailbox:%'`);

  it('gets no more, in words that do not say so', async () => {
    const address = newAddress();
    await askFor(service.browser(), address);
    await flood();
    const sent = codesTo(address).length;
    const seen = await send(service.browser(), askPath, { email: address });
    await until('the line in the log', () =>
      service.logged.find((line) => line.includes('was not sent to an address')),
    );
    expect([seen.status, seen.location]).toEqual([303, enterPath]);
    expect(codesTo(address)).toHaveLength(sent);
  });

  it('still lets its owner in, by the browser in which they signed in before', async () => {
    const [browser, address] = [service.browser(), newAddress()];
    await enter(browser, await askFor(browser, address));
    await flood();
    await send(browser, '/sign-out', {});
    expect(await isSignedIn(browser)).toBe(false);
    expect((await enter(browser, await askFor(browser, address))).status).toBe(303);
  });
});
