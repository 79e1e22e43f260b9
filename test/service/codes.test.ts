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
const mailPath = '/sign-in/code/mail';
let addresses = 0;
const newAddress = (): string => `rita.referrer${(addresses += 1)}@school.example`;

async function send(browser: Browser, path: string, fields: Record<string, string>): Promise<Seen> {
  const token = csrfTokenIn((await browser.get(path)).html);
  return browser.post(path, { ...fields, _csrf: token });
}

/** Asks for a code. @returns the code of the mail that comes */
async function askFor(browser: Browser, email: string): Promise<string> {
  const before = codesTo(email).length;
  await ask(browser, email);
  return until('the code', () => codesTo(email)[before]);
}

/** Asks for a code that may be sent or not. */
async function ask(browser: Browser, email: string): Promise<void> {
  const seen = await send(browser, askPath, { email });
  expect([seen.status, seen.location]).toEqual([303, enterPath]);
}

const codesTo = (email: string): string[] =>
  service.mails
    .filter(({ to }) => to.includes(email.toLowerCase()))
    .flatMap(({ text }) => /Your code is (\d+)/.exec(text)?.[1] ?? []);

const enter = (browser: Browser, code: string): Promise<Seen> => send(browser, enterPath, { code });
const wrongCode = (code: string): string => (code === '00000000' ? '00000001' : '00000000');
const isSignedIn = async (browser: Browser): Promise<boolean> =>
  (await browser.get('/')).html.includes('You are signed in as');

describe('a code', () => {
  it('of eight digits signs a referrer in, in the browser that asked for it, once', async () => {
    const [browser, address] = [service.browser(), newAddress()];
    const code = await askFor(browser, address);

    expect(code).toMatch(/^\d{8}$/);
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

  it.each([
    ['nothing', ''],
    ['letters', 'abcd efgh'],
    ['too few digits', '1234567'],
  ])('is asked for again where %s was entered, which is no attempt', async (_what, mistyped) => {
    const browser = service.browser();
    const code = await askFor(browser, newAddress());
    for (let time = 0; time < mostAttempts; time += 1) {
      const seen = await enter(browser, mistyped);
      expect([seen.status, seen.html]).toEqual([422, expect.stringContaining('Enter the eight digits of the code')]);
    }

    expect((await enter(browser, code)).status).toBe(303);
  });

  it('that is wrong, used up or too old is answered in one sentence', async () => {
    const sentence = 'Enter the code of the newest e-mail. If it is older than ten minutes, or was tried several times';
    const [wrong, late] = [service.browser(), service.browser()];
    const code = await askFor(wrong, newAddress());
    expect((await enter(wrong, wrongCode(code))).html).toContain(sentence);
    const tooLate = await askFor(late, newAddress());
    service.clock.advanceTo('2026-11-17T09:10:00Z');
    expect((await enter(late, tooLate)).html).toContain(sentence);
  });

  it('cannot be entered in a browser that asked for none, which is told so and where to ask', async () => {
    const browser = service.browser();
    const { location = '' } = await browser.get(enterPath);

    expect((await browser.get(location)).html).toContain('This browser has asked for no code yet');
    expect((await browser.get(askPath)).html).not.toContain('This browser has asked for no code yet');
  });

  it('may be typed with spaces', async () => {
    const browser = service.browser();
    const code = await askFor(browser, newAddress());
    expect((await enter(browser, ` ${code.slice(0, 4)} ${code.slice(4)} `)).status).toBe(303);
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

  it('is forgotten after a day, for which it counts', async () => {
    await askFor(service.browser(), newAddress());
    await forgetOldCodes(service.database, new Date('2026-11-18T08:59:59Z'));
    expect(await service.database.trees.oneTimeCode.count()).toBeGreaterThan(0);
    await forgetOldCodes(service.database, new Date('2026-11-18T09:00:01Z'));
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
        return (await browser.get(enterPath)).html.replaceAll(/(value|nonce)="[^"]+"/g, '');
      }),
    );
    expect(seen[0]).toBe(seen[1]);
  });

  it('is told what is wrong with an address, with what was typed still there', async () => {
    const seen = await send(service.browser(), askPath, { email: 'rita at school' });
    expect(seen.status).toBe(422);
    expect(seen.html).toContain('value="rita at school"');
    expect(seen.html).toContain('Enter an e-mail address, such as name<wbr>@school.example');
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
    const { points } = codeLimits['network-and-mailbox'];
    for (let time = 0; time < points; time += 1) await ask(service.browser(), address);
    const seen = await send(service.browser(), askPath, { email: address });
    expect(seen.status).toBe(429);
    expect(seen.html).toContain('Please wait');
    expect(seen.html).toMatch(/Wait (a minute|\d+ minutes), then try again\./);
    expect((await send(service.browser(), askPath, { email: newAddress() })).status).toBe(303);
  });

  it('from the addresses of one network is counted as one', async () => {
    const proxied = await startService({ databaseUrl: service.applicationUrl, trustedProxies: 1 });
    const address = newAddress();
    const askFrom = async (ip: string): Promise<number> => {
      const browser = proxied.browser();
      const body = new URLSearchParams({ email: address, _csrf: csrfTokenIn((await browser.get(askPath)).html) });
      const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
      const headers = { cookie, accept: 'text/html', 'x-forwarded-for': ip };
      return (await proxied.anonymous.send(askPath, { method: 'POST', body, headers, redirect: 'manual' })).status;
    };
    try {
      const { points } = codeLimits['network-and-mailbox'];
      for (let host = 1; host <= points; host += 1) {
        expect(await askFrom(`2001:db8:0:7::${host.toString(16)}`)).toBe(303);
      }
      expect(await askFrom('2001:db8:0:7:ffff:ffff:ffff:ffff')).toBe(429);
      expect(await askFrom('2001:db8:0:8::1')).toBe(303);
    } finally {
      await proxied.stop();
    }
  });
});

describe('whoever asks again while their mailbox rests', () => {
  it('signs in by the last code that was sent', async () => {
    const [browser, address] = [service.browser(), newAddress()];
    await askFor(browser, address);
    await askFor(browser, address);
    const last = await askFor(browser, address);
    await ask(browser, address);

    await enter(browser, last);

    expect(await isSignedIn(browser)).toBe(true);
  });
});

describe('a mailbox that somebody floods with codes from many places', () => {
  /** Has a code asked for from another place each time. */
  async function flood(email: string, times = 20): Promise<Browser[]> {
    const browsers = Array.from({ length: times }, () => service.browser());
    for (const browser of browsers) {
      await asApplication(`DELETE FROM "Attempts"`);
      await ask(browser, email);
    }
    await until('the line in the log', () =>
      service.logged.find((line) => line.includes('was not sent to an address')),
    );
    return browsers;
  }

  /** The link that the newest mail to an address holds, as a path. */
  const linkTo = (email: string): string | undefined =>
    service.mails
      .filter(({ to }) => to.includes(email))
      .flatMap(({ text }) => /https:\/\/front-door\.example(\S+)/.exec(text)?.[1] ?? [])
      .at(-1);

  it('gets no more for a while, in words that do not say so, and none is kept that could be guessed', async () => {
    const address = newAddress();
    const before = await service.database.trees.oneTimeCode.count();
    const browsers = await flood(address);
    const seen = await enter(browsers.at(-1) ?? service.browser(), '00000000');
    expect([seen.status, seen.html]).toEqual([422, expect.stringContaining('Enter the code of the newest e-mail')]);
    await until('the mails', () => codesTo(address)[2]);
    expect(codesTo(address)).toHaveLength(3);
    expect(await service.database.trees.oneTimeCode.count()).toBe(before + 3);
  });

  it('gets the next one after at most an hour, whatever others did', async () => {
    const [address, clock] = [newAddress(), service.clock];
    for (let minutes = 0; minutes < 180; minutes += 10) {
      clock.advanceTo(new Date(Date.parse(startedAt) + minutes * 60_000).toISOString());
      await flood(address, 2);
    }
    const sent = codesTo(address).length;
    clock.advanceTo(new Date(clock.now().getTime() + 60 * 60_000).toISOString());

    await enter(service.browser(), await askFor(service.browser(), address));

    expect(codesTo(address)).toHaveLength(sent + 1);
  });

  it('still lets its owner in, by the browser in which they signed in before', async () => {
    const [browser, address] = [service.browser(), newAddress()];
    await enter(browser, await askFor(browser, address));
    await flood(address);
    await send(browser, '/sign-out', {});
    expect(await isSignedIn(browser)).toBe(false);
    expect((await enter(browser, await askFor(browser, address))).status).toBe(303);
  });

  it('lets its owner in who was never here, by the link in a mail that the flood brings', async () => {
    const [owner, address] = [service.browser(), newAddress()];
    await flood(address);
    expect(linkTo(address)).toBeUndefined();
    service.clock.advanceTo('2026-11-17T09:01:00Z');
    await flood(address);

    expect((await owner.get(await until('the link', () => linkTo(address)))).location).toBe(askPath);

    expect((await enter(owner, await askFor(owner, address))).status).toBe(303);
  });

  it('is not opened by a link that was made up, changed, or is a day old', async () => {
    const [stranger, address] = [service.browser(), newAddress()];
    await flood(address);
    service.clock.advanceTo('2026-11-17T09:01:00Z');
    await flood(address);
    const link = await until('the link', () => linkTo(address));
    const bent = [
      `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`,
      link.replace(/\..*/, '.'),
      `${mailPath}/a.b`,
    ];
    for (const path of bent) expect((await stranger.get(path)).location).toBe(askPath);
    service.clock.advanceTo('2026-11-18T09:01:00Z');
    expect((await stranger.get(link)).location).toBe(askPath);
    expect([...stranger.cookies.keys()]).not.toContain('__Host-front-door-known');
  });
});
