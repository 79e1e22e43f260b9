import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { csrfTokenIn, type Browser } from '../support/browser.js';
import { read, rowsUnder } from '../support/documents.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/*
 * The table of docs/sign-in.md, "Ways to sign in", held to the routes that there are.
 */

const rows = rowsUnder('Ways to sign in', read('docs/sign-in.md'));
const documented = rows.flatMap(([, by = '']) =>
  Array.from(by.matchAll(/`((?:GET|POST) [^`]+)`/g), ([, route]) => route),
);

/** Open to everyone, and telling nothing of any case. */
const open = ['GET /health', 'GET /ready', 'GET /info', 'GET /metrics', 'GET /api/openapi.json'];

/** Pages that say something to everybody, and nothing of anybody. */
const forEverybody = [
  ...['GET /', 'GET /signed-out', 'GET /signed-out/ended'],
  ...['GET /help', 'GET /accessibility', 'GET /privacy', 'GET /cookies'],
];

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

describe('the ways to sign in', () => {
  it('are documented, each with what somebody shows and what it opens', () => {
    expect(rows.map(([way]) => way)).toEqual([
      ...[
        'a browser, at the provider',
        'an access token of a person',
        'an access token of a system',
        'a one-time code',
      ],
    ]);
    expect(rows.filter((row) => row.length !== 4 || row.some((cell) => cell.length < 10))).toEqual([]);
  });

  it('are all documented: no other page is below /sign-in', () => {
    expect(service.pageRoutes.filter((route) => route.includes(' /sign-in')).sort()).toEqual([...documented].sort());
  });

  it('are all there are: without a token every call is refused, whatever a browser brings along', async () => {
    const browser = await service.signedIn('administrator');
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const calls = service.routes.filter((route) => !open.includes(route));
    expect(calls.length).toBeGreaterThan(30);
    for (const route of calls) {
      const [method = '', path = ''] = route.split(' ');
      const headers = path.startsWith('/codec') ? {} : { cookie };
      const { status } = await service.anonymous.send(path, { method, headers });
      expect([route, status]).toEqual([route, 401]);
    }
  });

  it('are all there are: a page shows nothing, and does nothing, for whoever has not signed in by one of them', async () => {
    const others = service.pageRoutes.filter((route) => !documented.includes(route));
    expect(others.length).toBeGreaterThan(8);
    for (const route of others) {
      const [method = '', path = ''] = route.split(' ');
      const browser = service.browser();
      const seen = method === 'GET' ? await browser.get(path) : await browser.post(path, {});
      const isOpen = forEverybody.includes(route);
      const refusal = method === 'GET' ? 303 : 403;
      expect([route, seen.status]).toEqual([route, isOpen ? 200 : refusal]);
      expect(seen.html).not.toContain('signed in as');
    }
  });

  it('that have one factor open no case: a code makes a referrer of whoever reads the mail, and nothing else', async () => {
    const browser = service.browser();
    await enterCodeSentTo(browser, 'rita@school.example');

    expect((await browser.get('/')).html.match(/<h2 class="govuk-heading-m">[^<]*<\/h2>/g)).toEqual([
      '<h2 class="govuk-heading-m">Referrer</h2>',
    ]);
    for (const path of ['/admin/users', '/admin/users?cursor=x']) expect((await browser.get(path)).status).toBe(403);
    const account = await service.database.trees.referrerAccount.findFirstOrThrow();
    const user = await service.database.trees.user.findUniqueOrThrow({ where: { id: account.userId } });
    expect(user).toMatchObject({ roles: ['referrer'], agency: null });
    const token = csrfTokenIn((await browser.get('/sign-out')).html);
    expect((await browser.post(`/admin/users/${user.id}/enable`, { _csrf: token })).status).toBe(403);
  });
});

async function enterCodeSentTo(browser: Browser, email: string): Promise<void> {
  const asked = csrfTokenIn((await browser.get('/sign-in/code')).html);
  await browser.post('/sign-in/code', { email, _csrf: asked });
  const code = await until('the code', () => /Your code is (\d+)/.exec(service.mails.at(-1)?.text ?? '')?.[1]);
  const entered = csrfTokenIn((await browser.get('/sign-in/code/enter')).html);
  expect((await browser.post('/sign-in/code/enter', { code, _csrf: entered })).status).toBe(303);
}
