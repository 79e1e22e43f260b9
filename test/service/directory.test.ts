import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DirectoryAgency, DirectoryChangeItem } from '../../records/directory.js';
import { startService, type TestService } from '../support/service.js';
import { aScreening } from './bodies.js';
import { everyoneKnown, userIdOf } from './people.js';
import { expectRefused, mistakes } from './refusal.js';
import { answerCheck, checkOf, childOf, readCase, screen, submit, succeeding } from './steps.js';

/*
 * The hub, its agencies and whom to reach there, as administrators keep them.
 */

let service: TestService;
/** By how many seconds the clock has been moved on: changes are listed by their instant. */
let seconds = 0;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
});
afterAll(() => service.stop());

const change = async (path: string, body: object): Promise<{ id: string }> => {
  seconds += 1;
  service.clock.advanceTo(new Date(Date.parse('2026-11-17T09:00:00Z') + seconds * 1000).toISOString());
  return (await succeeding(service.as('administrator').post(path, body))).body as { id: string };
};

const agencies = async (who = 'hub-worker'): Promise<DirectoryAgency[]> =>
  ((await succeeding(service.as(who).get('/api/agencies'))).body as { items: DirectoryAgency[] }).items;

async function agencyOf(code: string): Promise<DirectoryAgency> {
  const found = (await agencies()).find((agency) => agency.code === code);
  if (found === undefined) throw new Error(`There is no agency ${code}`);
  return found;
}

const changes = async (query = ''): Promise<{ items: DirectoryChangeItem[]; next: string | null }> =>
  (await succeeding(service.as('administrator').get(`/api/agency-changes${query}`))).body as {
    items: DirectoryChangeItem[];
    next: string | null;
  };

const nina = { name: 'Nina Named', role: 'Named nurse', phone: '01632 960010', outOfHours: false };

describe('the hub', () => {
  it('is reached as an administrator has it, and referrers see how', async () => {
    await change('/api/hub', { phone: '01632 960000', replyEmail: 'front.door@hub.example' });

    expect((await service.as('referrer').get('/api/hub')).body).toEqual({
      ...{ name: 'The hub', phone: '01632 960000', replyEmail: 'front.door@hub.example', version: 2 },
    });
  });
});

describe('who changes what they read before somebody else changed it', () => {
  const administrator = () => service.as('administrator');

  it.each([
    ['/api/hub', { phone: '01632 960020' }],
    ['/api/agencies/mental-health', { name: 'Mental health', email: 'mh@agencies.example' }],
    ['/api/contacts/{id}', { ...nina, name: 'Stella Second' }],
  ])('is refused at %s by the version that they saw, and told which it has now', async (path, body) => {
    const added = await change('/api/agencies/mental-health/contacts', nina);
    const at = path.replace('{id}', added.id);
    const first = await administrator().post(at, { ...body, phone: '01632 960021' });
    const etag = first.headers.get('etag') ?? '';

    const stale = await administrator().post(at, body, { 'if-match': `"${Number(etag.slice(1, -1)) - 1}"` });
    expectRefused(stale, { status: 412, code: 'version-stale', says: /now at version/ });
    expect(stale.headers.get('etag')).toBe(etag);
    expect((await administrator().post(at, body, { 'if-match': etag })).status).toBe(200);
    if (path === '/api/hub') expect((await administrator().get(path)).headers.get('etag')).not.toBe(etag);
  });

  it('is not refused where what was saved was the same', async () => {
    const { name, email, version } = await agencyOf('domestic-abuse');
    await change('/api/agencies/domestic-abuse', { name, email });
    expect((await agencyOf('domestic-abuse')).version).toBe(version);
  });
});

describe('an agency', () => {
  it('is shown with its contacts, those within its hours first, to the hub and to agencies', async () => {
    await change('/api/agencies/health/contacts', { ...nina, name: 'Otto Oncall', outOfHours: true });
    await change('/api/agencies/health/contacts', nina);
    await change('/api/agencies/health', {
      ...{ name: 'Health trust', email: 'front@health.example', phone: '01632 960011' },
      howToReach: 'Weekdays from 8 to 18.\nAsk for the duty desk.',
    });

    expect((await agencies('police')).find(({ code }) => code === 'health')).toEqual({
      ...{ code: 'health', name: 'Health trust', email: 'front@health.example', phone: '01632 960011', enabled: true },
      version: 2,
      howToReach: 'Weekdays from 8 to 18.\nAsk for the duty desk.',
      contacts: [
        { ...nina, id: expect.any(String) as unknown, version: 1 },
        { ...nina, name: 'Otto Oncall', outOfHours: true, id: expect.any(String) as unknown, version: 1 },
      ],
    });
  });

  it('is called on the pages of the hub as administrators call it', async () => {
    await change('/api/agencies/domestic-abuse', { name: 'Invented Refuge', email: 'refuge@agencies.example' });
    const reference = await submit(service);
    const persons = [childOf(await readCase(service, reference))];
    await screen(service, reference, { ...aScreening, checks: [{ agency: 'domestic-abuse', persons }] });

    const worker = await service.signedIn('hub-manager');
    const pages = ['', '/checks', '/messages', '/chronology', '/time', '/print?section=overview'];
    for (const path of ['/board', ...pages.map((page) => `/cases/${reference}${page}`)]) {
      const { html } = await worker.get(path);
      expect([path, html.includes('Invented Refuge'), html.includes('Domestic abuse')]).toEqual([path, true, false]);
    }
    const { body } = await service.as('hub-worker').get(`/api/cases/${reference}/waiting`);
    expect((body as { summary: string }).summary).toContain('Waiting for Invented Refuge');
    const home = await (await service.signedIn('domestic-abuse')).get('/');
    expect(home.html).toContain('Invented Refuge');
    await change('/api/agencies/domestic-abuse', { name: 'Domestic abuse services', email: 'da@agencies.example' });
  });

  it('loses what a change leaves out', async () => {
    await change('/api/agencies/housing', { name: 'Housing', email: 'h@agencies.example', phone: '01632 960012' });
    await change('/api/agencies/housing', { name: 'Housing', email: 'h@agencies.example' });

    expect(await agencyOf('housing')).not.toHaveProperty('phone');
  });

  it('has a contact changed and taken out again', async () => {
    const { id } = await change('/api/agencies/education/contacts', nina);
    await change(`/api/contacts/${id}`, { ...nina, phone: '', email: 'nina@school.example' });
    const { name, role, outOfHours } = nina;
    expect((await agencyOf('education')).contacts).toEqual([
      { id, name, role, outOfHours, email: 'nina@school.example', version: 2 },
    ]);

    await change(`/api/contacts/${id}/remove`, {});

    expect((await agencyOf('education')).contacts).toEqual([]);
    expect((await service.as('administrator').post(`/api/contacts/${id}/remove`, {})).status).toBe(404);
  });

  it.each([
    ['/api/agencies/police', { name: ' ', email: 'police' }, { '/name': /blank/, '/email': /e-mail address/ }],
    ['/api/agencies/police/contacts', { ...nina, phone: undefined }, { '/phone': /telephone number or an e-mail/ }],
    ['/api/agencies/police/contacts', { ...nina, name: 'Two\nlines' }, { '/name': /one line/ }],
    ['/api/hub', { replyEmail: 'nowhere' }, { '/replyEmail': /e-mail address/ }],
  ])('is not changed by mistakes: %s %j', async (path, body, fields) => {
    const before = await agencies();
    expectRefused(await service.as('administrator').post(path, body), mistakes(fields));
    expect(await agencies()).toEqual(before);
  });

  it('is found by its code alone', async () => {
    expect((await service.as('administrator').post('/api/agencies/Health', nina)).status).toBe(404);
  });
});

describe('an agency that is switched off', () => {
  it('cannot be while it has checks to answer, and can be once they are answered', async () => {
    const reference = await submit(service);
    const checks = [{ agency: 'probation', persons: [childOf(await readCase(service, reference))] }];
    const seen = await screen(service, reference, { ...aScreening, checks });

    const refused = await service.as('administrator').post('/api/agencies/probation/disable', {});
    expectRefused(refused, { status: 409, code: 'checks-open', says: /Probation still has 1 check to answer/ });

    await answerCheck(service, checkOf(seen, 'probation'));
    await change('/api/agencies/probation/disable', {});
    expect((await agencyOf('probation')).enabled).toBe(false);
  });

  it('is refused in a screening that names it, by its name', async () => {
    const reference = await submit(service);
    const persons = [childOf(await readCase(service, reference))];
    const checks = ['police', 'probation'].map((agency) => ({ agency, persons }));

    const refused = await service
      .as('decision-maker')
      .post(`/api/cases/${reference}/screening`, { ...aScreening, checks });

    expectRefused(refused, mistakes({ '/checks/1/agency': /Probation is switched off.*administrator/ }));
  });

  it('is left out of the default set, and asked again once it is switched on', async () => {
    const { checks } = await screen(service, await submit(service));
    expect(checks.map(({ agency }) => agency)).toEqual(expect.arrayContaining(['police', 'social-care']));
    expect(checks).toHaveLength(7);

    await change('/api/agencies/probation/enable', {});
    expect((await screen(service, await submit(service))).checks).toHaveLength(8);
  });
});

describe('a change of the directory', () => {
  it('is kept as it stood before and after, with who made it, the newest first', async () => {
    const { id } = await change('/api/agencies/police/contacts', nina);
    await change(`/api/contacts/${id}`, { ...nina, phone: '01632 960099' });
    await change(`/api/contacts/${id}/remove`, {});

    const { items } = await changes('?limit=3');

    const by = { id: await userIdOf(service, 'administrator'), name: 'Adam Administrator' };
    const of = { by, agency: 'police', contact: id };
    expect(items).toMatchObject([
      { ...of, what: 'contact-removed', says: 'Contact removed', before: { ...nina, phone: '01632 960099' } },
      { ...of, what: 'contact-changed', before: nina, after: { phone: '01632 960099' } },
      { ...of, what: 'contact-added', after: nina },
    ]);
    expect(items[0]).not.toHaveProperty('after');
    expect(items[2]).not.toHaveProperty('before');
  });

  it('that changes nothing is not kept', async () => {
    const { name, email } = await agencyOf('social-care');
    const before = await changes();
    await change('/api/agencies/social-care', { name, email });
    expect(await changes()).toEqual(before);
  });

  it('is listed page by page', async () => {
    const first = await changes('?limit=2');
    const second = await changes(`?limit=2&cursor=${first.next ?? ''}`);
    expect([...first.items, ...second.items]).toEqual((await changes('?limit=4')).items);
  });

  it('leaves a look with codes and ids and no details', async () => {
    const { id } = await change('/api/agencies/police/contacts', nina);
    const looks = await service.database.trees.accessEvent.findMany({ where: { why: { contains: id } } });
    expect(looks).toMatchObject([{ kind: 'acted', what: 'manage-agencies', why: `contact-added police ${id}` }]);
    expect(service.logged.join('\n')).not.toContain('Nina');
  });

  it('is the same when the same request comes again', async () => {
    const once = { 'idempotency-key': 'contact' };
    const send = () => service.as('administrator').post('/api/agencies/police/contacts', nina, once);
    expect((await send()).body).toEqual((await send()).body);
  });
});
