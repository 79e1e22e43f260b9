import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import { startService, type TestService } from '../support/service.js';
import { aScreening } from './bodies.js';
import { everyoneKnown, userIdOf } from './people.js';
import type { CheckSeen } from './seen.js';
import { answerCheck, checkOf, childOf, readCase, screen, submit, succeeding } from './steps.js';

let service: TestService;
let police: Browser;
let lead: Browser;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  police = await service.signedIn('police');
  lead = await service.signedIn('police-lead');
});
afterAll(() => service.stop());

/** A check of the police about a child and her mother. */
const aCheck = async (rating = 'amber'): Promise<CheckSeen> =>
  checkOf(await screen(service, await submit(service), { ...aScreening, rating }), 'police');

/** The same about the child alone. */
async function aCheckAboutOne(): Promise<CheckSeen> {
  const reference = await submit(service);
  const child = childOf(await readCase(service, reference));
  const checks = [{ agency: 'police', persons: [child] }];
  return checkOf(await screen(service, reference, { ...aScreening, checks }), 'police');
}

/** A check as its agency reads it. */
async function inFull({ id }: CheckSeen): Promise<{ answer?: { results: unknown[] } }> {
  const { body } = await succeeding(service.as('police').get(`/api/checks/${id}`));
  return body as { answer?: { results: unknown[] } };
}

type Fields = Readonly<Record<string, string>>;

/** The hidden fields of the last form on a page that was just got. */
function hiddenIn(html: string): Fields {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
}

/** Sends the form of a page with these fields. */
async function send(browser: Browser, path: string, fields: Fields, intent = 'go-on'): Promise<Seen> {
  return browser.post(path, { ...hiddenIn((await browser.get(path)).html), ...fields, intent });
}

const answerPath = ({ id }: CheckSeen): string => `/tasks/${id}/answer`;

/** Presses "Send" on a page that shows an answer to be checked. */
const sendChecked = (browser: Browser, check: CheckSeen, { html }: Seen): Promise<Seen> =>
  browser.post(answerPath(check), { ...hiddenIn(html), intent: 'send' });

interface Item {
  text: string;
  kind: string;
  sharing: string;
}

const information = (person: string, row: number, { text, kind, sharing }: Item): Fields => ({
  [`information.${person}.${row}.text`]: text,
  [`information.${person}.${row}.kind`]: kind,
  [`information.${person}.${row}.sharing`]: sharing,
});

/** What the mistakes on a page lead to. */
const mistakesIn = (html: string): string[] =>
  [...html.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)]
    .map(([, field = '', says = '']) => `${field}: ${says}`)
    .filter((mistake) => !mistake.startsWith('main-content'));

describe('the list of checks', () => {
  it('sets the overdue apart from those due today and later, each with its rating in words and who holds it', async () => {
    const [amber, red] = [await aCheck(), await aCheck('red')];
    const { html } = await police.get('/tasks');
    const [, today = '', later = ''] = /Due today(.*)Later(.*)/s.exec(html) ?? [];

    expect(today).toContain(red.id);
    expect(today).toContain('Red rating');
    expect(today).toContain('4 hours left');
    expect(later).toContain(amber.id);
    expect(later).toContain('Amber rating');
    expect(html).not.toContain('Overdue');
    expect(html).not.toContain('Nia');
  });

  it('is narrowed to what one holds oneself, or nobody', async () => {
    const [mine, nobodys] = [await aCheck(), await aCheck()];
    await send(police, `/tasks/${mine.id}/claim`, {}, 'send');

    const [held, free] = [await police.get('/tasks?held=me'), await police.get('/tasks?held=none')];

    expect([held.html.includes(mine.id), held.html.includes(nobodys.id)]).toEqual([true, false]);
    expect([free.html.includes(mine.id), free.html.includes(nobodys.id)]).toEqual([false, true]);
    expect((await lead.get('/tasks')).html).toContain('Percy Policework');
    expect((await lead.get('/tasks?held=me')).html).toContain('You hold no check.');
  });

  it.each(['/tasks', '/tasks/done', '/team'])('%s shows its first page where its address was cut off', async (path) => {
    const seen = await lead.get(`${path}?cursor=MCAyMDI4`);

    expect([seen.status, seen.html.includes('First page')]).toEqual([200, false]);
  });

  it('has what is done on a page of its own, with the answer as it was sent', async () => {
    const check = await aCheck();
    await answerCheck(service, check);

    expect((await police.get('/tasks')).html).not.toContain(check.id);
    expect((await police.get('/tasks/done')).html).toContain(check.id);
    const { html } = await police.get(`/tasks/${check.id}`);
    expect(html).toContain('Your answer');
    expect(html).toContain('local records');
  });
});

describe('an answer', () => {
  it('that nobody is known takes one choice, is checked, and is sent once however often it is pressed', async () => {
    const check = await aCheck();
    const checked = await send(police, answerPath(check), { all: 'not-known', systemsSearched: 'local records' });
    expect(checked.html).toContain('Check the answer before you send it');

    const [sent, again] = [await sendChecked(police, check, checked), await sendChecked(police, check, checked)];

    expect([sent, again].map(({ status, location }) => [status, location])).toEqual([
      [303, `/tasks/${check.id}/sent`],
      [303, `/tasks/${check.id}/sent`],
    ]);
    expect((await police.get(`/tasks/${check.id}/sent`)).html).toContain('What happens next');
    const { answer } = await inFull(check);
    expect(answer?.results).toEqual(
      expect.arrayContaining(
        check.persons.map((person) => ({ person, result: 'not-known', systemsSearched: 'local records' })),
      ),
    );
  });

  it('about one person is asked without a choice for all', async () => {
    const check = await aCheckAboutOne();
    const [person = ''] = check.persons;
    expect((await police.get(answerPath(check))).html).not.toContain('name="all"');

    const checked = await send(police, answerPath(check), { [`results.${person}.result`]: 'cannot-identify' });
    expect((await sendChecked(police, check, checked)).status).toBe(303);
  });

  it('keeps facts and opinions apart for each person, with who may be told of them', async () => {
    const check = await aCheck();
    const [child = '', mother = ''] = check.persons;
    const fields = {
      all: 'each',
      [`results.${child}.result`]: 'known',
      [`results.${mother}.result`]: 'not-known',
      ...information(child, 0, { text: 'Seen at the\r\nstation.', kind: 'fact', sharing: 'professionals' }),
    };
    const more = await send(police, answerPath(check), fields, `more:information.${child}`);
    expect(more.html).toContain(`information.${child}.1.text`);

    const second = information(child, 1, { text: 'She seemed afraid.', kind: 'opinion', sharing: 'hub-only' });
    const checked = await send(police, answerPath(check), { ...fields, ...second, analysis: 'Worth a visit.' });
    expect(checked.html).toContain('The hub may pass it on to professionals, not to the family.');
    await sendChecked(police, check, checked);

    const { answer } = await inFull(check);
    expect(answer).toMatchObject({
      analysis: 'Worth a visit.',
      information: [
        { person: child, kind: 'fact', text: 'Seen at the\nstation.', sharing: 'professionals' },
        { person: child, kind: 'opinion', text: 'She seemed afraid.', sharing: 'hub-only' },
      ],
    });
  });

  it('with mistakes says each at its field, and keeps what was typed, markup and all', async () => {
    const check = await aCheck();
    const [child = '', mother = ''] = check.persons;
    expect(mistakesIn((await send(police, answerPath(check), {})).html)).toEqual([
      'all: Say whether your agency knows any of them',
    ]);

    const seen = await send(police, answerPath(check), {
      all: 'each',
      [`results.${child}.result`]: 'known',
      ...information(child, 2, { text: '<script>alert(1)</script> \u202Eabc 𝒳', kind: '', sharing: 'everybody' }),
    });

    expect(seen.status).toBe(422);
    expect(mistakesIn(seen.html)).toEqual([
      `results.${mother}.result: Say whether Mona Invented is known to your agency`,
      `information.${child}.2.kind: Say whether it is a fact or an opinion`,
      `information.${child}.2.sharing: Must be one of: family, professionals, hub-only, existence-only.`,
    ]);
    expect(seen.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; \u202Eabc 𝒳');
  });

  it('that says "known" and nothing of what is asked what is known', async () => {
    const check = await aCheckAboutOne();
    const [person = ''] = check.persons;
    const { html } = await send(police, answerPath(check), { [`results.${person}.result`]: 'known' });
    expect(mistakesIn(html)).toEqual([expect.stringContaining(`results.${person}.result`)]);
  });
});

describe('what is entered', () => {
  it('is kept by a script in a line, is there for whoever entered it, and gone once it is sent', async () => {
    const check = await aCheck();
    const _csrf = csrfTokenIn((await police.get(answerPath(check))).html);
    const body = new URLSearchParams({ _csrf, all: 'not-known', systemsSearched: 'half a sys', intent: 'save' });
    const cookie = [...police.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const kept = await fetch(`${service.url}${answerPath(check)}`, {
      ...{ method: 'POST', body, headers: { accept: 'application/json', cookie } },
    });
    expect([kept.status, await kept.json()]).toEqual([200, { says: 'Saved at 9am' }]);

    const { html } = await police.get(answerPath(check));
    expect(html).toContain('value="half a sys"');
    expect(html).toContain('has not been sent');
    expect((await police.get('/tasks')).html).toContain('Go on answering');
    expect((await lead.get(answerPath(check))).html).not.toContain('half a sys');

    const checked = await send(police, answerPath(check), { all: 'not-known' });
    await sendChecked(police, check, checked);
    expect((await police.get(answerPath(check))).status).toBe(409);
    const drafts = await service.database.trees.formDraft.findMany({ where: { subjectId: check.id } });
    expect(drafts.map(({ answers }) => answers)).toEqual([null]);
  });

  it('is kept by a button as well, which leads back to the check', async () => {
    const check = await aCheck();
    const kept = await send(police, answerPath(check), { all: 'each', analysis: 'Begun.' }, 'save');
    expect([kept.status, kept.location]).toEqual([303, `/tasks/${check.id}`]);
    expect((await police.get(answerPath(check))).html).toContain('Begun.');
  });

  it('is shown to be copied where a colleague has answered meanwhile', async () => {
    const check = await aCheck();
    await send(lead, `/tasks/${check.id}/claim`, {}, 'send');
    const { html } = await police.get(answerPath(check));
    expect(html).toContain('Petra Policelead has taken this check on.');
    await answerCheck(service, check);

    const late = await police.post(answerPath(check), {
      ...{ _csrf: csrfTokenIn(html), all: 'each', analysis: 'What I alone know.', intent: 'go-on' },
    });

    expect(late.status).toBe(409);
    expect(late.html).toContain('answered while you were working on it');
    expect(late.html).toContain('What I alone know.');
    // It was kept as well, for whoever comes back later.
    expect((await police.get(answerPath(check))).html).toContain('What I alone know.');
  });
});

describe('who answers', () => {
  it('is handed on to a colleague, or to nobody, by whoever holds it and by the lead', async () => {
    const check = await aCheck();
    const path = `/tasks/${check.id}/hand-over`;
    const [worker, leader] = [await userIdOf(service, 'police'), await userIdOf(service, 'police-lead')];
    expect((await send(lead, path, { user: worker }, 'send')).status).toBe(303);
    expect((await lead.get(`/tasks/${check.id}`)).html).toContain('Percy Policework');
    expect((await send(police, path, { user: leader }, 'send')).status).toBe(303);

    expect((await send(police, path, { user: worker }, 'send')).status).toBe(409);
    expect((await police.get(`/tasks/${check.id}`)).html).not.toContain(path);
    expect((await send(lead, path, { user: 'nobody' }, 'send')).status).toBe(303);
    expect((await lead.get(`/tasks/${check.id}`)).html).toContain('Nobody yet');
    const stranger = await userIdOf(service, 'housing');
    expect((await send(lead, path, { user: stranger }, 'send')).status).toBe(422);
  });

  it('is seen by the lead, with what nobody holds', async () => {
    const [held, free] = [await aCheck(), await aCheck()];
    await send(police, `/tasks/${held.id}/claim`, {}, 'send');
    const { html } = await lead.get('/team');
    expect(html).toContain('Percy Policework');
    expect([html.includes(held.id), html.includes(`/tasks/${free.id}/hand-over`)]).toEqual([false, true]);
    expect((await police.get('/team')).html).not.toContain(`/tasks/${free.id}/hand-over`);
  });
});

describe('nobody gets to a check by a page', () => {
  const pages = ['', '/answer', '/claim', '/hand-over', '/conflict', '/sent'];
  const statuses = async (browser: Browser, { id }: CheckSeen): Promise<number[]> =>
    Promise.all(pages.map(async (page) => (await browser.get(`/tasks/${id}${page}`)).status));
  const notThere = pages.map(() => 404);

  it('whose agency was not asked, whether they look or act', async () => {
    const check = await aCheck();
    const housing = await service.signedIn('housing');
    expect(await statuses(housing, check)).toEqual(notThere);
    const _csrf = csrfTokenIn((await housing.get('/sign-out')).html);
    for (const page of ['answer', 'claim', 'hand-over', 'conflict']) {
      expect((await housing.post(`/tasks/${check.id}/${page}`, { _csrf, intent: 'send' })).status).toBe(404);
    }
  });

  it('who has said that they know somebody on it, while their colleagues do', async () => {
    const check = await aCheck();
    const officer = await service.signedIn({
      subject: 'near',
      name: 'Nora Near',
      roles: ['agency-worker'],
      agency: 'police',
    });
    const path = `/tasks/${check.id}/conflict`;
    expect(mistakesIn((await send(officer, path, {}, 'send')).html)).toEqual([
      'person: Choose who it is',
      'kind: Say how you know them',
    ]);
    const [person = ''] = check.persons;
    const said = await send(officer, path, { person, kind: 'neighbour' }, 'send');
    expect([said.status, said.location]).toEqual([303, '/tasks?done=conflict']);

    expect(await statuses(officer, check)).toEqual(notThere);
    expect((await officer.get('/tasks?done=conflict')).html).not.toContain(check.id);
    expect((await police.get(`/tasks/${check.id}`)).status).toBe(200);
  });
});

describe('a session that ends in the middle of an answer', () => {
  it('loses nothing: what was typed is on the page, and goes on once somebody signs in again', async () => {
    const check = await aCheck();
    const officer = await service.signedIn('police');
    const fields = {
      ...hiddenIn((await officer.get(answerPath(check))).html),
      all: 'each',
      analysis: 'In the middle.',
    };
    officer.cookies.clear();

    const ended = await fetch(`${service.url}${answerPath(check)}`, {
      ...{ method: 'POST', body: new URLSearchParams({ ...fields, intent: 'go-on' }) },
      headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
    });

    expect(ended.status).toBe(403);
    expect(await ended.text()).toContain('In the middle.');
  });

  it('leads to a page that says so, and from there back to where somebody was, and nowhere else', async () => {
    const page = await service.browser().get('/signed-out/ended?to=/tasks');
    expect(page.html).toContain('/sign-in?to=%2Ftasks');
    const strange = await service.browser().get('/signed-out/ended?to=//evil.example');
    expect(strange.html).toContain('/sign-in?to=%2F"');
  });
});
