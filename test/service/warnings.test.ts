import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseWarning, CheckWarning } from '../../records/warnings-shown.js';
import type { Answer } from '../support/caller.js';
import { startService, type TestService } from '../support/service.js';
import { aMother, aReferral, aScreening } from './bodies.js';
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
