import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { findCase } from '../../records/case-lookup.js';
import type { CaseView } from '../../records/case-view.js';
import { verifyEveryLog } from '../../records/chain.js';
import { openDatabase } from '../../records/database.js';
import { uploadLimits, usualUploads } from '../../domain/documents.js';
import { openDraft, saveDraft } from '../../records/drafts.js';
import { issueCode, redeemCode } from '../../records/one-time-codes.js';
import { submitReferral } from '../../records/referrals.js';
import { proposeRoleChange } from '../../records/role-changes.js';
import { resealEverything, type ResealedTable } from '../../records/rotation.js';
import { sealedTables } from '../../records/sealed-columns.js';
import { addWarning } from '../../records/warnings.js';
import { unsealedColumns } from '../../records/sealed-form.js';
import { sealingWith, takingPlain, type Sealing } from '../../records/sealing.js';
import { receiveDocument } from '../../records/uploads.js';
import { referral } from '../support/factories.js';
import { pdf } from '../support/files.js';
import { done, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { keyRing, rotatedSecretKeys, testSecretKeys } from '../support/keys.js';
import { makePlain } from '../support/plain-record.js';
import { until } from '../support/until.js';
import { link } from './agency-wall.js';

const tables = Object.keys(sealedTables);
const [newKey = ''] = rotatedSecretKeys.split(',');
const referrer = { kind: 'professional', name: 'Tessa Teacherly', email: 'tessa@school.example' } as const;

let hub: Hub;
let inHand: CaseInHand;
beforeEach(async () => {
  hub = await openHub();
  inHand = await decidedCase();
});
afterEach(async () => {
  await hub.close();
});

/** A case that has something in every table with sealed columns. */
async function decidedCase(): Promise<CaseInHand> {
  const received = await hub.receive(referral({ referrer }));
  const { people: persons } = received;
  const checks = [
    { agency: 'police' as const, persons, question: 'Any call-outs?' },
    { agency: 'health' as const, persons, question: 'Seen lately?' },
  ];
  await hub.screen(received, { checks });
  await hub.tryToAnswer(await hub.check(received, 'police'), {
    results: persons.map((person) => ({ person, result: 'known', systemsSearched: 'local records' })),
    information: persons.map((person) => ({ person, kind: 'fact', text: 'Invented for a test.', sharing: 'family' })),
    analysis: 'Invented for a test.',
  });
  await hub.decide(received, { gaps: await hub.gaps(received), meetingSkipped: { reason: 'papers-sufficient' } });
  const warning = { kind: 'site', text: 'Invented for a test.' } as const;
  done(await addWarning(hub.record, received.caseId, warning, hub.request('hub-worker')));
  const change = { add: ['auditor'], remove: [], agency: null, reason: 'Invented for a test.' } as const;
  done(await proposeRoleChange(hub.database, hub.actor('duty-team'), change, hub.request('administrator')));
  return received;
}

/** Leaves an account of a referrer, and the code by which they signed in. */
async function signInByCode(): Promise<void> {
  const asked = { hubId: 'hub', now: hub.clock.now() };
  const by = { address: 'rita@school.example', asker: 'stranger' } as const;
  const issued = await issueCode(hub.database, keyRing(), { ...asked, ...by });
  await redeemCode(hub.database, keyRing(), { ...asked, code: '', ...issued });
}

/** Leaves a draft that was not sent, with a file. */
async function leaveDraft(): Promise<void> {
  const drafter = { actor: hub.actor('hub-worker'), now: hub.clock.now(), days: 28 };
  const { id } = done(await openDraft(hub.database, drafter, 'referral'));
  done(await saveDraft(hub.database, drafter, id, { what: 'Invented for a test.' }));
  const uploads = { policy: 'unscanned', limits: uploadLimits(usualUploads), scanner: undefined } as const;
  done(await receiveDocument(hub.database, uploads, hub.request('hub-worker'), id, { name: 'a.pdf', bytes: pdf() }));
}

const newRing = keyRing(rotatedSecretKeys);

async function reseal(sealing: Sealing = sealingWith(newRing)): Promise<ResealedTable[]> {
  const done: ResealedTable[] = [];
  for await (const table of resealEverything(hub.ownerUrl, newRing, sealing)) done.push(table);
  return done;
}

const resealFromPlain = async (): Promise<ResealedTable[]> => reseal(takingPlain(sealingWith(newRing)));

/** What a process reads that has only these keys. */
async function readWith(keys: string): Promise<{ view: CaseView; broken: string[] }> {
  const database = openDatabase(hub.applicationUrl, keyRing(keys));
  try {
    const view = await hub.look(inHand, database);
    const broken: string[] = [];
    for await (const { reference, brokenAt } of verifyEveryLog(database)) {
      if (brokenAt !== undefined) broken.push(reference);
    }
    return { view, broken };
  } finally {
    await database.close();
  }
}

/** By which keys anything in the record is sealed, or indexed. */
async function keysInUse(): Promise<Set<string | undefined>> {
  // PostgreSQL writes what lies in a "bytea" in hexadecimal digits, of which 09 is the tab that a sealed value begins with.
  const everything = JSON.stringify(await hub.everything()).replaceAll(/x(09[0-9a-f]{40,})/g, (_, hex: string) =>
    Buffer.from(hex, 'hex').toString(),
  );
  return new Set([...everything.matchAll(/(test(?:-2)?):[\w-]{40,}/g)].map(([, key]) => key));
}

describe('a rotation', () => {
  it('seals every row of every table anew, and nothing the second time', async () => {
    await signInByCode();
    await leaveDraft();
    expect(await keysInUse()).toEqual(new Set(['test']));

    const first = await reseal();

    expect(first.map(({ table }) => table)).toEqual(tables);
    expect(first.filter(({ rows }) => rows === 0)).toEqual([]);
    expect(await keysInUse()).toEqual(new Set(['test-2']));
    expect(await reseal()).toEqual(tables.map((table) => ({ table, rows: 0 })));
  });

  it('leaves a record that opens with the new key alone, every log whole, and nothing with the old key alone', async () => {
    const before = await hub.look(inHand);

    await reseal();

    expect(await readWith(newKey)).toEqual({ view: before, broken: [] });
    await expect(readWith(testSecretKeys)).rejects.toMatchObject({ name: 'UnreadableColumn', missingKey: 'test-2' });
  });

  it('leaves files that open with the new key alone, as they came', async () => {
    await leaveDraft();

    await reseal();

    const [file = { id: '', content: Buffer.alloc(0) }] = await hub.asOwner<{ id: string; content: Buffer }>(
      'SELECT "documentId" AS "id", "content" FROM "DocumentContent"',
    );
    const openedBy = (keys: string): Uint8Array =>
      sealingWith(keyRing(keys)).openFile('DocumentContent.content', file.id, file.content);
    expect(Buffer.from(openedBy(newKey))).toEqual(pdf());
    expect(() => openedBy(testSecretKeys)).toThrow('needs the key test-2');
  });

  it('makes the blind indexes anew', async () => {
    await reseal();

    const [row] = await hub.asOwner('SELECT "referrerEmailIndex" FROM "Referral"');
    expect(row?.referrerEmailIndex).toBe(
      sealingWith(keyRing(newKey)).blindIndex('email-address', 'tessa@school.example'),
    );
  });

  it('has a conflict of interest follow a child whose referrals were recorded under different keys', async () => {
    const child = referral({ children: [{ firstName: 'Nia', lastName: 'Invented', nhsNumber: '999 054 8609' }] });
    const first = await hub.receive(child);
    await link(hub, first, 'hub-worker', first.children[0] ?? '');
    const underNewKey = openDatabase(hub.applicationUrl, keyRing(rotatedSecretKeys));
    const record = { ...hub.record, database: underNewKey };
    const { reference } = done(await submitReferral(record, child, hub.request('school-system')));
    await underNewKey.close();

    await reseal();

    const found = await findCase(hub.database, hub.actor('hub-worker'), reference, hub.clock.now());
    expect(found?.standing.wall).toBe('conflict');
  });

  it('goes through tables of any length, and on from where it was ended', async () => {
    for (let count = 0; count < 60; count += 1) await hub.submit(referral());
    for await (const { table } of resealEverything(hub.ownerUrl, keyRing(rotatedSecretKeys))) {
      if (table === 'Person') break;
    }

    const rest = await reseal();

    const rowsOf = (name: string): number => rest.find(({ table }) => table === name)?.rows ?? 0;
    expect([rowsOf('Referral'), rowsOf('Person')]).toEqual([0, 0]);
    expect(rowsOf('CaseEventContent')).toBeGreaterThan(200);
    expect(await keysInUse()).toEqual(new Set(['test-2']));
  });

  it('waits for a row that an act has locked, and lets go of its own meanwhile', async () => {
    const act = new pg.Client({ connectionString: hub.ownerUrl });
    await act.connect();
    await act.query('BEGIN');
    await act.query(`SELECT FROM "AgencyCheck" ORDER BY "id" DESC LIMIT 1 FOR UPDATE`);
    const pass = reseal();
    await until('the pass to wait for the row', async () => {
      const waiting = await hub.asOwner(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0 ? true : undefined;
    });

    await act.query(`UPDATE "AgencyCheck" SET "agency" = "agency"`);
    await act.query('COMMIT');
    await act.end();

    expect(await pass).toContainEqual({ table: 'AgencyCheck', rows: 2 });
  });
});

describe('a record from before its columns were sealed', () => {
  let before: CaseView;
  beforeEach(async () => {
    before = await hub.look(inHand);
    await makePlain(hub);
  });

  it('is not read, nor sealed by a pass that is not told of it: anybody could have written it', async () => {
    expect(await keysInUse()).toEqual(new Set());

    await expect(hub.look(inHand)).rejects.toMatchObject({ name: 'UnreadableColumn', missingKey: undefined });
    await expect(reseal()).rejects.toMatchObject({ name: 'UnreadableColumn', missingKey: undefined });
  });

  it('is sealed by a pass that is, with its blind indexes, and reads the same', async () => {
    await resealFromPlain();

    expect(await readWith(newKey)).toEqual({ view: before, broken: [] });
    expect(await keysInUse()).toEqual(new Set(['test-2']));
    expect(JSON.stringify(await hub.everything())).not.toMatch(/Teacherly|tessa@|call-outs/);
    expect(await hub.asOwner('SELECT FROM "Referral" WHERE "referrerEmailIndex" IS NULL')).toEqual([]);
  });

  it('takes nothing in the clear any more once a pass is over', async () => {
    expect((await unsealedColumns(hub.database)).map(({ column }) => column)).toContain('Screening.rationale');

    await resealFromPlain();

    expect(await unsealedColumns(hub.database)).toEqual([]);
    await expect(hub.asOwner(`UPDATE "Screening" SET "rationale" = 'FORGED'`)).rejects.toMatchObject({ code: '23514' });
  });
});

describe('a referral', () => {
  const sealed = `"submission" = to_jsonb(E'\\ttest:AAAA'::text)`;

  it.each([
    ['without saying so', `UPDATE "Referral" SET ${sealed}`],
    ['by words in the clear', `SET LOCAL front_door.resealing = 'on'; UPDATE "Referral" SET "submission" = '{}'`],
    [
      'with anything else of it',
      `SET LOCAL front_door.resealing = 'on'; UPDATE "Referral" SET ${sealed}, "channel" = 'x'`,
    ],
    ['by nothing', `SET LOCAL front_door.resealing = 'on'; UPDATE "Referral" SET "referrerEmail" = NULL`],
    ['with its removal', `SET LOCAL front_door.resealing = 'on'; DELETE FROM "Referral"`],
  ])('is not sealed anew %s, not even by the owner', async (_how, statements) => {
    await expect(hub.asOwner(statements)).rejects.toThrow('never changed or removed');
  });

  it('is not sealed anew by the application at all', async () => {
    const resealing = hub.database.acts.transaction(async (sql) => {
      sql.write`SELECT set_config('front_door.resealing', 'on', true)`;
      return sql.run`UPDATE "Referral" SET "submission" = "submission"`;
    });
    await expect(resealing).rejects.toThrow('permission denied');
  });
});
