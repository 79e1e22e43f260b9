import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Seen } from '../support/browser.js';
import { formIn } from '../support/forms.js';
import { startService, type TestService } from '../support/service.js';
import { aChild, aReferral, aScreening } from './bodies.js';
import { everyoneKnown, userIdOf } from './people.js';
import { childOf, readCase, screen, submit, succeeding } from './steps.js';

/* How people get on with the pages of a case that is kept from them, and what they find of it elsewhere. */

let service: TestService;
/** Restricted to a hub manager and a police worker. */
let restricted: string;
/** Of a person to whom the decision maker is linked. */
let conflicted: string;
let manager: Browser;
let decider: Browser;
let worker: Browser;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  [manager, decider, worker] = [
    await service.signedIn('hub-manager'),
    await service.signedIn('decision-maker'),
    await service.signedIn('hub-worker'),
  ];
  restricted = await aCaseOf('Walled');
  const people = [await userIdOf(service, 'hub-manager'), await userIdOf(service, 'police')];
  const restriction = { reason: 'staff-family', people };
  await succeeding(service.as('hub-manager').post(`/api/cases/${restricted}/restriction`, restriction));
  conflicted = await aCaseOf('Linked');
  const person = childOf(await readCase(service, conflicted));
  await succeeding(service.as('decision-maker').post(`/api/cases/${conflicted}/conflicts`, { person, kind: 'family' }));
});
afterAll(() => service.stop());

/** A case of a child of that last name, on which the police are asked. */
async function aCaseOf(lastName: string): Promise<string> {
  const child = { ...aChild, lastName, nhsNumber: lastName === 'Walled' ? '943 476 5919' : '943 476 5870' };
  const reference = await submit(service, { ...aReferral, children: [child] });
  const id = childOf(await readCase(service, reference));
  await screen(service, reference, { ...aScreening, checks: [{ agency: 'police', persons: [id] }] });
  return reference;
}

const parts = ['', ...['referral', 'checks', 'chronology', 'messages', 'time', 'print', 'print.pdf', 'decision'].map((part) => `/${part}`)]; // prettier-ignore
const statusesOf = async (by: Browser, reference: string): Promise<number[]> =>
  Promise.all(parts.map(async (part) => (await by.get(`/cases/${reference}${part}`)).status));

/** Searches for a person. */
async function search(by: Browser, fields: Readonly<Record<string, string>>): Promise<Seen> {
  const form = formIn((await by.get('/people/search')).html, '/people/search');
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return by.post('/people/search', form);
}

describe('a restricted case', () => {
  it('has all its pages for who is on its list, and is marked as such', async () => {
    expect(new Set(await statusesOf(manager, restricted))).toEqual(new Set([200]));
    expect((await manager.get(`/cases/${restricted}`)).html).toContain('Restricted case');
  });

  it('has no page for anybody else', async () => {
    expect(new Set(await statusesOf(decider, restricted))).toEqual(new Set([404]));
  });

  it('stands on no list, in no count and in no search of others', async () => {
    const boards = await Promise.all([manager, decider].map(async (by) => (await by.get('/board?stage=checks')).html));
    expect(boards.map((page) => page.includes(restricted))).toEqual([true, false]);
    expect((await worker.get(`/board?q=${restricted}`)).html).not.toContain(`/cases/${restricted}"`);
    expect((await search(manager, { lastName: 'Walled' })).html).toContain(restricted);
    expect((await search(worker, { lastName: 'Walled' })).html).toContain('Nobody was found');
    expect((await search(worker, { nhsNumber: '9434765919' })).html).toContain('Nobody was found');
  });

  it('is opened by breaking the glass, once the warning was read, and says so on every page', async () => {
    const form = formIn((await worker.get('/break-glass')).html, '/break-glass');
    form.set('reference', restricted.toLowerCase());
    form.set('reason', 'urgent-decision');
    form.set('text', 'Invented urgency.');
    const unread = await worker.post('/break-glass', form);
    expect([unread.status, unread.html.includes('Say that you have read the warning')]).toEqual([422, true]);
    form.append('warningRead', 'read');
    expect((await worker.post('/break-glass', form)).location).toBe(`/cases/${restricted}`);
    for (const part of ['', '/checks', '/time'])
      expect((await worker.get(`/cases/${restricted}${part}`)).html).toContain('without being on its access list');
    expect((await worker.get(`/cases/${restricted}`)).html).not.toContain('Take it on');
  });

  it('tells nobody whether it is there who types a reference into that form, and keeps that they did', async () => {
    const form = formIn((await decider.get('/break-glass')).html, '/break-glass');
    const fields = { reason: 'urgent-decision', text: 'Invented urgency.', warningRead: 'read' };
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('reference', conflicted);
    const linked = await decider.post('/break-glass', form);
    expect(linked.html).toContain('There is no case of this reference that you can open');
    const looks = await service.database.trees.accessEvent.findMany({
      where: { requestId: linked.headers.get('x-request-id'), kind: 'denied' },
    });
    expect(looks).toMatchObject([{ kind: 'denied', what: 'break-glass', why: 'not-found' }]);
  });
});

describe('a case of somebody to whom one is linked', () => {
  it('has no page, and stands on no list and in no search', async () => {
    expect(new Set(await statusesOf(decider, conflicted))).toEqual(new Set([404]));
    expect((await decider.get('/board?stage=checks')).html).not.toContain(conflicted);
    expect((await search(decider, { lastName: 'Linked' })).html).toContain('Nobody was found');
    expect((await search(worker, { lastName: 'Linked' })).html).toContain(conflicted);
  });
});

describe('a search for a person', () => {
  it('finds by the beginning of a name in any case, by a number however it is typed, and narrows down by a date', async () => {
    for (const fields of [
      { lastName: 'liNk' },
      { lastName: 'linked', firstName: 'ni' },
      { nhsNumber: '943 476 5870' },
      { lastName: 'Linked', 'dateOfBirth-day': '2', 'dateOfBirth-month': '3', 'dateOfBirth-year': '2019' },
      { lastName: 'l', 'dateOfBirth-day': '2', 'dateOfBirth-month': '3', 'dateOfBirth-year': '2019' },
    ])
      expect((await search(worker, fields)).html).toContain(conflicted);
    const other = { lastName: 'Linked', 'dateOfBirth-day': '3', 'dateOfBirth-month': '3', 'dateOfBirth-year': '2019' };
    expect((await search(worker, other)).html).toContain('Nobody was found');
  });

  it('asks for a name or a number, and takes signs of a pattern for themselves', async () => {
    const empty = await search(worker, { firstName: 'Nia' });
    expect([empty.status, empty.html.includes('Enter a last name or an NHS number')]).toEqual([422, true]);
    expect((await search(worker, { lastName: '%%' })).html).toContain('Nobody was found');
    const aLetter = await search(worker, { lastName: 'L' });
    expect([aLetter.status, aLetter.html.includes('Enter at least two letters of the last name')]).toEqual([422, true]);
  });

  it('leaves what was looked for in no address and no log, and in the looks only as a hash', async () => {
    const seen = await search(worker, { lastName: 'Linked' });
    expect(seen.location).toBeUndefined();
    expect(service.logged.join('\n')).not.toContain('Linked');
    const looks = await service.database.trees.accessEvent.findMany({
      where: { requestId: seen.headers.get('x-request-id') },
    });
    expect(looks).toMatchObject([{ kind: 'searched', what: 'search-people', items: 1 }]);
    expect(looks[0]?.terms).not.toContain('Linked');
  });
});
