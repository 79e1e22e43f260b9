import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { submitReferral } from '../../records/referrals.js';
import { csrfTokenIn, type Browser } from '../support/browser.js';
import { referral } from '../support/factories.js';
import { hostileWords } from '../support/hostile-words.js';
import { done } from '../support/hub.js';
import { mistakesInHtml } from '../support/valid-html.js';
import { startedAt, startService, type TestService } from '../support/service.js';
import {
  begin,
  checkAndSend,
  complete,
  fillIn,
  leastSteps,
  mistakesOn,
  send,
  sendReferral,
  textOf,
  versionIn,
  type Fields,
} from './referral-pages.js';

let service: TestService;
let rita: Browser;

/** A draft of Rita's, and a referral that she sent. */
const completeDraft = (more?: Fields): Promise<string> => complete(service, 'rita', more);
const sendByRita = (more?: Fields): Promise<string> => sendReferral(service, { browser: rita, subject: 'rita' }, more);

beforeAll(async () => {
  service = await startService();
  rita = await service.signedIn({ subject: 'rita', roles: ['referrer'] });
});
afterAll(() => service.stop());

const nobody = '00000000-0000-4000-8000-000000000000';

/** What was sent under a reference, as the hub has it. */
const submissionOf = async (reference: string) => {
  const { body } = await service.as('hub-manager').get(`/api/cases/${reference}`);
  return body as { referrals: Record<string, unknown>[]; people: Record<string, unknown>[] };
};

describe('a referral on pages', () => {
  it('is sent once, whatever the draft that it was is asked to do afterwards', async () => {
    const draft = await completeDraft();
    const check = await rita.get(`${draft}/check`);
    const fields = { _csrf: csrfTokenIn(check.html), version: versionIn(check.html) };

    const answers = await Promise.all([rita.post(`${draft}/check`, fields), rita.post(`${draft}/check`, fields)]);
    const [first] = answers;
    const again = await rita.post(`${draft}/check`, fields);
    const back = [await rita.get(draft), await rita.get(`${draft}/check`), await send(rita, `${draft}/who`, {})];

    expect(first.location).toMatch(/^\/referrals\/M26-....-...\/sent$/);
    const led = [...answers, again, ...back].map(({ status, location }) => [status, location]);
    expect(led).toEqual(led.map(() => [303, first.location]));
    const id = draft.slice(-36);
    expect(await service.database.trees.formDraft.findUnique({ where: { id } })).toMatchObject({ answers: null });
  });

  it('has the words of whoever sent it, no more and no less', async () => {
    const reference = await sendByRita({
      ...{ 'children.1.born': 'yes', ...dateIn('children.1.dateOfBirth', '', '3', '2019') },
      'children.1.address.line1': '1 Nowhere Lane',
      'children.1.address.postcode': 'ZZ9 9ZZ',
      'household.5.firstName': 'Mona',
      'household.5.lastName': 'Unknown',
      'household.5.relationship': 'mother',
      'household.5.mayPoseRisk': 'not-known',
    });
    expect(await submissionOf(reference)).toMatchObject({
      referrals: [
        {
          channel: 'online-form',
          referrer: { kind: 'professional', name: 'Tessa Teacherly', email: 'tessa@school.example' },
          concern: {
            ...{ immediateDanger: false, whatHappened: 'Came without a coat for a week.' },
            chronology: 'Dates that are known only roughly:\n- child 1: born March 2019',
          },
          ...{ parents: { informed: true }, language: 'en' },
        },
      ],
      people: [
        { role: 'child', firstName: 'Nia', address: { line1: '1 Nowhere Lane', postcode: 'ZZ9 9ZZ' } },
        { firstName: 'Mona', relationship: 'mother' },
      ],
    });
  });

  it('cannot be sent before it is complete: all that is missing is told, each with the way to its page', async () => {
    const draft = await begin(rita);
    const check = await rita.get(`${draft}/check`);
    const refused = await checkAndSend(rita, draft);

    const missing = ['who', 'children', 'danger', 'what-happened', 'parents-informed'];
    expect(
      mistakesOn(check.html)
        .map((says) => /drafts\/[^/]+\/([^?]+)\?from=check/.exec(says)?.[1])
        .sort(),
    ).toEqual(missing.sort());
    expect([refused.status, mistakesOn(refused.html)]).toEqual([422, mistakesOn(check.html)]);
    expect(check.html).not.toContain('Send referral');
    expect(await mistakesInHtml(check.html)).toEqual([]);
  });

  it('is kept as it was where one of two windows changed it: the other is shown what it would send', async () => {
    const draft = await completeDraft();
    const { html } = await rita.get(`${draft}/check`);
    await fillIn(rita, draft, { support: { supportTried: 'A visit at home' } });

    const late = await rita.post(`${draft}/check`, { _csrf: csrfTokenIn(html), version: versionIn(html) });

    expect([late.status, textOf(late.html)]).toEqual([409, expect.stringContaining('in another window')]);
    expect(late.html).toContain('A visit at home');
    expect((await checkAndSend(rita, draft)).status).toBe(303);
  });

  it('of two windows, each saves its own page, and each adds a child of its own', async () => {
    const draft = await begin(rita);
    const [one, other] = await Promise.all([rita.get(`${draft}/children`), rita.get(`${draft}/children`)]);
    expect(one.location).not.toBe(other.location);
    for (const { location = '' } of [one, other]) {
      const row = location.split('/').at(-2) ?? '';
      await send(rita, location, {
        [`children.${row}.firstName`]: `Child${row}`,
        [`children.${row}.lastName`]: 'Invented',
      });
    }
    await fillIn(rita, draft, { support: leastSupport, who: { 'referrer.kind': 'public' } });
    const { html } = await rita.get(`${draft}/check`);
    expect([...html.matchAll(/Child\d+ Invented/g)].length).toBeGreaterThanOrEqual(2);
    expect(textOf(html)).toContain(leastSupport.supportTried);
  });
});

const leastSupport = { supportTried: 'A visit at home' };

describe('what is entered', () => {
  it('is there again on the way back, and at the next sign-in', async () => {
    const draft = await completeDraft(leastSupport);
    const again = await service.signedIn({ subject: 'rita', roles: ['referrer'] });
    expect((await again.get(`${draft}/support`)).html).toContain('>A visit at home</textarea>');
    expect((await again.get('/referrals')).html).toContain(`href="${draft}"`);
    expect((await again.get(`${draft}/children`)).html).toContain('Nia Invented');
  });

  it('of a child is taken away with the child, and the way back begins anew', async () => {
    const draft = await completeDraft();
    const asked = await rita.get(`${draft}/children/1/remove`);
    expect(textOf(asked.html)).toContain('Nia Invented');

    const { location } = await send(rita, `${draft}/children/1/remove`);

    expect(location).toBe(`${draft}/children`);
    expect((await rita.get(`${draft}/children/1/birth`)).location).toBe(`${draft}/children`);
    expect((await rita.get(`${draft}/children/1/remove`)).status).toBe(404);
    expect((await rita.get(`${draft}/check`)).html).not.toContain('Nia');
  });

  it('is deleted when its user says so', async () => {
    const draft = await completeDraft();
    expect((await send(rita, `${draft}/discard`)).location).toBe('/referrals');
    expect((await rita.get(draft)).status).toBe(404);
  });

  it.each<[string, string, Record<string, string>, RegExp]>([
    ['nothing', 'who', {}, /#referrer\.kind Choose who is making this referral/],
    ['a choice that is none', 'who', { 'referrer.kind': 'nobody' }, /#referrer\.kind Must be one of/],
    ['no name', 'children/4/name', { 'children.4.lastName': ' ' }, /#children\.4\.firstName Enter a first name/],
    ['a name of 400 characters', 'children/4/name', { 'children.4.firstName': 'x'.repeat(400) }, /at most 300/],
    [
      'a name of two lines',
      'children/4/name',
      { 'children.4.firstName': 'a\nb' },
      /#children\.4\.firstName Must be one line/,
    ],
    ['no way to be reached', 'contact', {}, /#referrer\.email Give an e-mail address or a telephone number/],
    [
      'what is no address for mail',
      'contact',
      { 'referrer.email': 'rita' },
      /#referrer\.email Must be an e-mail address/,
    ],
    [
      '30 February',
      'household/4/birth',
      dateIn('household.4.dateOfBirth', '30', '2', '2019'),
      /-day Enter a real date/,
    ],
    [
      'a day without a month',
      'household/4/birth',
      dateIn('household.4.dateOfBirth', '3', '', '2019'),
      /-day Enter a real/,
    ],
    [
      'a birth in the future',
      'household/4/birth',
      dateIn('household.4.dateOfBirth', '', '', '2031'),
      /-day Enter a real/,
    ],
    ['words for a date', 'household/4/birth', dateIn('household.4.dateOfBirth', 'a', 'b', 'c'), /-day Enter a real/],
    ['zero bytes', 'what-happened', { 'concern.whatHappened': 'a\0b' }, /Take out what is not text/],
  ])(
    'is not taken where it is %s: it is told, stands there again, and is not saved',
    async (_what, step, fields, says) => {
      const draft = await completeDraft({
        ...{
          'household.4.firstName': 'Mona',
          'household.4.lastName': 'Invented',
          'household.4.relationship': 'mother',
        },
      });
      const seen = await send(rita, `${draft}/${step}`, fields);

      expect([seen.status, mistakesOn(seen.html)]).toEqual([
        422,
        expect.arrayContaining([expect.stringMatching(says)]),
      ]);
      expect(seen.html).toMatch(/<title>\s*Error: /);
      expect(await mistakesInHtml(seen.html)).toEqual([]);
      expect(mistakesOn((await rita.get(`${draft}/${step}`)).html)).toEqual([]);
    },
  );

  it('is more than can be kept at some point, which is told, and keeps what was saved before', async () => {
    const draft = await begin(rita);
    await fillIn(rita, draft, {
      evidence: { 'concern.evidence': 'e'.repeat(600_000) },
      support: { supportTried: 'A visit at home' },
    });
    const seen = await send(rita, `${draft}/childs-views`, { 'concern.childsViews': 'v'.repeat(600_000) });
    expect([seen.status, textOf(seen.html)]).toEqual([413, expect.stringContaining('more than can be kept')]);
    expect((await rita.get(`${draft}/support`)).html).toContain('A visit at home');
  });
});

/** A date as it is typed. */
function dateIn(name: string, day: string, month: string, year: string): Record<string, string> {
  return { [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year };
}

/** What a page shows, as far as this matters here. */
const asInHtml = (html: string): string =>
  html
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#(?:39|x27);/g, "'")
    .replaceAll('&#96;', '`')
    .replaceAll(/\r?&#10;/g, '\n')
    .replaceAll('&#92;', '\\');

describe('words that mean something', () => {
  it.each(Object.entries(hostileWords))(
    'to %s are words on every page: shown as they were written, and never a mark of the page',
    async (_what, written) => {
      const words = written.trim();
      const isLine = words.length <= 300 && !/[\p{Cc}\u2028\u2029]/u.test(words);
      const line = isLine ? words : 'Invented';
      const draft = await completeDraft({
        ...{ 'children.1.firstName': line, 'children.1.lastName': line, 'referrer.name': line },
        ...{ 'household.2.firstName': line, 'household.2.lastName': line, 'household.2.relationship': line },
        'concern.evidence': words,
      });
      await fillIn(rita, draft, {
        'what-happened': { 'concern.whatHappened': words },
        support: { supportTried: words },
      });
      const pages = ['/check', '/children', '/what-happened'];
      const before = await Promise.all(pages.map(async (page) => (await rita.get(`${draft}${page}`)).html));
      const { location = '' } = await checkAndSend(rita, draft);
      const reference = location.split('/')[2] ?? '';

      const { html } = await rita.get(`/referrals/${reference}/copy`);
      expect(asInHtml(html).split(words.replaceAll('\r\n', '\n')).length).toBeGreaterThan(3);
      expect([...before, html].filter((page) => /<script>fetch|<img src=x/.test(page))).toEqual([]);
      expect(await mistakesInHtml(html)).toEqual([]);
    },
  );
});

describe('a draft', () => {
  it('of somebody else is not there, whoever asks and whatever they do', async () => {
    const draft = await completeDraft();
    const eve = await service.signedIn({ subject: 'eve', roles: ['referrer', 'hub-manager'] });
    const paths = ['', '/check', '/discard', '/who', '/children', '/children/1/name', '/children/1/remove'];
    const seen = [
      ...(await Promise.all(paths.map((path) => eve.get(`${draft}${path}`)))),
      ...(await Promise.all(paths.slice(1).map((path) => send(eve, `${draft}${path}`, leastSteps.who)))),
    ];
    expect(seen.map(({ status }) => status)).toEqual(seen.map(() => 404));
    expect((await rita.get(`${draft}/check`)).html).toContain('Nia');
  });

  it.each([
    ['that never was', `/referrals/drafts/${nobody}`],
    ['that no draft can have', '/referrals/drafts/1'],
    ['of another kind of page', `/referrals/drafts/${nobody}/nowhere`],
    ['of a list that is none', `/referrals/drafts/${nobody}/constructor/1/name`],
  ])('at an address %s is not there', async (_what, path) => {
    expect((await rita.get(path)).status).toBe(404);
  });

  it('has no page for a step, a list or a row that the form does not have', async () => {
    const draft = await begin(rita);
    const paths = ['nowhere', 'toString', 'children/0/name', 'children/x/name', 'children/1/nowhere', 'parents/1/name'];
    const seen = await Promise.all(paths.map((path) => rita.get(`${draft}/${path}`)));
    expect(seen.map(({ status }) => status)).toEqual(paths.map(() => 404));
  });

  it('is not read by a form that no page of this session sent', async () => {
    const draft = await begin(rita);
    const seen = await rita.post(`${draft}/who`, { _csrf: 'made up', ...leastSteps.who });
    expect(seen.status).toBe(403);
  });
});

describe('whoever sent it', () => {
  it('is told how far it is, with the dates and nothing else', async () => {
    const reference = await sendByRita();
    const received = textOf((await rita.get(`/referrals/${reference}`)).html);
    expect(received).toMatch(/: Received .* Received 17 November 2026 at 9am The hub began to look at it Not yet/);
    expect(received).not.toMatch(/Nia|Tessa|coat/);
  });

  it.each(['', '/sent', '/copy'])('alone sees it at /referrals/{reference}%s', async (page) => {
    const reference = await sendByRita();
    const others = await Promise.all(
      (['referrer', 'hub-manager', 'hub-worker'] as const).map(async (role) => {
        const other = await service.signedIn({ subject: `other ${role}`, roles: [role] });
        return (await other.get(`/referrals/${reference}${page}`)).status;
      }),
    );
    expect([(await rita.get(`/referrals/${reference}${page}`)).status, ...others]).toEqual([200, 404, 404, 404]);
  });

  it('finds it in the list of their own, the newest first, page by page', async () => {
    const many = await service.signedIn({ subject: 'many', roles: ['referrer'] });
    const { id: userId, hubId } = await service.database.trees.user.findFirstOrThrow({ where: { subject: 'many' } });
    const actor = { userId, hubId, roles: ['referrer' as const], agency: null };
    const minutes = Array.from({ length: 27 }, (_, minute) => new Date(Date.parse(startedAt) + minute * 60_000));
    const record = { database: service.database, ring: () => undefined };
    const receipts = await Promise.all(minutes.map((now) => submitReferral(record, referral(), { actor, now })));
    const references = receipts.map((receipt) => done(receipt).reference).reverse();
    const first = await many.get('/referrals');
    const next = /href="(\/referrals\?cursor=[^"]+)"/.exec(first.html)?.[1] ?? '';
    const listed = [first.html, (await many.get(next)).html].map((html) =>
      [...html.matchAll(/href="\/referrals\/(M26-[^"]+)"/g)].map(([, reference]) => reference),
    );
    expect(listed).toEqual([references.slice(0, 25), references.slice(25)]);
    expect((await many.get('/referrals?cursor=made-up')).status).toBe(200);
  });
});

describe('a hub worker', () => {
  it('keys in what was phoned: how it came is asked first, and nobody needs to have an address', async () => {
    const worker = await service.signedIn({ subject: 'worker', roles: ['hub-worker'] });
    const reference = await sendReferral(
      service,
      { browser: worker, subject: 'worker' },
      {
        ...{ channel: 'phone', 'referrer.kind': 'public', 'referrer.name': '' },
        ...{ 'referrer.email': '', 'referrer.sourceCode': '1B' },
      },
    );
    expect(await submissionOf(reference)).toMatchObject({
      referrals: [{ channel: 'phone', referrer: { kind: 'public', name: '', sourceCode: '1B' } }],
    });
    expect(textOf((await worker.get(`/referrals/${reference}/sent`)).html)).toContain('nothing is sent by e-mail');
  });
});

describe('a session that ended in the middle of a page', () => {
  it('loses nothing: what was typed is kept on the page, and goes on after signing in', async () => {
    const browser = await service.signedIn({ subject: 'sleepy', roles: ['referrer'] });
    const draft = await begin(browser);
    const path = `${draft}/what-happened`;
    const { html } = await browser.get(path);
    const sameOrigin = { 'sec-fetch-site': 'same-origin' };
    const typed = { 'concern.whatHappened': 'Typed over lunch' };
    service.clock.advanceTo('2026-11-17T10:00:00.000Z');

    const ended = await browser.post(path, { _csrf: csrfTokenIn(html), ...typed }, sameOrigin);
    expect([ended.status, ended.html]).toEqual([403, expect.stringContaining('value="Typed over lunch"')]);
    expect(ended.html).toContain('href="/sign-in/choose"');
    expect((await browser.get(path)).location).toBe(`/sign-in/choose?to=${encodeURIComponent(path)}`);

    await browser.signIn({ subject: 'sleepy', roles: ['referrer'] });
    const shown = await browser.post(path, { _csrf: csrfTokenIn(ended.html), ...typed }, sameOrigin);
    expect([shown.status, shown.html]).toEqual([403, expect.stringContaining('>Typed over lunch</textarea>')]);
    const saved = await browser.post(path, { _csrf: csrfTokenIn(shown.html), ...typed }, sameOrigin);
    expect([saved.status, saved.location]).toEqual([303, `${draft}/evidence`]);
    service.clock.advanceTo(startedAt);
  });
});

describe('in Welsh', () => {
  it('are the pages, what is wrong, and the referral that asks to be answered so', async () => {
    const nerys = await service.signedIn({ subject: 'nerys', roles: ['referrer'] });
    expect((await nerys.get('/language/cy?to=/referrals')).location).toBe('/referrals');
    const draft = await begin(nerys);
    const wrong = await send(nerys, `${draft}/who`, {});
    expect([wrong.html, mistakesOn(wrong.html)]).toEqual([
      expect.stringContaining('<html lang="cy"'),
      ['#referrer.kind Dewiswch pwy sy’n gwneud yr atgyfeiriad hwn'],
    ]);
    await fillIn(nerys, draft, leastSteps);
    const { location = '' } = await checkAndSend(nerys, draft);
    const sent = await nerys.get(location);
    expect(textOf(sent.html)).toContain('Atgyfeiriad wedi’i dderbyn');
    const reference = location.split('/')[2] ?? '';
    expect(await submissionOf(reference)).toMatchObject({ referrals: [{ language: 'cy' }] });
  });
});
