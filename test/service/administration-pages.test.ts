import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import type { Identity } from '../support/identities.js';
import { startService, type TestService } from '../support/service.js';
import { everyoneKnown, userIdOf } from './people.js';
import { screen, submit, succeeding } from './steps.js';

/*
 * The pages on which administrators keep roles, agencies, contacts and the hub: what they show, and what they make of bad input.
 */

const second: Identity = { subject: 'second-admin', name: 'Sefton Admin', roles: ['administrator'] };

let service: TestService;
let administrator: Browser;
let worker: string;
/** By how many seconds the clock has been moved on: changes are listed by their instant. */
let seconds = 0;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  administrator = await service.signedIn('administrator');
  worker = await userIdOf(service, 'hub-worker');
});
afterAll(() => service.stop());

/** Opens a form and sends it with some fields, as its button does. */
async function send(path: string, fields: Readonly<Record<string, string>>, browser = administrator): Promise<Seen> {
  seconds += 1;
  service.clock.advanceTo(new Date(Date.parse('2026-11-17T09:00:00Z') + seconds * 1000).toISOString());
  const { html } = await browser.get(path);
  return browser.post(path, { ...hiddenIn(html), intent: 'go-on', ...fields });
}

/** What a form sends that nobody typed. */
const hiddenIn = (html: string): Record<string, string> => ({
  _csrf: csrfTokenIn(html),
  ...Object.fromEntries(
    ['once', 'version', 'openedAt'].map((name) => [
      name,
      new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '',
    ]),
  ),
});

/** The mistakes that a page lists above its form. */
function mistakesIn({ html }: Seen): string[] {
  const [, list = ''] = /<ul class="govuk-list govuk-error-summary__list">([^]*?)<\/ul>/.exec(html) ?? [];
  return [...list.matchAll(/<li>([^]*?)<\/li>/g)].map(([, item = '']) => item.replaceAll(/<[^>]+>/g, '').trim());
}

const hostile = '<script>alert(1)</script>‮🎈';
const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;‮🎈';

const aContact = { name: 'Nora Nightdesk', role: 'Duty sergeant', phone: '01632 960123', outOfHours: 'yes' };
const contactsOfHealth = '/admin/agencies/health/contacts';

/** Adds a contact of its own. @returns the path of its page */
async function addedContact(name: string): Promise<string> {
  await send(contactsOfHealth, { ...aContact, name });
  const { id } = await service.database.trees.agencyContact.findFirstOrThrow({ where: { name } });
  return `/admin/contacts/${id}`;
}

describe('the list of users', () => {
  it('is narrowed to a role and an agency, says so of nobody, and overlooks what is neither', async () => {
    const { html } = await administrator.get('/admin/users?role=agency-lead&agency=health');
    expect([html.includes('Hugo Healthlead'), html.includes('Hilda Healthwork')]).toEqual([true, false]);
    const nobody = await administrator.get('/admin/users?role=hub-worker&agency=health');
    expect(nobody.html).toContain('Nobody is known here with this role or of this agency');
    const wrong = await administrator.get('/admin/users?role=king&agency=nowhere&cursor=x');
    expect([wrong.status, wrong.html.includes('Hilda Healthwork')]).toEqual([200, true]);
  });

  it('is sorted by name, and the other way by the heading of the names', async () => {
    const namesIn = async (path: string): Promise<string[]> =>
      [...(await administrator.get(path)).html.matchAll(/<th scope="row"[^>]*><a [^>]*>([^<]+)<\/a>/g)].map(
        ([, name = '']) => name.toLowerCase(),
      );
    const [names, turned] = [
      await namesIn('/admin/users?role=hub-worker'),
      await namesIn('/admin/users?role=hub-worker&sort=-name'),
    ];

    expect(turned).toEqual([...names].reverse());
    expect((await administrator.get('/admin/users?role=hub-worker')).html).toContain(
      'aria-sort="ascending"><a class="govuk-link" href="/admin/users?role=hub-worker&amp;sort=-name">Name</a>',
    );
  });

  it('leads to a page for each, with their sessions and where their roles come from', async () => {
    await service.signedIn('hub-worker');
    const { html } = await administrator.get(`/admin/users/${worker}`);
    expect(html).toContain('<h1 class="govuk-heading-l">Wanda Hubworker</h1>');
    expect(html).toContain('<title>User – Front Door</title>');
    expect(html).toContain('The sign-in provider');
    expect(html).toContain('17 November 2026 at');
    expect((await administrator.get('/admin/users/nobody')).status).toBe(404);
  });
});

describe('a change of roles', () => {
  const path = () => `/admin/users/${worker}/roles`;

  it('is refused with every mistake where it stands, and keeps what was typed', async () => {
    const empty = await send(path(), {});
    expect([empty.status, mistakesIn(empty)]).toEqual([
      422,
      ['Write why their roles should change', expect.stringContaining('Say which role to add')],
    ]);
    const nothing = await send(path(), { reason: hostile });
    expect([nothing.status, mistakesIn(nothing)]).toEqual([422, [expect.stringContaining('Say which role to add')]]);
    expect(nothing.html).toContain(escaped);
    const strange = await send(path(), { add: 'king', agency: 'nowhere', reason: 'x' });
    expect([strange.status, mistakesIn(strange)]).toEqual([
      422,
      [expect.stringContaining('Must be one of'), expect.stringContaining('no such agency')],
    ]);
    const held = await send(path(), { add: 'hub-worker', reason: 'Again.' });
    expect([held.status, mistakesIn(held)]).toEqual([422, ['They have this role.']]);
    const homeless = await send(path(), { add: 'agency-worker', reason: 'Moves.' });
    expect([homeless.status, mistakesIn(homeless)]).toEqual([422, [expect.stringContaining('Say for which agency')]]);
  });

  it('tells who is the only administrator that nobody else can approve it, and offers them no way to', async () => {
    const beside = `/api/users/${await userIdOf(service, 'administrator-two')}`;
    await succeeding(service.as('administrator').post(`${beside}/disable`, {}));
    const sent = await send(path(), { add: 'auditor', reason: 'Joins the audit.' });
    expect([sent.status, sent.location]).toEqual([
      303,
      expect.stringMatching(/^\/admin\/role-changes\/[0-9a-f-]{36}$/),
    ]);
    const { html } = await administrator.get(sent.location ?? '');
    expect(html).toContain('You proposed this. Another administrator approves or refuses it.');
    expect(html).toContain('No other administrator is known here who may approve this.');
    expect(html).not.toContain(`${sent.location ?? ''}/approve`);
    expect((await administrator.get('/admin/role-changes')).html).toContain('No other administrator is known here');
    const own = await send(`${sent.location ?? ''}/approve`, {});
    await succeeding(service.as('administrator').post(`${beside}/enable`, {}));
    expect([own.status, mistakesIn(own)]).toEqual([409, [expect.stringContaining('You proposed this')]]);
  });

  it('counts once another administrator has approved it, and the same form sent twice approves it once', async () => {
    const { location = '' } = await send(path(), { add: 'privacy-officer', reason: 'Stands in.' });
    const other = await service.signedIn(second);
    const form = await other.get(`${location}/approve`);
    const fields = { _csrf: csrfTokenIn(form.html), once: /name="once" value="([^"]+)"/.exec(form.html)?.[1] ?? '' };
    for (const attempt of ['first', 'second']) {
      const done = await other.post(`${location}/approve`, { ...fields, intent: 'go-on' });
      expect([attempt, done.status, done.location]).toEqual([attempt, 303, location]);
    }
    expect((await administrator.get(location)).html).toContain('by Sefton Admin');
    expect((await administrator.get(`/admin/users/${worker}`)).html).toContain('Given here, by two administrators');
    const late = await send(`${location}/refuse`, { reason: 'Too late.' }, other);
    expect([late.status, mistakesIn(late)]).toEqual([409, [expect.stringContaining('was approved already')]]);
  });

  it('is refused with a reason, which stands on its page', async () => {
    const { location = '' } = await send(path(), { remove: 'hub-worker', reason: 'Leaves.' });
    const other = await service.signedIn(second);
    expect(mistakesIn(await send(`${location}/refuse`, {}, other))).toEqual(['Write why it is refused']);
    expect((await send(`${location}/refuse`, { reason: hostile }, other)).status).toBe(303);
    const { html } = await administrator.get(location);
    expect(html).toContain(escaped);
    expect((await administrator.get('/admin/role-changes?state=refused')).html).toContain(location);
    expect((await administrator.get('/admin/role-changes?state=approved')).html).not.toContain(location);
  });

  it('is withdrawn by whoever proposed it, and by nobody else', async () => {
    const { location = '' } = await send(path(), { add: 'duty-team', reason: 'A mistake.' });
    const other = await service.signedIn(second);
    expect((await other.get(location)).html).not.toContain(`${location}/withdraw`);
    const theirs = await send(`${location}/withdraw`, {}, other);
    expect([theirs.status, mistakesIn(theirs)]).toEqual([409, [expect.stringContaining('Only whoever proposed this')]]);
    expect((await administrator.get(location)).html).toContain(`${location}/withdraw`);
    expect((await send(`${location}/withdraw`, {})).location).toBe(location);
    const { html } = await administrator.get(location);
    expect(html).toContain('Withdrawn');
    expect(html).not.toContain(`${location}/withdraw`);
    expect((await other.get(location)).html).not.toContain(`${location}/approve`);
  });

  it('is not offered of oneself', async () => {
    const self = await userIdOf(service, 'administrator');
    const { html } = await administrator.get(`/admin/users/${self}/roles`);
    expect(html).toContain('Nobody changes their own roles');
    expect(html).not.toContain('Propose it');
    const sent = await send(`/admin/users/${self}/roles`, { add: 'auditor', reason: 'Mine.' });
    expect([sent.status, mistakesIn(sent)]).toEqual([409, [expect.stringContaining('Nobody changes their own roles')]]);
  });
});

describe('the directory', () => {
  it('shows the hub and agencies whom to reach, and a way to change it to administrators alone', async () => {
    const contact = await addedContact('Nina Named');
    await send('/admin/hub', { phone: '01632 960001' });
    const seen = await (await service.signedIn('police')).get('/agencies');
    for (const says of ['Nina Named', '01632 960123', 'Out of hours', '01632 960001'])
      expect(seen.html).toContain(says);
    expect(seen.html).not.toContain('/admin/');
    expect((await administrator.get('/agencies')).html).toContain('/admin/agencies/health');
    expect((await administrator.get('/admin/agencies/health')).html).toContain(contact);
  });

  it.each([
    [
      '/admin/agencies/health/details',
      {},
      ['Enter the name of the agency', 'Enter an e-mail address, like team@agency.example'],
    ],
    ['/admin/agencies/health/details', { name: 'x'.repeat(2001), email: 'no address' }, [/at most/, /e-mail address/]],
    ['/admin/hub', { replyEmail: 'no address', phone: 'x'.repeat(2001) }, [/at most/, /e-mail address/]],
    [
      contactsOfHealth,
      {},
      [
        /Enter the name/,
        /Enter what they are/,
        /Say whether this is for nights/,
        /telephone number or an e-mail address/,
      ],
    ],
    [
      contactsOfHealth,
      { ...aContact, outOfHours: 'perhaps', email: 'a@b\nc' },
      [/e-mail address/, /yes or no|true or false|Must/],
    ],
  ] as const)('%s says everything that is wrong with %j', async (path, fields, says) => {
    const seen = await send(path, fields);
    const wanted = says.map((each): unknown => expect.stringMatching(each));
    expect([seen.status, mistakesIn(seen)]).toEqual([422, wanted]);
  });

  it('takes script, markup, right-to-left and astral characters as what they are', async () => {
    const contact = await addedContact(hostile);
    for (const path of [contact, `${contact}/remove`, '/admin/agencies/health', '/agencies', '/admin/agency-changes']) {
      const { status, html } = await administrator.get(path);
      expect([path, status, html.includes(escaped), html.includes('<script>alert')]).toEqual([path, 200, true, false]);
    }
    await send(`${contact}/remove`, {});
  });

  it('has a contact changed and removed, and says so in its history; what is gone is not found', async () => {
    const contact = await addedContact('Otto Oncall');
    const changed = await send(contact, { ...aContact, name: 'Otto Oncall', phone: '01632 960999', outOfHours: 'no' });
    expect([changed.status, changed.location]).toEqual([303, '/admin/agencies/health']);
    const removed = await send(`${contact}/remove`, {});
    expect([removed.status, removed.location]).toEqual([303, '/admin/agencies/health']);
    const { html } = await administrator.get('/admin/agency-changes');
    expect(html).toContain('Phone: from 01632 960123 to 01632 960999; Out of hours: from yes to no');
    expect(html).toContain('Contact removed');
    expect((await administrator.get(contact)).status).toBe(404);
    expect((await administrator.get('/admin/agencies/nowhere')).status).toBe(404);
  });

  it.each([
    [() => '/admin/hub', { phone: '01632 960031' }, { replyEmail: 'second@hub.example' }, 'Phone: from'],
    [
      () => '/admin/agencies/probation/details',
      { name: 'Probation', email: 'first@agencies.example' },
      { name: 'Probation service', email: 'second@agencies.example' },
      'to first@',
    ],
    [
      () => addedContact('Mona Meanwhile'),
      { ...aContact, name: 'Mona Meanwhile', phone: '01632 960041' },
      { ...aContact, name: 'Mona Second', role: 'Desk sergeant' },
      'Phone: from 01632 960123 to 01632 960041',
    ],
  ])(
    'shows the second of two administrators what the first changed, and keeps what they typed',
    async (path, theirs, mine, says) => {
      const at = await path();
      const other = await service.signedIn(second);
      const opened = hiddenIn((await administrator.get(at)).html);
      expect((await send(at, theirs, other)).status).toBe(303);

      const stale = await administrator.post(at, { ...opened, intent: 'go-on', ...mine });
      expect([stale.status, mistakesIn(stale)]).toEqual([412, [expect.stringContaining('Somebody changed this')]]);
      expect(stale.html.replaceAll('<wbr>', '')).toContain(says);
      expect(stale.html).toContain('by Sefton Admin');
      for (const typed of Object.values(mine)) expect(stale.html).toContain(typed);

      const again = await administrator.post(at, { ...hiddenIn(stale.html), intent: 'go-on', ...mine });
      expect(again.status).toBe(303);
    },
  );

  it('switches an agency off and on, and not while it has checks to answer', async () => {
    expect((await send('/admin/agencies/housing/disable', {})).location).toBe('/admin/agencies/housing');
    expect((await administrator.get('/admin/agencies/housing')).html).toContain('This agency is switched off');
    expect((await administrator.get('/agencies')).html).toContain('Housing (switched off)');
    expect((await send('/admin/agencies/housing/enable', {})).status).toBe(303);
    await screen(service, await submit(service));
    const refused = await send('/admin/agencies/housing/disable', {});
    expect([refused.status, mistakesIn(refused)]).toEqual([
      409,
      [expect.stringContaining('still has 1 check to answer')],
    ]);
  });
});
