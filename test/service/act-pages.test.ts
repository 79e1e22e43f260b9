import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { roles, type Role } from '../../domain/roles.js';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import { pdf } from '../support/files.js';
import { formIn, plain, typedFieldsIn } from '../support/forms.js';
import { hostileWords } from '../support/hostile-words.js';
import { startService, type TestService } from '../support/service.js';
import { mistakesInHtml } from '../support/valid-html.js';
import { actPages, type ActPage } from './act-pages.js';
import { everyoneKnown, userIdOf } from './people.js';
import { answerCheck, childOf, checkOf, readCase, screen, submit, succeeding } from './steps.js';

/*
 * Every page under an act: whoever may gets it, everybody else a refusal, and both leave their look. What an act itself refuses, and to
 * whom a wall stands in the way, is test/service/matrix.test.ts's: pages and REST ask the same table in the same place.
 */
type Who = Role | 'no role';
const everyone: readonly Who[] = [...roles, 'no role'];

let service: TestService;
/** A case that waits for its agencies, and one that nobody has screened. */
let reference: string;
let received: string;
/** A check that the police have answered. */
let answered: string;
/** What an id in a path stands for, by how the path begins. */
let ids: Readonly<Record<string, string>>;
/** A file that the police answered another check with. */
let document: string;
const browsers = new Map<Who, Promise<Browser>>();

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  await Promise.all(everyone.map((who) => browserOf(who)));
  const screened = await screen(service, await submit(service));
  reference = screened.reference;
  received = await submit(service);
  const other = checkOf(await screen(service, await submit(service)), 'police');
  await answerCheck(service, other);
  answered = other.id;
  document = await aDocument();
  ids = {
    '/tasks': checkOf(screened, 'police').id,
    '/conflicts': await aConflict(),
    '/broken-glass': await aBrokenGlass(),
    '/warnings': await aWarning(),
    '/admin/users': await userIdOf(service, 'hub-worker'),
    '/admin/role-changes': await aRoleChange(),
    '/admin/contacts': await aContact(),
  };
});
afterAll(() => service.stop());

/** Everybody signs in once: to work for the police, where their role is of an agency. */
function browserOf(who: Who): Promise<Browser> {
  const signedIn =
    browsers.get(who) ??
    service.signedIn({ subject: `with ${who}`, roles: who === 'no role' ? [] : [who], agency: 'police' });
  browsers.set(who, signedIn);
  return signedIn;
}

async function aDocument(): Promise<string> {
  const { id } = checkOf(await screen(service, await submit(service)), 'police');
  const browser = await browserOf('agency-worker');
  const path = `/tasks/${id}/answer`;
  const _csrf = csrfTokenIn((await browser.get(`${path}/documents`)).html);
  await browser.postFiles(`${path}/documents`, { _csrf }, [new File([pdf()], 'report.pdf')]);
  const hidden = { _csrf, once: randomUUID(), all: 'not-known', intent: 'send' };
  const sent = await browser.post(path, hidden);
  if (sent.status !== 303) throw new Error(`The answer was not sent: ${sent.status}`);
  const { id: sentIn } = await service.database.trees.document.findFirstOrThrow({ where: { checkId: id } });
  return sentIn;
}

async function aConflict(): Promise<string> {
  const other = await readCase(service, await submit(service));
  const body = { person: childOf(other), kind: 'neighbour' };
  const { body: declared } = await succeeding(
    service.as('hub-worker').post(`/api/cases/${other.reference}/conflicts`, body),
  );
  return (declared as { id: string }).id;
}

async function aWarning(): Promise<string> {
  const body = { kind: 'site', text: 'Invented.' };
  const { body: noted } = await succeeding(service.as('hub-worker').post(`/api/cases/${reference}/warnings`, body));
  return (noted as { id: string }).id;
}

async function aBrokenGlass(): Promise<string> {
  const other = await submit(service);
  const people = await Promise.all(['hub-manager', 'with hub-manager'].map((subject) => userIdOf(service, subject)));
  const restriction = { reason: 'staff-family', people };
  await succeeding(service.as('hub-manager').post(`/api/cases/${other}/restriction`, restriction));
  const body = { reason: 'urgent-decision', text: 'Invented.', warningRead: true };
  const { body: broken } = await succeeding(service.as('hub-worker').post(`/api/cases/${other}/break-glass`, body));
  return (broken as { id: string }).id;
}

async function aRoleChange(): Promise<string> {
  const worker = await userIdOf(service, 'hub-worker');
  const body = { add: ['auditor'], reason: 'Invented.' };
  const { body: proposed } = await succeeding(
    service.as('administrator').post(`/api/users/${worker}/role-changes`, body),
  );
  return (proposed as { id: string }).id;
}

async function aContact(): Promise<string> {
  const body = { name: 'Invented Desk', role: 'Duty desk', phone: '01632 960000', outOfHours: false };
  const { body: added } = await succeeding(service.as('administrator').post('/api/agencies/police/contacts', body));
  return (added as { id: string }).id;
}

const pathOf = ({ path, on }: ActPage): string => {
  const beginning = Object.keys(ids).find((each) => path.startsWith(each)) ?? '';
  return path
    .replace('{reference}', on === 'received' ? received : reference)
    .replace('{id}', on === 'answered' ? answered : (ids[beginning] ?? ''))
    .replace('{code}', 'police')
    .replace('{document}', document);
};

/** What a browser got: the status, and the looks that this left. */
async function said({ status, headers }: Seen): Promise<string> {
  const looks = await service.database.trees.accessEvent.findMany({
    where: { requestId: headers.get('x-request-id') },
  });
  return [status, ...looks.map(({ kind, what }) => `${kind} ${what ?? ''}`)].join(', ');
}

const isRefusal = (act: string): unknown => expect.stringMatching(new RegExp(`^(403|404), denied ${act}$`));

describe('a page under an act', () => {
  it.each(actPages)(
    '$path is valid HTML for those who may, and refused to all others, with a look each',
    async (page) => {
      const { act, leaves = 'opened', roles: may } = page;
      const seen = await Promise.all(
        everyone.map(async (who) => [who, await (await browserOf(who)).get(pathOf(page))] as const),
      );

      const cells = await Promise.all(seen.map(async ([who, got]) => [who, await said(got)]));
      const wanted = everyone.map((who) => [
        who,
        may.some((role) => role === who) ? `200, ${leaves} ${act}` : isRefusal(act),
      ]);
      expect(cells).toEqual(wanted);
      const shown = seen.filter(([who]) => may.some((role) => role === who));
      const [, one] = shown[0] ?? [];
      if (one?.headers.get('content-type')?.startsWith('text/html') === true)
        expect(await mistakesInHtml(one.html)).toEqual([]);
    },
  );

  it.each(actPages.filter(({ kind }) => kind !== 'look'))(
    '$path takes a form of nobody who may not, and says what is wrong with an empty one, with a look each',
    async (page) => {
      const { act, kind, roles: may } = page;
      const asked = everyone.filter((who) => kind === 'form' || !may.some((role) => role === who));
      const cells = await Promise.all(
        asked.map(async (who) => {
          const browser = await browserOf(who);
          const _csrf = csrfTokenIn((await browser.get('/sign-out')).html);
          const { html } = await browser.get(pathOf(page));
          const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';
          return [who, await said(await browser.post(pathOf(page), { _csrf, version, intent: 'send' }))];
        }),
      );

      const wanted = asked.map((who) => [
        who,
        may.some((role) => role === who) ? `422, opened ${act}` : isRefusal(act),
      ]);
      expect(cells).toEqual(wanted);
    },
  );

  it.each(actPages)('$path leads to the sign-in who is not signed in', async (page) => {
    const { status, location } = await service.browser().get(pathOf(page));
    expect([status, location]).toEqual([303, `/sign-in?to=${encodeURIComponent(pathOf(page))}`]);
  });

  // The last, as some of it is what a form may say.
  it.each(actPages.filter(({ kind }) => kind === 'form'))(
    '$path takes any words as words, shows them again where it refuses them, and fails at none',
    async (page) => {
      const [who] = page.roles;
      const browser = await browserOf(who ?? 'no role');
      let { html } = await browser.get(pathOf(page));
      for (const words of Object.values(hostileWords)) {
        // An act that was done takes its form away.
        if (!html.includes(`action="${pathOf(page)}"`)) return;
        const form = formIn(html, pathOf(page));
        const typed = typedFieldsIn(html);
        for (const name of typed) form.set(name, words);
        form.set('intent', 'go-on');

        const answer = await browser.post(pathOf(page), form);

        expect([200, 303, 409, 413, 422]).toContain(answer.status);
        if (answer.status === 303) ({ html } = await browser.get(pathOf(page)));
        expect(answer.html).not.toContain('<script>fetch');
        if (answer.status === 422 && typed.length > 0) expect(plain(answer.html)).toContain(words.trim().slice(0, 3));
      }
    },
  );
});
