import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rolesGranted } from '../../domain/permissions.js';
import { roles, type Role } from '../../domain/roles.js';
import type { Browser, Seen } from '../support/browser.js';
import { startService, type TestService } from '../support/service.js';
import { mistakesInHtml } from '../support/valid-html.js';
import { complete, send, sendReferral } from './referral-pages.js';
import { referrerRoutes } from './referrer-routes.js';

type Who = Role | 'no role';
const everyone: readonly Who[] = [...roles, 'no role'];
const referring: readonly Who[] = rolesGranted('submit-referral');
const nobodys = { draft: '00000000-0000-4000-8000-000000000000', reference: 'M26-7KQ4-X3P' };

let service: TestService;
let browsers: Map<Who, Browser>;
/** What is whose: a draft, and a referral that was sent. */
let own: Map<Who, { draft: string; reference: string }>;

const subjectOf = (who: Who): string => `with ${who}`;

beforeAll(async () => {
  service = await startService();
  const signedIn = everyone.map(async (who) => {
    const held = who === 'no role' ? [] : [who];
    return [who, await service.signedIn({ subject: subjectOf(who), roles: held, agency: 'police' })] as const;
  });
  browsers = new Map(await Promise.all(signedIn));
  const sent = referring.map(async (who) => {
    const reference = await sendReferral(service, { browser: browserOf(who), subject: subjectOf(who) });
    return [who, { draft: '', reference }] as const;
  });
  own = new Map(await Promise.all(sent));
});
afterAll(() => service.stop());

function browserOf(who: Who): Browser {
  const browser = browsers.get(who);
  if (browser === undefined) throw new Error(`${who} has no browser`);
  return browser;
}

/** What a route gives to somebody: a draft is theirs alone, and new. */
async function given(who: Who, route: string): Promise<{ who: Who; says: string; seen: Seen }> {
  const [method = '', path = ''] = route.split(' ');
  const isOwn = own.has(who) && path.includes('{draft}');
  const draft = isOwn ? (await complete(service, subjectOf(who))).slice(-36) : nobodys.draft;
  const fill = { draft, reference: own.get(who)?.reference ?? nobodys.reference, list: 'children', row: '1' };
  const step = path.includes('{row}') ? 'name' : 'who';
  const at = Object.entries({ ...fill, step }).reduce((all, [name, value]) => all.replace(`{${name}}`, value), path);
  const seen = method === 'GET' ? await browserOf(who).get(at) : await send(browserOf(who), at);
  const looks = await service.database.trees.accessEvent.findMany({
    where: { requestId: seen.headers.get('x-request-id') },
  });
  return { who, says: [seen.status, ...looks.map(({ kind, what }) => `${kind} ${what ?? ''}`)].join(', '), seen };
}

describe('a page for referrers', () => {
  it.each(referrerRoutes)(
    '$route is valid HTML for those who may, and refused to all others',
    async ({ route, gives, denies }) => {
      const answers = await Promise.all(everyone.map((who) => given(who, route)));

      const refused: unknown = expect.stringMatching(new RegExp(`^(403|404), denied ${denies}$`));
      expect(answers.map(({ who, says }) => [who, says])).toEqual(
        everyone.map((who) => [who, referring.includes(who) ? gives : refused]),
      );
      const shown = answers.filter(({ seen }) => seen.html.includes('<!DOCTYPE html>')).slice(0, 1);
      for (const { seen } of shown) expect(await mistakesInHtml(seen.html)).toEqual([]);
    },
  );

  it.each(referrerRoutes)(
    '$route leads whoever is signed out to where they can sign in, with a code too',
    async ({ route }) => {
      const [method = '', path = ''] = route.split(' ');
      const stranger = service.browser();
      const seen = method === 'GET' ? await stranger.get(path) : await stranger.post(path, {});
      expect([seen.status, seen.location?.replace(/\?.*/, '')]).toEqual(
        method === 'GET' ? [303, '/sign-in/choose'] : [403, undefined],
      );
    },
  );
});
