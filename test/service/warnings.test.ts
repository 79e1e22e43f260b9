import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { CaseWarning, CheckWarning } from '../../records/warnings-shown.js';
import type { WarningInForce } from '../../records/warnings-in-force.js';
import type { Answer } from '../support/caller.js';
import { formIn } from '../support/forms.js';
import { startService, type TestService } from '../support/service.js';
import { aChild, aMother, aReferral, aScreening } from './bodies.js';
import { everyoneKnown, userIdOf } from './people.js';
import { expectRefused, mistakes } from './refusal.js';
import type { CaseSeen } from './seen.js';
import { checkOf, childOf, readCase, screen, submit, succeeding } from './steps.js';

/*
 * What staff must see before they contact or visit a person, or an address.
 */

let service: TestService;
beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
});
afterAll(() => service.stop());

const note = { kind: 'two-workers', text: 'Two workers: threats in October.', forAgencies: 'Go in pairs.' } as const;

const adding = (reference: string, body: object, who = 'hub-worker'): Promise<Answer> =>
  service.as(who).post(`/api/cases/${reference}/warnings`, body);

const add = async (reference: string, body: object): Promise<string> =>
  ((await succeeding(adding(reference, body))).body as { id: string }).id;

const hostile = '<script>alert(1)</script>';
const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;';

/** Has a note fall due for review the day before. */
async function dueYesterday(id: string): Promise<void> {
  const owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  await owner.query(`UPDATE "WarningNote" SET "reviewDueAt" = '2026-11-16T09:00:00Z' WHERE "id" = $1`, [id]);
  await owner.end();
}

const onCase = async (reference: string): Promise<CaseWarning[]> =>
  (
    (await succeeding(service.as('hub-manager').get(`/api/cases/${reference}`))).body as {
      warnings: CaseWarning[];
    }
  ).warnings;

/** Asks the police about some of a case's people. */
async function asked(reference: string, ...persons: readonly string[]): Promise<CaseSeen> {
  return screen(service, reference, { ...aScreening, checks: [{ agency: 'police', persons }] });
}

const toPolice = async (seen: CaseSeen): Promise<CheckWarning[]> =>
  (
    (await succeeding(service.as('police').get(`/api/checks/${checkOf(seen, 'police').id}`))).body as {
      warnings: CheckWarning[];
    }
  ).warnings;

/** A referral of a child whose number is known. */
const ofChild = (nhsNumber: string): object => ({
  ...aReferral,
  children: [{ firstName: 'Nia', lastName: 'Invented', nhsNumber }],
});

describe('a warning note', () => {
  it('is shown to the hub with the case: of whom, of what, by whom, since when and until when it is to be reviewed', async () => {
    const reference = await submit(service);
    const person = childOf(await readCase(service, reference));
    const id = await add(reference, { ...note, person });

    expect(await onCase(reference)).toEqual([
      {
        ...{ id, person, ...note, says: 'Visit with two workers', isOfThisCase: true },
        ...{ since: '2026-11-17T09:00:00.000Z', reviewDueAt: '2027-05-16T09:00:00.000Z' },
        by: { id: await userIdOf(service, 'hub-worker'), name: 'Wanda Hubworker' },
      },
    ]);
  });

  it('tells an agency that is asked about the person its kind, and the words that were written for agencies alone', async () => {
    const household = [aMother, { ...aMother, firstName: 'Milo', relationship: 'uncle' }];
    const reference = await submit(service, { ...aReferral, household });
    const { people } = await readCase(service, reference);
    const [child = '', mother = '', other = ''] = people.map(({ id }) => id);
    await add(reference, { ...note, person: child });
    await add(reference, { kind: 'animals', text: 'A dog that bites.', person: mother });
    await add(reference, { kind: 'weapons', text: 'Asked about by nobody.', person: other });
    await add(reference, { kind: 'site', text: 'No light on the stairs.' });

    const seen = await toPolice(await asked(reference, child, mother));

    expect(seen).toHaveLength(3);
    expect(seen).toEqual(
      expect.arrayContaining([
        { kind: 'two-workers', says: 'Visit with two workers', person: child, text: 'Go in pairs.' },
        { kind: 'animals', says: 'Dangerous animal', person: mother },
        { kind: 'site', says: 'Danger at the address' },
      ]),
    );
  });

  it('leaves an event, whose content is of the person', async () => {
    const reference = await submit(service);
    const person = childOf(await readCase(service, reference));
    const id = await add(reference, { ...note, person });
    await succeeding(service.as('hub-manager').post(`/api/warnings/${id}/end`, { reason: 'Moved away.' }));

    const { database } = service;
    const { id: caseId } = await database.trees.case.findFirstOrThrow({ where: { reference } });
    const parts = await database.trees.caseEventContent.findMany({
      ...{ where: { caseId, personId: person }, orderBy: { seq: 'asc' } },
    });
    const contents = parts.map(({ seq, part, content }) =>
      database.sealing.open('CaseEventContent.content', `${caseId}:${seq}:${part}`, content),
    );
    expect(contents.slice(-2)).toEqual([expect.stringContaining(note.text), expect.stringContaining('Moved away.')]);
    const { items } = (await service.as('auditor').get(`/api/cases/${reference}/events`)).body as { items: object[] };
    expect(items.slice(-2)).toMatchObject([
      { type: 'warning-added', by: 'hub-worker', facts: { warningId: id, kind: 'two-workers', person } },
      { type: 'warning-ended', by: 'hub-manager', facts: { warningId: id } },
    ]);
    expect(JSON.stringify(items)).not.toContain('threats');
  });

  it('is ended by a hub manager, and is shown to nobody from then on', async () => {
    const reference = await submit(service);
    const person = childOf(await readCase(service, reference));
    const id = await add(reference, { ...note, person });
    const seen = await asked(reference, person);
    const end = (who: string): Promise<Answer> =>
      service.as(who).post(`/api/warnings/${id}/end`, { reason: 'Moved away.' });

    expect((await end('hub-worker')).status).toBe(403);
    expect((await end('police')).status).toBe(404);
    await succeeding(end('hub-manager'));

    expect([await onCase(reference), await toPolice(seen)]).toEqual([[], []]);
    expect((await end('hub-manager')).status).toBe(404);
  });
});

describe('a warning note on a person', () => {
  it('follows them to another case by the NHS number, and one on an address does not', async () => {
    const [first, second] = [
      await submit(service, ofChild('999 054 8609')),
      await submit(service, ofChild('9990548609')),
    ];
    await add(first, { ...note, person: childOf(await readCase(service, first)) });
    await add(first, { kind: 'site', text: 'Not on this case.' });
    const person = childOf(await readCase(service, second));

    expect(await onCase(second)).toMatchObject([{ ...note, person, isOfThisCase: false }]);
    expect(await toPolice(await asked(second, person))).toMatchObject([{ person, text: 'Go in pairs.' }]);
  });

  it('follows them from a restricted case by its kind alone', async () => {
    const [first, second] = [
      await submit(service, ofChild('943 476 5919')),
      await submit(service, ofChild('9434765919')),
    ];
    await add(first, { ...note, person: childOf(await readCase(service, first)) });
    const person = childOf(await readCase(service, second));
    const seen = await asked(second, person);
    const people = [await userIdOf(service, 'hub-manager')];
    await succeeding(
      service.as('hub-manager').post(`/api/cases/${first}/restriction`, { reason: 'high-profile', people }),
    );

    const [shown] = await onCase(second);
    expect(shown).toMatchObject({ kind: 'two-workers', person });
    expect(shown).not.toHaveProperty('text');
    expect(shown).not.toHaveProperty('forAgencies');
    expect(await toPolice(seen)).toEqual([{ kind: 'two-workers', says: 'Visit with two workers', person }]);
    expect((await onCase(first))[0]).toMatchObject(note);
  });

  it('does not follow anybody who has no number', async () => {
    const [first, second] = [await submit(service), await submit(service)];
    await add(first, { ...note, person: childOf(await readCase(service, first)) });
    expect(await onCase(second)).toEqual([]);
  });
});

const list = async (who = 'hub-manager'): Promise<WarningInForce[]> =>
  ((await succeeding(service.as(who).get('/api/warnings?limit=100'))).body as { items: WarningInForce[] }).items;

describe('the warning notes in force', () => {
  it('are listed with whom they are about and their words, and not those of a case that is closed to whoever asks', async () => {
    const [open, closed] = [await submit(service), await submit(service)];
    const person = childOf(await readCase(service, open));
    const [about, hidden] = [await add(open, { ...note, person }), await add(closed, note)];
    const second = service.as({ subject: 'second-manager', name: 'Sefton Second', roles: ['hub-manager'] });
    await succeeding(second.get('/api/cases'));
    const people = [await userIdOf(service, 'second-manager')];
    await succeeding(second.post(`/api/cases/${closed}/restriction`, { reason: 'high-profile', people }));

    const seen = await list();
    expect(seen.find(({ id }) => id === about)).toEqual({
      ...{ id: about, reference: open, ...note, says: 'Visit with two workers', overdue: false },
      ...{ person: { id: person, firstName: aChild.firstName, lastName: aChild.lastName } },
      ...{ since: '2026-11-17T09:00:00.000Z', reviewDueAt: '2027-05-16T09:00:00.000Z' },
      by: { id: await userIdOf(service, 'hub-worker'), name: 'Wanda Hubworker' },
    });
    expect(seen.map(({ id }) => id)).not.toContain(hidden);
  });

  it('are overdue once they should have been reviewed, come first then, and are so no more once somebody keeps them', async () => {
    const reference = await submit(service);
    const id = await add(reference, note);
    await dueYesterday(id);

    expect((await list())[0]).toMatchObject({ id, overdue: true });
    const manager = await service.signedIn('hub-manager');
    expect((await manager.get(`/cases/${reference}`)).html).toContain('Review overdue since 16 November 2026');
    const keep = (who: string): Promise<Answer> =>
      service.as(who).post(`/api/warnings/${id}/keep`, { reason: 'Asked again.' });
    expect((await keep('hub-worker')).status).toBe(403);
    await succeeding(keep('hub-manager'));

    expect((await list()).find((each) => each.id === id)).toMatchObject({
      ...{ overdue: false, reviewDueAt: '2027-05-16T09:00:00.000Z' },
    });
  });
});

describe('the pages', () => {
  it('add a note, which stands above everything else of the case, and on the task of an agency without the words for the hub', async () => {
    const reference = await submit(service);
    const person = childOf(await readCase(service, reference));
    const seen = await asked(reference, person);
    const [worker, police] = [await service.signedIn('hub-worker'), await service.signedIn('police')];
    const path = `/cases/${reference}/warnings/new`;

    const empty = await worker.post(path, formIn((await worker.get(path)).html, path));
    expect(empty.status).toBe(422);
    for (const mistake of ['Choose what must be known', 'Choose whom it is about', 'Write what is to be known'])
      expect(empty.html).toContain(mistake);
    const form = formIn(empty.html, path);
    for (const [name, value] of Object.entries({ ...note, person, text: hostile })) form.set(name, value);
    expect((await worker.post(path, form)).location).toBe(`/cases/${reference}`);

    const { html } = await worker.get(`/cases/${reference}`);
    expect(html).toContain(escaped);
    for (const says of ['Visit with two workers: ', 'Go in pairs.', 'Noted by Wanda Hubworker', '16 May 2027'])
      expect(html).toContain(says);
    expect(html.indexOf('Before contact or a visit')).toBeLessThan(html.indexOf('What it waits for'));
    expect(html).not.toContain('End this note');
    const printed = (await worker.get(`/cases/${reference}/print`)).html;
    expect(printed).toContain('Before contact or a visit');
    const task = (await police.get(`/tasks/${checkOf(seen, 'police').id}`)).html;
    expect(task).toContain('Visit with two workers: ');
    expect(task).toContain('Go in pairs.');
    expect(task).not.toContain('alert(1)');
  });

  it('take a note about the address for what it is', async () => {
    const reference = await submit(service);
    const worker = await service.signedIn('hub-worker');
    const path = `/cases/${reference}/warnings/new`;
    const form = formIn((await worker.get(path)).html, path);
    for (const [name, value] of Object.entries({ kind: 'site', text: 'No light.', person: 'address' }))
      form.set(name, value);
    await worker.post(path, form);

    const [shown] = await onCase(reference);
    expect(shown).toMatchObject({ kind: 'site', text: 'No light.' });
    expect(shown).not.toHaveProperty('person');
    expect((await worker.get(`/cases/${reference}`)).html).toContain('Danger at the address: the address of this case');
  });

  it('let a hub manager find a note in the list, keep it with a reason, and end it', async () => {
    const reference = await submit(service);
    const id = await add(reference, { kind: 'animals', text: 'A dog that bites.' });
    const manager = await service.signedIn('hub-manager');
    expect((await manager.get('/warnings')).html).toContain(`/warnings/${id}/end`);
    for (const word of ['keep', 'end']) {
      const path = `/warnings/${id}/${word}`;
      const { html } = await manager.get(path);
      expect(html).toContain('A dog that bites.');
      const form = formIn(html, path);
      expect((await manager.post(path, form)).html).toContain('Write why');
      form.set('reason', 'Asked the family.');
      expect((await manager.post(path, form)).location).toBe(`/cases/${reference}`);
    }

    expect(await onCase(reference)).toEqual([]);
    expect((await manager.get('/warnings')).html).not.toContain(id);
    const { html } = await manager.get(`/cases/${reference}/chronology?kind=warnings`);
    for (const says of [
      'Warning note added',
      'Dangerous animal',
      'Warning note reviewed, and kept',
      'Warning note ended',
    ])
      expect(html).toContain(says);
    expect(html).not.toContain('bites');
  });
});

describe('a warning note is refused', () => {
  it.each<[string, object, Readonly<Record<string, RegExp>>]>([
    ['without words', { kind: 'site', text: ' ' }, { '/text': /required|blank/ }],
    ['of no kind', { kind: 'ghosts', text: 'x' }, { '/kind': /Must be one of/ }],
    ['about nobody', { ...note, person: 'Nia' }, { '/person': /not the id of a person/ }],
    ['about somebody else', { ...note, person: '00000000-0000-4000-8000-000000000000' }, { '/person': /on the case/ }],
  ])('%s', async (_how, body, fields) => {
    const reference = await submit(service);
    expectRefused(await adding(reference, body), mistakes(fields));
    expect(await onCase(reference)).toEqual([]);
  });
});
