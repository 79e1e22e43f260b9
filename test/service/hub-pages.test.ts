import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Seen } from '../support/browser.js';
import { csrfTokenIn } from '../support/browser.js';
import { formIn, plain } from '../support/forms.js';
import { hostileWords } from '../support/hostile-words.js';
import { startService, type TestService } from '../support/service.js';
import { aReferral } from './bodies.js';
import { everyoneKnown, userIdOf } from './people.js';
import { decide, readCase, screen, submit, succeeding } from './steps.js';

let service: TestService;
let decider: Browser;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  decider = await service.signedIn('decision-maker');
});
afterAll(() => service.stop());

const html = async (path: string, by = decider): Promise<string> => (await by.get(path)).html;

/** Sends a form as it stands on its page, but for some fields. */
async function send(path: string, fields: Readonly<Record<string, string>>, opened?: string): Promise<Seen> {
  const form = formIn(opened ?? (await html(path)), path);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return decider.post(path, form);
}

const screening = { rating: 'amber', rationale: 'A pattern that agencies may know of.', legalBasis: 'public-task' };

/** The references in the table of the board, in their order. */
const listed = (page: string): string[] =>
  [...page.matchAll(/<th scope="row"[^>]*><a [^>]*href="\/cases\/([^"]+)"/g)].map(([, reference = '']) => reference);

/** The headings of columns that sort: where each leads, and how the table is sorted by it. */
const headings = (page: string): string[] =>
  [...page.matchAll(/<th scope="col"[^>]*?(?: aria-sort="(\w+)")?><a [^>]*href="([^"]+)">([^<]+)<\/a><\/th>/g)].map(
    ([, sorted, href = '', text = '']) =>
      `${text}: ${href.replaceAll('&amp;', '&')}${sorted === undefined ? '' : ` (${sorted})`}`,
  );

const countOf = (page: string, says: string): number =>
  Number(new RegExp(`fd-counts__number">(\\d+)</strong> <span class="fd-counts__says">${says}<`).exec(page)?.[1]);

describe('the board', () => {
  let received: string;
  let amber: string;

  beforeAll(async () => {
    [received, amber] = [await submit(service), await submit(service)];
    await screen(service, amber);
  });

  it('says of each case what it waits for, its rating in words, who holds it and how much time is left', async () => {
    const page = await html('/board?stage=checks');
    expect(page).toContain('Amber rating');
    expect(page).toContain('8 of 8 agencies');
    expect(page).toContain('1 day left');
    expect(page).toContain('Nobody');
  });

  it.each([
    ['stage=received', 'Waiting for screening'],
    ['rating=amber', 'Amber'],
    ['rating=unrated', 'Not rated'],
    ['assignee=none', 'Held by nobody'],
    ['assignee=me', 'Held by me'],
    ['overdue=true', 'Overdue'],
  ])('lists at %s as many cases as the count "%s" says, which leads there', async (filter, says) => {
    const page = await html(`/board?${filter}`);
    expect(listed(page)).toHaveLength(countOf(page, says));
    expect(page).toContain(`href="/board?${filter}" aria-current="page"`);
  });

  it('shows what is overdue as such, in words', async () => {
    const late = await submit(service);
    await screen(service, late, { ...screening, route: 'mash', rating: 'red' });
    const before = service.clock.now();
    service.clock.advanceTo('2026-11-17T14:00:00.000Z');
    try {
      const by = await service.signedIn('decision-maker');
      const page = await html('/board?overdue=true', by);
      expect(listed(page)).toContain(late);
      expect(page).toContain('Overdue by 1 hour');
    } finally {
      service.clock.advanceTo(before.toISOString());
    }
  });

  it('leads by a whole reference to the case, by its beginning to a list, and takes no name', async () => {
    const typed = received.toLowerCase().replaceAll('-', ' ');
    const _csrf = csrfTokenIn(await html('/board'));
    const find = (q: string): Promise<Seen> => decider.post('/board/find', { _csrf, q });
    expect((await find(typed)).location).toBe(`/cases/${received}`);
    const { location = '' } = await find(received.slice(0, 6));
    expect(listed(await html(location))).toContain(received);
    const refused = await find('Invented');
    expect(refused.location).not.toContain('Invented');
    expect(await html(refused.location ?? '')).toContain('This is not a reference');
  });

  it('keeps a filter as a view of whoever saved it, alone, until they remove it', async () => {
    const _csrf = csrfTokenIn(await html('/board?rating=amber'));
    await decider.post('/board/views', { _csrf, filter: 'rating=amber&evil=1&stage=nowhere' });
    expect(await html('/board')).toContain('<a class="govuk-link govuk-body" href="/board?rating=amber">Rating: Amber');
    expect(await html('/board', await service.signedIn('hub-worker'))).not.toContain('Saved views');
    await decider.post('/board/views/remove', { _csrf, filter: 'rating=amber' });
    expect(await html('/board')).not.toContain('Saved views');
  });

  it('is sorted by the headings of its columns, each a link that goes the other way where it is sorted so', async () => {
    const page = await html('/board?rating=amber&sort=-received');

    expect(headings(page)).toEqual([
      'Case: /board?rating=amber&sort=reference',
      'Rating: /board?rating=amber&sort=rating',
      'Stage: /board?rating=amber&sort=stage',
      'Time: /board?rating=amber',
      'Received: /board?rating=amber&sort=received (descending)',
    ]);
    expect(headings(await html('/board'))).toContain('Time: /board?sort=-time (ascending)');
    const inFlight = listed(await html('/board?sort=reference'));
    expect(inFlight).toEqual([...inFlight].sort());
    expect(listed(await html('/board?sort=-reference'))).toEqual([...inFlight].reverse());
    expect(page).toContain('<input type="hidden" name="sort" value="-received">');
    expect(page).toContain('aria-label="Cases, newest first"');
  });

  it('keeps how it is sorted with a saved view', async () => {
    const _csrf = csrfTokenIn(await html('/board?sort=-received'));
    await decider.post('/board/views', { _csrf, filter: 'rating=amber&sort=-received' });
    expect(await html('/board')).toContain(
      'href="/board?rating=amber&amp;sort=-received">Rating: Amber, newest first<',
    );
    await decider.post('/board/views/remove', { _csrf, filter: 'rating=amber&sort=-received' });
    expect(await html('/board')).not.toContain('Saved views');
  });

  it('ignores what is no filter, and shows a page all the same', async () => {
    const seen = await decider.get('/board?stage=nowhere&cursor=forged&sort=owner&assignee=%3Cscript%3E');
    expect([seen.status, listed(seen.html).length]).toEqual([200, countOf(seen.html, 'In flight')]);
  });
});

describe('the screening form', () => {
  it('tells for every rating when answers are due', async () => {
    const page = await html(`/cases/${await submit(service)}/screening`);
    expect(page).toContain('due in 4 hours: by 17 November 2026 at 1pm');
    expect(page).toContain('due in 3 working days');
  });

  it('asks every agency about everybody unless something else is chosen', async () => {
    const reference = await submit(service);
    expect((await send(`/cases/${reference}/screening`, screening)).location).toBe(`/cases/${reference}`);
    const { checks, people } = await readCase(service, reference);
    expect(checks.map(({ persons }) => persons.length)).toEqual(Array.from({ length: 8 }, () => people.length));
  });

  it('says what is missing at its field, the agency about whom nobody was chosen as well', async () => {
    const path = `/cases/${await submit(service)}/screening`;
    const form = formIn(await html(path), path);
    form.delete('about.police');
    const { status, html: page } = await decider.post(path, form);
    expect(status).toBe(422);
    for (const field of ['rating', 'rationale', 'legalBasis', 'about.police'])
      expect(page).toContain(`href="#${field}"`);
    form.delete('agencies');
    expect((await decider.post(path, form)).html).toContain('Choose at least one agency');
  });

  it('shows whoever comes second what changed meanwhile, and keeps what they typed', async () => {
    const reference = await submit(service);
    const path = `/cases/${reference}/screening`;
    const opened = await html(path);
    service.clock.advanceTo(new Date(service.clock.now().getTime() + 60_000).toISOString());
    await succeeding(service.as('hub-worker').post(`/api/cases/${reference}/claim`, {}));
    const seen = await send(path, { ...screening, rationale: 'Typed before it changed.' }, opened);
    expect(seen.status).toBe(412);
    expect(seen.html).toContain('Typed before it changed.');
    expect(seen.html).toContain('Wanda Hubworker');
    expect((await send(path, {}, seen.html)).location).toBe(`/cases/${reference}`);
  });

  it('sent twice, screens once', async () => {
    const reference = await submit(service);
    const path = `/cases/${reference}/screening`;
    const opened = await html(path);
    const first = await send(path, screening, opened);
    const second = await send(path, screening, opened);
    expect([first.status, second.status, second.location]).toEqual([303, 303, `/cases/${reference}`]);
    expect((await readCase(service, reference)).checks).toHaveLength(8);
  });

  it('takes agreement that is missing from nobody but a hub manager who says why', async () => {
    const reference = await submit(service, { ...aReferral, parents: { informed: true, agreement: 'refused' } });
    const seen = await send(`/cases/${reference}/screening`, { ...screening, legalBasis: 'consent' });
    expect(seen.status).toBe(409);
    expect(seen.html).toContain('The parents have not given agreement');
    const manager = await service.signedIn('hub-manager');
    expect(await html(`/cases/${reference}/screening`, manager)).toContain('Why do you override');
  });
});

describe('the decision form', () => {
  const answers = {
    'decisions.child0.level': '2',
    'decisions.child0.outcome': 'early-help',
    'decisions.child0.rationale': 'Help with daily routines is enough.',
    messageToReferrer: 'A worker will contact the family this week.',
  };
  const gaps = (agencies: readonly string[]): Record<string, string> =>
    Object.fromEntries(agencies.map((agency) => [`gaps.${agency}`, 'No reply is to be expected today.']));

  it('asks for a reason for every agency that has not answered, by its name', async () => {
    const { reference } = await screen(service, await submit(service));
    const seen = await send(`/cases/${reference}/decision`, { ...answers, ...gaps(['police']) });
    expect(seen.status).toBe(422);
    expect(seen.html).toContain('Say why Health is not waited for');
    expect(seen.html).not.toContain('Say why Police is not waited for');
  });

  it('shows the message in its very words before it is sent, and decides only after that', async () => {
    const { reference, checks } = await screen(service, await submit(service));
    const path = `/cases/${reference}/decision`;
    const checked = await send(path, { ...answers, ...gaps(checks.map(({ agency }) => agency)) });
    expect(checked.status).toBe(200);
    expect(plain(checked.html)).toContain('The first child on your referral: early help.');
    expect(plain(checked.html)).toContain(answers.messageToReferrer);
    expect((await readCase(service, reference)).stage).toBe('checks');
    const sent = await send(path, { intent: 'send' }, checked.html);
    expect([sent.status, (await readCase(service, reference)).stage]).toEqual([303, 'outcome']);
    const again = await send(path, { intent: 'send' }, checked.html);
    expect([again.status, again.location]).toEqual([303, sent.location]);
    const [notice] = await service.database.trees.notice.findMany({ where: { kind: 'outcome', case: { reference } } });
    expect(notice).toBeDefined();
  });

  it('refuses a message that names somebody at its field, before anything is shown as decided', async () => {
    const { reference, checks } = await screen(service, await submit(service));
    const seen = await send(`/cases/${reference}/decision`, {
      ...{ ...answers, ...gaps(checks.map(({ agency }) => agency)) },
      messageToReferrer: 'We will see Nia.',
    });
    expect(seen.status).toBe(422);
    expect(plain(seen.html)).toContain('take out "Nia"');
    expect(seen.html).toContain('href="#messageToReferrer"');
  });

  it('of a Red case asks why there is no meeting, and which hub manager agreed', async () => {
    const { reference } = await screen(service, await submit(service), { ...screening, route: 'mash', rating: 'red' });
    const page = await html(`/cases/${reference}/decision`);
    expect(page).toContain('Why is this Red case decided without a meeting?');
    expect(page).toContain('Which hub manager agreed to that?');
  });

  it('of a case that is decided says so', async () => {
    const { reference } = await decide(service, (await screen(service, await submit(service))).reference);
    const seen = await decider.get(`/cases/${reference}/decision`);
    expect(seen.status).toBe(409);
    expect(seen.html).toContain('This case has been decided');
  });
});

describe('what people wrote', () => {
  it.each(Object.entries(hostileWords))(
    'stands on every page of a case as it was written: %s',
    async (_what, words) => {
      const reference = await submit(service, {
        ...aReferral,
        concern: { ...aReferral.concern, whatHappened: words },
      });
      for (const part of ['/referral', '/screening', '/print?section=referral']) {
        const page = await html(`/cases/${reference}${part}`);
        expect(plain(page)).toContain(words.trim().replaceAll('\r\n', '\n').slice(0, 40).split('\n')[0]);
        expect(page).not.toContain('<script>fetch');
      }
      expect((await decider.get(`/cases/${reference}/print.pdf?section=referral`)).status).toBe(200);
    },
  );
});

describe('triage', () => {
  it('gives several cases to one colleague, with what each of them holds beside the name', async () => {
    const references = [await submit(service), await submit(service)];
    const page = await html('/triage');
    expect(page).toMatch(/Wanda Hubworker: \d+ case/);
    const form = formIn(page, '/triage/assign');
    for (const reference of references) form.append('references', reference);
    form.set('user', await userIdOf(service, 'hub-worker'));
    expect((await decider.post('/triage/assign', form)).location).toBe('/triage');
    for (const reference of references)
      expect(await html(`/cases/${reference}`)).toContain('Wanda Hubworker holds this case.');
  });

  it('keeps every case that was chosen, on whichever page of the queue it stood', async () => {
    const elsewhere = (await screen(service, await submit(service))).reference;
    const form = formIn(await html('/triage'), '/triage/assign');
    form.append('references', elsewhere);
    const { status, html: page } = await decider.post('/triage/assign', form);
    expect(status).toBe(422);
    expect(page).toMatch(new RegExp(`value="${elsewhere}"[^>]* checked`));
  });

  it('is sorted by its headings as well, but not by what is the same for all', async () => {
    await submit(service);
    const page = await html('/triage?sort=-reference');

    expect(headings(page)).toEqual([
      'Case: /triage?sort=reference (descending)',
      'Time: /triage',
      'Received: /triage?sort=received',
    ]);
    expect(listed(page)).toEqual(listed(await html('/triage?sort=reference')).reverse());
  });

  it('gives the most urgent case to whoever asks for the next', async () => {
    await submit(service, { ...aReferral, concern: { ...aReferral.concern, immediateDanger: true } });
    const form = formIn(await html('/triage'), '/triage/claim-next');
    const { location = '' } = await decider.post('/triage/claim-next', form);
    const page = await html(location);
    expect(page).toContain('Desmond Decider holds this case.');
    expect(page).toContain('Immediate danger was reported');
  });
});

describe('the chronology', () => {
  it('is read from either end, by kind and by who, and in pages', async () => {
    const { reference } = await screen(service, await submit(service));
    const path = `/cases/${reference}/chronology`;
    const titles = async (query: string): Promise<string[]> =>
      [...(await html(`${path}${query}`)).matchAll(/moj-timeline__title">([^<]+)</g)].map(([, title = '']) => title);
    expect((await titles('')).at(-1)).toBe('Referral received');
    expect((await titles('?order=oldest'))[0]).toBe('Referral received');
    expect(await titles('?kind=checks')).toEqual([]);
    expect(await titles(`?who=${await userIdOf(service, 'decision-maker')}`)).toEqual([
      'Screened: route, rating and checks set',
    ]);
    expect(await titles('?order=oldest&cursor=1')).not.toContain('Referral received');
  });
});

describe('who knows of a case', () => {
  it('is led to from its page by whoever may see or say it', async () => {
    const reference = await submit(service);
    const pagesOf = async (who: string): Promise<string[]> => {
      const page = await html(`/cases/${reference}`, await service.signedIn(who));
      return ['conflicts/new', 'conflicts', 'restriction', 'looks'].filter((each) => page.includes(`/${each}"`));
    };
    expect(await pagesOf('hub-manager')).toEqual(['conflicts/new', 'conflicts', 'restriction', 'looks']);
    expect(await pagesOf('hub-worker')).toEqual(['conflicts/new']);
  });

  it('of its chronology an auditor sees that things happened, and of the case nothing else', async () => {
    const { reference } = await screen(service, await submit(service));
    const user = await userIdOf(service, 'hub-worker');
    await succeeding(service.as('decision-maker').post(`/api/cases/${reference}/assign`, { user }));
    const page = await html(`/cases/${reference}/chronology`, await service.signedIn('auditor'));
    expect(page).toContain('Referral received');
    expect(page).toContain('to: Wanda Hubworker');
    expect(page).not.toContain('Amber rating');
    expect(page).not.toContain(`/cases/${reference}/referral`);
  });
});

describe('a case as PDF', () => {
  it('is called by its reference alone, is tagged, and leaves a look that it was taken away', async () => {
    const reference = await submit(service);
    const seen = await decider.get(`/cases/${reference}/print.pdf?section=overview&section=people`);
    expect(seen.headers.get('content-disposition')).toBe(`attachment; filename="${reference}.pdf"`);
    expect(seen.html).toMatch(/^%PDF-1\.7/);
    expect(seen.html).toContain('/StructTreeRoot');
    // With the letters of everybody's name: the faces that every reader has know those of Western Europe alone.
    expect(seen.html).toMatch(/\/FontName \/\w+\+DejaVuSans/);
    expect(seen.html).not.toContain('Invented)');
    const [look] = await service.database.trees.accessEvent.findMany({
      where: { requestId: seen.headers.get('x-request-id') },
    });
    expect(look).toMatchObject({ kind: 'exported', what: 'see-case', items: 2 });
  });
});
