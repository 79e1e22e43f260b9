import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uploadLimits, usualUploads } from '../../domain/documents.js';
import type { DraftForm } from '../../domain/drafts.js';
import { scanQuarantined } from '../../records/document-scans.js';
import { findDocument, listDocuments, readDocument } from '../../records/document-sights.js';
import { listDraftDocuments, readDraftDocument, removeDocument, type DocumentView } from '../../records/documents.js';
import {
  discardDraft,
  findDraftFor,
  forgetOldDrafts,
  openDraft,
  type Drafter,
  type FormDraft,
} from '../../records/drafts.js';
import { namesOfOwnDocuments } from '../../records/own-referrals.js';
import type { GivenFile } from '../../records/file-kinds.js';
import { submitReferral } from '../../records/referrals.js';
import { receiveDocument, type Uploads } from '../../records/uploads.js';
import { clamdAt } from '../../runtime/clamd.js';
import { eicar, FakeClamd } from '../support/clamd.js';
import { referral } from '../support/factories.js';
import { done, mondayMorning, openHub, type CaseInHand, type CheckInHand, type Hub } from '../support/hub.js';
import { docx, pdf, png } from '../support/files.js';
import { restrict, seen } from './agency-wall.js';

let hub: Hub;
let daemon: FakeClamd;
beforeAll(async () => {
  [hub, daemon] = await Promise.all([openHub(), new FakeClamd().start()]);
});
beforeEach(() => {
  hub.clock.set(mondayMorning);
});
afterAll(async () => {
  await Promise.all([hub.close(), daemon.stop()]);
});

const limits = uploadLimits(usualUploads);
const uploads = (changes: Partial<Uploads> = {}): Uploads => ({
  ...{ policy: 'scanned', limits, scanner: clamdAt(daemon.address, patience) },
  ...changes,
});
const patience = { greetingMilliseconds: 2000, scanMilliseconds: 500 };

const me = (persona = 'hub-worker'): Drafter => ({ actor: hub.actor(persona), now: hub.clock.now(), days: 28 });

const begin = async (form: DraftForm = 'referral', persona?: string): Promise<FormDraft> =>
  done(await openDraft(hub.database, me(persona), form));

const report: GivenFile = { name: 'School report Nia.pdf', bytes: pdf() };
const virus: GivenFile = { name: 'notes.txt', bytes: Buffer.from(eicar) };

/** By the usual person, unless it says otherwise. */
const upload = async (
  draft: Pick<FormDraft, 'id'>,
  file: GivenFile = report,
  changes: Partial<Uploads> & { by?: string } = {},
): ReturnType<typeof receiveDocument> => {
  const { by = 'hub-worker', ...rest } = changes;
  return receiveDocument(hub.database, uploads(rest), hub.request(by), draft.id, file);
};

const listed = async ({ id }: Pick<FormDraft, 'id'>, persona?: string): Promise<DocumentView[]> =>
  listDraftDocuments(hub.database, me(persona), id);

const contents = async (): Promise<number> =>
  Number((await hub.asOwner<{ n: string }>('SELECT count(*) AS n FROM "DocumentContent"'))[0]?.n);

describe('a file that is uploaded to a draft', () => {
  it('is scanned, kept, listed and given back as it came', async () => {
    const draft = await begin();

    const document = done(await upload(draft));

    expect(document).toMatchObject({
      kind: 'pdf',
      name: 'School report Nia.pdf',
      size: report.bytes.length,
      state: 'clean',
    });
    expect(await listed(draft)).toEqual([document]);
    expect(daemon.scanned.at(-1)).toEqual(report.bytes);
    expect(done(await readDraftDocument(hub.database, me(), document.id))).toEqual({
      ...{ name: 'School report Nia.pdf', type: 'application/pdf', bytes: report.bytes },
    });
  });

  it('lies sealed in PostgreSQL, its name too', async () => {
    const draft = await begin();
    done(await upload(draft, { name: 'Markedname.txt', bytes: Buffer.from('Markedcontent') }));

    const rows = await hub.everything();

    const stored = JSON.stringify([rows.Document, rows.DocumentContent]);
    expect(stored).not.toMatch(/Marked/);
    expect(stored).not.toContain(Buffer.from('Markedcontent').toString('hex'));
  });

  it('is of nobody else: not found, listed, given or taken away', async () => {
    const draft = await begin();
    const { id } = done(await upload(draft));

    expect(await listed(draft, 'hub-manager')).toEqual([]);
    expect(await readDraftDocument(hub.database, me('hub-manager'), id)).toMatchObject({
      refused: { code: 'not-found' },
    });
    expect(await removeDocument(hub.database, me('hub-manager'), id)).toBe(false);
    expect(await findDocument(hub.database, hub.actor('hub-manager'), id, hub.clock.now())).toBeUndefined();
    expect(await upload(draft, report, { by: 'hub-manager' })).toMatchObject({ refused: { code: 'not-found' } });
    expect(await listed(draft)).toHaveLength(1);
  });

  it('goes when it is taken out, when the draft is discarded, and when that is too old', async () => {
    const [first, second] = [await begin(), await begin()];
    const before = await contents();
    const { id } = done(await upload(first));
    done(await upload(first));
    done(await upload(second));

    expect(await removeDocument(hub.database, me(), id)).toBe(true);
    expect(await contents()).toBe(before + 2);
    await discardDraft(hub.database, me(), first.id);
    expect(await contents()).toBe(before + 1);
    await forgetOldDrafts(hub.database, new Date('2028-10-01T00:00:00Z'));
    expect(await contents()).toBe(0);
  });

  it('leaves a look of who uploaded what for', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    const { checkId } = await hub.check(inHand, 'police');
    const draft = done(await findDraftFor(hub.database, me('police'), 'check-answer', checkId));

    done(await upload(draft, report, { by: 'police' }));

    const looks = await hub.asOwner(
      'SELECT "kind", "what", "userId", "role", "checkId", "caseId" FROM "AccessEvent" ORDER BY "seq" DESC LIMIT 1',
    );
    const { userId } = hub.actor('police');
    expect(looks).toEqual([
      { kind: 'uploaded', what: 'answer-check', userId, role: 'agency-worker', checkId, caseId: inHand.caseId },
    ]);
  });

  it.each([
    ['empty', { name: 'a.pdf', bytes: Buffer.alloc(0) }, 'The file is empty'],
    ['of another kind', { name: 'a.svg', bytes: Buffer.from('<svg/>') }, 'This kind of file is not taken'],
    ['with macros', { name: 'a.docx', bytes: docx({ name: 'word/vbaProject.bin' }) }, 'holds macros'],
    ['called something else', { name: 'a.pdf', bytes: png() }, 'does not end in .png'],
    ['with two endings', { name: 'invoice.exe.pdf', bytes: pdf() }, 'ending of a program'],
    ['too large', { name: 'a.txt', bytes: Buffer.alloc(10 * 1024 * 1024 + 1, 'x') }, 'larger than 10 MB'],
    ['infected', virus, 'A virus was found'],
  ])('is refused in words where it is %s, and nothing is kept of it', async (_what, file, words) => {
    const draft = await begin();
    const before = await contents();

    const result = await upload(draft, file);

    expect(result).toMatchObject({ refused: { code: 'file-refused', detail: expect.stringContaining(words) } });
    expect(JSON.stringify(result)).not.toContain(file.name);
    expect(await contents()).toBe(before);
  });

  it('leaves, where it was infected, that it came and was deleted', async () => {
    const draft = await begin();
    await upload(draft, virus);

    expect(await listed(draft)).toMatchObject([{ name: 'notes.txt', state: 'infected' }]);
    expect(await hub.asOwner('SELECT "kind", "why" FROM "AccessEvent" ORDER BY "seq" DESC LIMIT 1')).toEqual([
      { kind: 'uploaded', why: 'infected' },
    ]);
    const [{ id } = { id: '' }] = await listed(draft);
    expect(await readDraftDocument(hub.database, me(), id)).toMatchObject({ refused: { code: 'document-withheld' } });
  });

  it('is one of as many, and as much together, as an installation takes, however many come at once', async () => {
    const draft = await begin();
    const few = { limits: { fileBytes: 1000, files: 2, totalBytes: 250 } };
    const ofBytes = (count: number): GivenFile => ({ name: 'a.txt', bytes: Buffer.alloc(count, 'x') });

    const three = await Promise.all([1, 2, 3].map(async () => upload(draft, ofBytes(100), few)));

    expect(three.filter((each) => 'done' in each)).toHaveLength(2);
    expect(await upload(draft, ofBytes(1), few)).toMatchObject({
      refused: { detail: expect.stringContaining('More than 2 files') },
    });
    const [{ id } = { id: '' }] = await listed(draft);
    await removeDocument(hub.database, me(), id);
    expect(await upload(draft, ofBytes(200), few)).toMatchObject({
      refused: { detail: expect.stringContaining('All files together') },
    });
    expect(await upload(draft, ofBytes(150), few)).toHaveProperty('done');
  });

  it('is taken neither for a draft that was sent, or is not there, nor for a form without files', async () => {
    const draft = await begin();
    const { version } = draft;
    await submitReferral(hub.record, referral(), { ...hub.request('hub-worker'), draft: { id: draft.id, version } });

    for (const other of [draft, { id: randomUUID() }, await begin('decision')])
      expect(await upload(other)).toMatchObject({ refused: { code: 'not-found' } });
  });
});

describe('where the scanner', () => {
  afterEach(async () => {
    daemon.manner = 'well';
    await daemon.stop();
    await daemon.start();
  });

  it('is away, a file is refused, and nothing is kept of it', async () => {
    const draft = await begin();
    await daemon.stop();

    const result = await upload(draft);

    expect(result).toMatchObject({ refused: { code: 'uploads-unavailable' } });
    expect(JSON.stringify(result)).toContain('everything else you entered is');
    expect(await listed(draft)).toEqual([]);
  });

  it('is not configured, a file is refused likewise, unless the operator has decided to take it as it comes', async () => {
    const draft = await begin();
    const without = { scanner: undefined };

    expect(await upload(draft, report, without)).toMatchObject({ refused: { code: 'uploads-unavailable' } });
    expect(await upload(draft, report, { ...without, policy: 'off' })).toMatchObject({
      refused: { detail: expect.stringContaining('takes no files') },
    });
    expect(done(await upload(draft, report, { ...without, policy: 'unscanned' }))).toMatchObject({
      state: 'unscanned',
    });
    expect(await listed(draft)).toHaveLength(1);
  });

  it('goes away meanwhile, a file stays in quarantine, shown to nobody, until it is back', async () => {
    const draft = await begin();
    daemon.manner = 'broken';
    const [good, bad] = [done(await upload(draft)), done(await upload(draft, virus))];
    expect([good.state, bad.state]).toEqual(['quarantined', 'quarantined']);
    expect(await readDraftDocument(hub.database, me(), good.id)).toMatchObject({
      refused: { code: 'document-withheld' },
    });
    hub.clock.set('2028-08-21T10:02:00+01:00');
    const sweep = async (): Promise<number> =>
      scanQuarantined(hub.database, clamdAt(daemon.address, patience), hub.clock.now());

    await expect(sweep()).rejects.toMatchObject({ name: 'ScannerAway' });
    daemon.manner = 'well';
    expect(await sweep()).toBe(2);

    expect((await listed(draft)).map(({ id, state }) => [id, state])).toEqual(
      expect.arrayContaining([
        [good.id, 'clean'],
        [bad.id, 'infected'],
      ]),
    );
    expect(await sweep()).toBe(0);
    expect(done(await readDraftDocument(hub.database, me(), good.id)).bytes).toEqual(report.bytes);
  });

  it('finds a virus in what was sent in meanwhile, the case has an event of it, once', async () => {
    const draft = await begin();
    daemon.manner = 'broken';
    const { id } = done(await upload(draft, virus));
    daemon.manner = 'well';
    const request = { ...hub.request('hub-worker'), draft: { id: draft.id, version: draft.version } };
    const { reference } = done(await submitReferral(hub.record, referral(), request));
    hub.clock.set('2028-08-21T10:02:00+01:00');
    const sweep = async (): Promise<number> => scanQuarantined(hub.database, clamdAt(daemon.address), hub.clock.now());

    await Promise.all([sweep(), sweep()]);

    const inHand = await hub.caseOf(reference);
    expect(await hub.events(inHand)).toEqual(['referral-received', 'document-infected']);
    expect(await hub.asOwner('SELECT FROM "DocumentContent" WHERE "documentId" = $1', [id])).toEqual([]);
    const sight = hub.sight('hub-worker', 'see-documents', inHand.caseId);
    expect(await listDocuments(hub.database, sight)).toMatchObject([{ id, state: 'infected' }]);
  });
});

describe('the files of a case', () => {
  let inHand: CaseInHand;
  let police: CheckInHand;
  let ofReferral: string;
  let ofAnswer: string;

  beforeAll(async () => {
    const draft = await begin('referral', 'referrer');
    ofReferral = done(await upload(draft, report, { by: 'referrer' })).id;
    await upload(draft, virus, { by: 'referrer' });
    const request = { ...hub.request('referrer'), draft: { id: draft.id, version: draft.version } };
    const { reference } = done(await submitReferral(hub.record, referral(), request));
    inHand = await hub.caseOf(reference);
    const persons = inHand.people;
    await hub.screen(inHand, { checks: (['police', 'health'] as const).map((agency) => ({ agency, persons })) });
    police = await hub.check(inHand, 'police');
    const answer = done(await findDraftFor(hub.database, me('police'), 'check-answer', police.checkId));
    ofAnswer = done(await upload(answer, { name: 'log.txt', bytes: Buffer.from('Invented.') }, { by: 'police' })).id;
    done(await hub.tryToAnswer(police, undefined, { draft: { id: answer.id, version: answer.version } }));
  });

  const list = async (persona: string): Promise<string[]> => {
    const sight = hub.sight(persona, 'see-documents', inHand.caseId);
    return (await listDocuments(hub.database, sight)).filter(({ state }) => state === 'clean').map(({ id }) => id);
  };

  it('are named by their ids, and how many they are, in the events of the acts that sent them in', async () => {
    const events = await hub.database.trees.caseEvent.findMany({
      where: { caseId: inHand.caseId },
      orderBy: { seq: 'asc' },
    });
    const named = events.map(({ type, metadata }) => [
      type,
      (JSON.parse(metadata) as { facts: { documents?: string[] } }).facts.documents,
    ]);

    expect(named).toContainEqual(['referral-received', [ofReferral]]);
    expect(named).toContainEqual(['check-answered', [ofAnswer]]);
    expect(JSON.stringify(events)).not.toMatch(/report|log\.txt/);
  });

  it('are all seen by the hub, with who sent them and the answer that they belong to', async () => {
    const sight = hub.sight('hub-worker', 'see-documents', inHand.caseId);

    const all = await listDocuments(hub.database, sight);

    expect(new Set(all.map(({ id, check, by, state }) => [id, check, typeof by, state].join()))).toEqual(
      new Set([
        [ofReferral, undefined, 'string', 'clean'].join(),
        [all.find(({ state }) => state === 'infected')?.id, undefined, 'string', 'infected'].join(),
        [ofAnswer, police.checkId, 'string', 'clean'].join(),
      ]),
    );
    sight.requireWithin({ items: all });
    expect(await listDocuments(hub.database, sight, { checkId: police.checkId })).toHaveLength(1);
    expect(done(await readDocument(hub.database, sight, ofReferral)).bytes).toEqual(report.bytes);
  });

  it('are named to whoever sent them with the referral, and to nobody else who refers', async () => {
    const names = (persona: string): Promise<string[]> =>
      namesOfOwnDocuments(hub.database, hub.sight(persona, 'see-own-submission', inHand.caseId));
    expect(await names('referrer')).toEqual([report.name]);
    expect(await names('hub-worker')).toEqual([]);
  });

  it('are seen by an agency where they are of its own answer, without who sent them, and no others', async () => {
    expect(await list('police')).toEqual([ofAnswer]);
    expect(await list('police-lead')).toEqual([ofAnswer]);
    expect(await list('health')).toEqual([]);

    const sight = hub.sight('police', 'see-documents', inHand.caseId);
    const [shown] = await listDocuments(hub.database, sight);
    expect(shown).not.toHaveProperty('by');
    expect(done(await readDocument(hub.database, sight, ofAnswer)).type).toBe('text/plain; charset=utf-8');
    expect(await readDocument(hub.database, sight, ofReferral)).toMatchObject({ refused: { code: 'not-found' } });
    const health = hub.sight('health', 'see-documents', inHand.caseId);
    expect(await readDocument(hub.database, health, ofAnswer)).toMatchObject({ refused: { code: 'not-found' } });
  });

  it('are kept from other agencies by PostgreSQL itself, whatever a statement asks for', async () => {
    const ask = async (persona: string): Promise<unknown> => {
      const documents = await seen<{ id: string }>(hub, persona, 'SELECT "id" FROM "Document"');
      const files = await seen<{ id: string }>(hub, persona, 'SELECT "documentId" AS "id" FROM "DocumentContent"');
      return [documents, files].map((rows) => rows.map(({ id }) => id));
    };

    expect(await ask('police')).toEqual([[ofAnswer], [ofAnswer]]);
    expect(await ask('health')).toEqual([[], []]);
    await expect(seen(hub, 'police', 'SELECT "uploadedById" FROM "Document"')).rejects.toMatchObject({ code: '42501' });
  });

  it('are of another case for nobody: leave to see one case shows no file of another', async () => {
    const other = await hub.receive();

    const sight = hub.sight('hub-worker', 'see-documents', other.caseId);

    expect(await listDocuments(hub.database, sight)).toEqual([]);
    expect(await readDocument(hub.database, sight, ofReferral)).toMatchObject({ refused: { code: 'not-found' } });
  });

  it('are of the draft, and so of the referrer, no more', async () => {
    expect(await readDraftDocument(hub.database, me('referrer'), ofReferral)).toMatchObject({
      refused: { code: 'not-found' },
    });
    expect(await removeDocument(hub.database, me('referrer'), ofReferral)).toBe(false);
  });

  it('cannot be removed, changed or moved by the application, nor by the owner', async () => {
    const statements = [
      `DELETE FROM "Document" WHERE "id" = '${ofReferral}'`,
      `DELETE FROM "DocumentContent" WHERE "documentId" = '${ofReferral}'`,
      `UPDATE "DocumentContent" SET "content" = "content"`,
      `UPDATE "Document" SET "caseId" = gen_random_uuid() WHERE "id" = '${ofReferral}'`,
    ];
    for (const statement of statements)
      await expect(hub.asOwner(statement)).rejects.toThrow('never changed or removed');
  });

  it.each([
    ['hub-worker', ['hub', 'asked'], 'none'],
    ['police', ['hub', 'asked'], 'none'],
    ['health', ['hub'], 'none'],
  ])('are found by their id with how %s stands to them', async (persona, relations, wall) => {
    const actor = hub.actor(persona);

    const found = await findDocument(hub.database, actor, ofAnswer, hub.clock.now());

    const expected = relations.filter((relation) => relation === 'hub' || actor.agency !== null);
    expect(found).toMatchObject({
      documentId: ofAnswer,
      checkId: police.checkId,
      standing: { relations: expected, wall },
    });
  });

  it('stand behind the wall of a restricted case', async () => {
    await restrict(hub, inHand, 'police-lead', 'health');

    const found = await findDocument(hub.database, hub.actor('hub-worker'), ofReferral, hub.clock.now());

    expect(found?.standing.wall).toBe('restricted');
    expect(await list('police')).toEqual([]);
    expect(await list('police-lead')).toEqual([ofAnswer]);
  });
});
