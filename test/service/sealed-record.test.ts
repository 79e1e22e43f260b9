import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uploadLimits, usualUploads } from '../../domain/documents.js';
import { openDraft, saveDraft } from '../../records/drafts.js';
import { issueCode, redeemCode } from '../../records/one-time-codes.js';
import { sealedTables } from '../../records/sealed-columns.js';
import { sealingWith } from '../../records/sealing.js';
import { receiveDocument } from '../../records/uploads.js';
import { keyRing } from '../support/keys.js';
import { startService, type TestService } from '../support/service.js';
import { aScreening } from './bodies.js';
import type { CaseSeen } from './seen.js';
import { userIdOf } from './people.js';
import { checkOf, readCase, submit, succeeding } from './steps.js';
import { allTables, rowsOf, type Tables } from './tables.js';

/*
 * A case through the whole process, in which every text that a person can write is a word that stands nowhere else. Names and dates of birth
 * of the people of the case are the exception: they are stored in the clear.
 */
const mark = (place: string): string => `Marked${place}Xq`;
const marked = (...places: readonly string[]): Record<string, string> =>
  Object.fromEntries(places.map((place) => [place, mark(place)]));
const anyMark = /Marked(\w+)Xq/g;

const address = marked('line1', 'line2', 'town', 'postcode');
const referral = {
  channel: 'email',
  referrer: {
    ...{ kind: 'professional', email: `${mark('email')}@school.example`, sourceCode: '1A' },
    ...marked('name', 'role', 'organisation', 'phone'),
  },
  children: [
    {
      ...{ firstName: 'Nia', lastName: 'Invented', dateOfBirth: '2019-03-02', sex: 'F', address },
      ...marked('nhsNumber', 'school', 'ethnicity', 'disability', 'language', 'locationNow'),
    },
    { firstName: 'Ned', lastName: 'Invented', nhsNumber: '999 054 8609' },
  ],
  household: [{ firstName: 'Mona', lastName: 'Invented', ...marked('relationship') }],
  concern: { immediateDanger: false, ...marked('whatHappened', 'evidence', 'chronology', 'childsViews') },
  parents: { informed: false, agreement: 'refused', ...marked('reasonNotInformed') },
  ...marked('supportTried'),
};

let service: TestService;
let reference: string;
let asShown: string;
let asStored: Tables;

beforeAll(async () => {
  service = await startService();
  reference = await submit(service, referral);
  const { people } = await readCase(service, reference);
  const persons = people.map(({ id }) => id);
  const screened = await screen(persons);
  await answer(screened, persons);
  await decide(screened, people);
  await warn();
  await changeRoles();
  const asked = { hubId: 'hub', now: service.clock.now() };
  const address = `${mark('mailbox')}@school.example`;
  const issued = await issueCode(service.database, keyRing(), { ...asked, address, asker: 'stranger' });
  await redeemCode(service.database, keyRing(), { ...asked, code: '', ...issued });
  await leaveDraft();
  asShown = (await service.as('hub-worker').get(`/api/cases/${reference}`)).text;
  asShown += (await service.as('police').get(`/api/checks/${checkOf(screened, 'police').id}`)).text;
  asStored = await allTables(service.ownerUrl);
});
afterAll(() => service.stop());

async function leaveDraft(): Promise<void> {
  const userId = await userIdOf(service, 'hub-manager');
  const drafter = { actor: { hubId: 'hub', userId }, now: service.clock.now(), days: 28 };
  const opened = await openDraft(service.database, drafter, 'referral');
  if ('refused' in opened) throw new Error(opened.refused.code);
  await saveDraft(service.database, drafter, opened.done.id, marked('draft'));
  const uploads = { policy: 'unscanned', limits: uploadLimits(usualUploads), scanner: undefined } as const;
  const actor = { ...drafter.actor, roles: ['hub-manager'], agency: null } as const;
  const file = { name: `${mark('fileName')}.txt`, bytes: Buffer.from(mark('file')) };
  const received = await receiveDocument(service.database, uploads, { ...drafter, actor }, opened.done.id, file);
  if ('refused' in received) throw new Error(received.refused.code);
}

async function screen(persons: readonly string[]): Promise<CaseSeen> {
  const body = {
    ...{ ...aScreening, rating: 'red', legalBasis: 'consent', agreementOverride: { reason: mark('override') } },
    ...marked('rationale', 'referTo'),
    checks: [
      { agency: 'police', persons, ...marked('question') },
      { agency: 'health', persons },
    ],
  };
  await succeeding(service.as('hub-manager').post(`/api/cases/${reference}/screening`, body));
  return readCase(service, reference);
}

async function answer(screened: CaseSeen, persons: readonly string[]): Promise<void> {
  const body = {
    results: persons.map((person) => ({ person, result: 'known', ...marked('systemsSearched') })),
    information: persons.map((person) => ({ person, kind: 'fact', sharing: 'family', ...marked('text') })),
    ...marked('analysis'),
  };
  await succeeding(service.as('police').post(`/api/checks/${checkOf(screened, 'police').id}/answer`, body));
}

async function decide(screened: CaseSeen, people: CaseSeen['people']): Promise<void> {
  const body = {
    decisions: people
      .filter(({ role }) => role === 'child')
      .map(({ id }) => ({ child: id, level: 3, outcome: 'early-help', rationale: mark('decided') })),
    gaps: [{ check: checkOf(screened, 'health').id, ...marked('reason') }],
    meetingSkipped: { reason: 'papers-sufficient', agreedBy: mark('agreedBy') },
    messageToReferrer: mark('message'),
  };
  const deciding = service.as('hub-manager').post(`/api/cases/${reference}/decision`, body, { 'if-match': '*' });
  await succeeding(deciding);
}

async function warn(): Promise<void> {
  const note = { kind: 'site', text: mark('warning'), forAgencies: mark('forAgencies') };
  const { body } = await succeeding(service.as('hub-worker').post(`/api/cases/${reference}/warnings`, note));
  const { id } = body as { id: string };
  await succeeding(service.as('hub-manager').post(`/api/warnings/${id}/end`, { reason: mark('warningEnded') }));
}

async function changeRoles(): Promise<void> {
  const second = service.as({ subject: 'second-admin', name: 'Sefton Admin', roles: ['administrator'] });
  const path = `/api/users/${await userIdOf(service, 'hub-worker')}/role-changes`;
  const proposed = service.as('administrator').post(path, { add: ['auditor'], reason: mark('proposed') });
  const { id } = (await succeeding(proposed)).body as { id: string };
  await succeeding(second.post(`/api/role-changes/${id}/refuse`, { reason: mark('refused') }));
}

const columns = Object.entries(sealedTables).flatMap(([table, sealed]) =>
  Object.keys(sealed.columns).map((column) => [table, column] as const),
);

const marksIn = (text: string): Set<string> => new Set([...text.matchAll(anyMark)].map(([, place = '']) => place));

describe('what people write', () => {
  it('stands in the answers to those who may read it', () => {
    const shown = marksIn(asShown);
    const expected = marksIn(JSON.stringify(referral));
    const later = [
      'rationale',
      'override',
      'question',
      'text',
      'analysis',
      'systemsSearched',
      'decided',
      'reason',
      'message',
    ];
    expect([...expected, ...later].filter((place) => !shown.has(place))).toEqual([]);
    expect(expected.size).toBeGreaterThan(20);
  });

  it('stands nowhere in PostgreSQL in the clear', () => {
    const found = Object.entries(asStored).flatMap(([table, rows]) =>
      rows.flatMap((row) => [...marksIn(row)].map((place) => `${table}: ${place}`)),
    );
    expect(found).toEqual([]);
    expect(JSON.stringify(asStored)).not.toMatch(/999 ?054 ?8609/);
  });

  it('but for the names and dates of birth of the people of a case, by which they are searched', () => {
    const people = asStored['"Person"'] ?? [];
    expect(people.filter((row) => row.includes('Invented'))).toHaveLength(3);
    expect(people.filter((row) => row.includes('2019-03-02'))).toHaveLength(1);
  });

  it.each(columns)('is sealed in %s, column %s', async (table, column) => {
    const rows = await rowsOf(service.ownerUrl, table);
    const values = rows.map((row) => row[column]).filter((value) => value !== null);
    expect(values.length).toBeGreaterThan(0);
    expect(
      values.filter(
        (value) =>
          !Buffer.from(value as string | Uint8Array)
            .toString()
            .startsWith('\ttest:'),
      ),
    ).toEqual([]);
  });
});

describe('what is searched by equality alone', () => {
  const { blindIndex } = sealingWith(keyRing());

  it('has a blind index: the address of the referrer, and the NHS number of a person', async () => {
    const [stored] = await rowsOf(service.ownerUrl, 'Referral');
    expect(stored?.referrerEmailIndex).toBe(blindIndex('email-address', referral.referrer.email.toUpperCase()));
    const people = await rowsOf(service.ownerUrl, 'Person');
    const ned = people.find(({ firstName }) => firstName === 'Ned');
    expect(ned?.nhsNumberIndex).toBe(blindIndex('nhs-number', '9990548609'));
  });
});
