import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyone, groupOf, pageRoutes, pageRows, type Who } from './page-rows.js';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import { mistakesInHtml } from '../support/valid-html.js';
import { startService, type TestService } from '../support/service.js';
import { aScreening } from './bodies.js';
import { childOf, readCase, screen, submit, succeeding } from './steps.js';

/** Those who know of a case without having been asked about it or having sent it in. */
const knowing: readonly Who[] = [
  ...(['hub-manager', 'decision-maker', 'hub-worker', 'receiving-team', 'duty-team'] as const),
  ...(['privacy-officer', 'auditor', 'administrator'] as const),
];

let service: TestService;
/** A user whom the pages are about. */
let bystander: string;
/** Cases: one that waits for its screening, and is held by that user; one that waits for the housing agency. */
let cases: { received: string; screened: string };

beforeAll(async () => {
  service = await startService();
  await service.signedIn({ subject: 'bystander', roles: ['hub-worker'] });
  bystander = (await service.database.trees.user.findFirstOrThrow({ where: { subject: 'bystander' } })).id;
  const [received, screened] = [await submit(service), await submit(service)];
  const child = childOf(await readCase(service, screened));
  await screen(service, screened, { ...aScreening, checks: [{ agency: 'housing', persons: [child] }] });
  await succeeding(service.as('hub-manager').post(`/api/cases/${received}/assign`, { user: bystander }));
  cases = { received, screened };
});
afterAll(() => service.stop());

const signedInAs = (role: Who, as = 'with'): Promise<Browser> =>
  service.signedIn({ subject: `${as} ${role}`, roles: role === 'no role' ? [] : [role], agency: 'police' });

const known = new Map<Who, Promise<Browser>>();

/** The same browser for every route, but for those that begin a session or end it. */
function browserFor(role: Who, route: string): Promise<Browser> {
  if (/sign-in|signed-in|sign-out|sessions/.test(route)) return signedInAs(role, 'for once with');
  const browser = known.get(role) ?? signedInAs(role);
  known.set(role, browser);
  return browser;
}

const pathOf = (pattern: string): string =>
  pattern
    .replace('{id}', bystander)
    .replace('{proof}', 'made.up')
    .replace('{reference}', pattern.endsWith('/decision') ? cases.screened : cases.received);

/** What a browser gets from a route, and the looks that this leaves. */
async function found(browser: Browser, route: string): Promise<string> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pathOf(pattern);
  const seen = method === 'GET' ? await browser.get(path) : await send(browser, path);
  const looks = await service.database.trees.accessEvent.findMany({
    where: { requestId: seen.headers.get('x-request-id') },
  });
  const left = looks.map(({ kind, what }) => (what === null ? kind : `${kind} ${what}`));
  return [`${seen.status}${ledTo(seen)}`, ...left].join(', ');
}

/** Sends what a form needs, with the token of a form of this very session. */
async function send(browser: Browser, path: string): Promise<Seen> {
  const forms = [await browser.get('/sign-out'), await browser.get('/sign-in/code')];
  const _csrf = forms.map(({ html }) => csrfTokenIn(html)).find((token) => token !== '') ?? '';
  return browser.post(path, { _csrf, email: 'rita@school.example' });
}

function ledTo({ location }: Seen): string {
  if (location === undefined) return '';
  if (location.startsWith(service.provider.issuer)) return ' provider';
  return ` ${location.replace(/\?.*/, '')}`;
}

/** What is not valid in a page, of those that are pages. */
const faultsIn = async ({ html }: Seen): Promise<string[]> =>
  html.includes('<!DOCTYPE html>') ? mistakesInHtml(html) : [];

/** What those get who may not: the denial of the act that those who may leave. */
function denied(route: string, role: Who, act: string): string {
  const isUnknown = route.includes('{reference}') && !knowing.includes(role);
  return `${isUnknown ? 404 : 403}, denied ${act}`;
}

describe('the table of pages', () => {
  it('has every route that is for browsers', () => {
    expect([...pageRoutes].sort()).toEqual([...service.pageRoutes].sort());
  });

  it.each(pageRows)('says what %s gives to nobody in particular', async (route = '', nobody = '') => {
    expect(await found(service.browser(), route)).toBe(nobody);
  });

  it.each(pageRows.filter(([route = '']) => route.startsWith('GET')))(
    'has valid HTML at %s',
    async (route = '', ...[, may = '']) => {
      const [who = 'no role'] = groupOf(may);
      const browser = may === 'everyone' ? service.browser() : await signedInAs(who);

      expect(await faultsIn(await browser.get(pathOf(route.replace('GET ', ''))))).toEqual([]);
    },
  );

  it.each(pageRows)('says who may use %s, and what it leaves', async (route = '', ...[, may = '', gets = '', act]) => {
    const cells = await Promise.all(
      everyone.map(async (role) => [role, await found(await browserFor(role, route), route)] as const),
    );
    const expected = everyone.map((role) => [
      role,
      groupOf(may).includes(role) ? gets : denied(route, role, act ?? gets.split(' ').at(-1) ?? ''),
    ]);
    expect(cells).toEqual(expected);
  });
});
