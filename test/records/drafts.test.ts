import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mostDrafts, type DraftForm } from '../../domain/drafts.js';
import {
  discardDraft,
  findDraft,
  findDraftFor,
  forgetOldDrafts,
  listDrafts,
  openDraft,
  saveDraft,
  type Drafter,
  type FormDraft,
} from '../../records/drafts.js';
import { submitReferral } from '../../records/referrals.js';
import { referral, screening } from '../support/factories.js';
import { claimOf, done, mondayMorning, openHub, type Hub } from '../support/hub.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
beforeEach(async () => {
  await hub.asOwner('DELETE FROM "FormDraft"');
  hub.clock.set(mondayMorning);
});
afterAll(async () => {
  await hub.close();
});

const me = (persona = 'hub-worker'): Drafter => ({ actor: hub.actor(persona), now: hub.clock.now(), days: 28 });

const begin = async (form: DraftForm = 'referral', persona?: string): Promise<FormDraft> =>
  done(await openDraft(hub.database, me(persona), form));

const read = async ({ id }: Pick<FormDraft, 'id'>, persona?: string): Promise<FormDraft | undefined> =>
  findDraft(hub.database, me(persona), id);

describe('a draft', () => {
  it('is kept as it was entered, for four weeks after the last saving', async () => {
    const { id, version } = await begin();
    hub.clock.set('2028-08-22T10:00:00+01:00');

    const saved = done(await saveDraft(hub.database, me(), id, { 'child-1-name': 'Nia <b>', days: ['mon', 'tue'] }));

    expect(saved.version).toBe(version + 1);
    expect(await read({ id })).toMatchObject({
      ...{ form: 'referral', subjectId: null, version: saved.version, submittedReference: null },
      answers: { 'child-1-name': 'Nia <b>', days: ['mon', 'tue'] },
      startedAt: new Date(mondayMorning),
      savedAt: new Date('2028-08-22T10:00:00+01:00'),
      expiresAt: new Date('2028-09-19T10:00:00+01:00'),
    });
  });

  it.each(['decision-maker', 'hub-manager', 'administrator', 'school-system'])(
    'is found by nobody else, nor saved, listed or discarded: not by %s',
    async (other) => {
      const { id } = await begin();
      done(await saveDraft(hub.database, me(), id, { name: 'Nia' }));

      expect(await read({ id }, other)).toBeUndefined();
      expect(await listDrafts(hub.database, me(other), 'referral')).toEqual([]);
      expect(await saveDraft(hub.database, me(other), id, {})).toMatchObject({ refused: { code: 'not-found' } });
      expect(await discardDraft(hub.database, me(other), id)).toBe(false);
      expect(await read({ id })).toMatchObject({ answers: { name: 'Nia' } });
    },
  );

  it('stands in PostgreSQL only sealed', async () => {
    const { id } = await begin();
    await saveDraft(hub.database, me(), id, { 'named-after-Nia': 'Markedword' });

    expect(JSON.stringify(await hub.asOwner('SELECT * FROM "FormDraft"'))).not.toMatch(/Markedword|named-after/);
  });

  it('is out of reach of the role by which agencies read', async () => {
    const reading = hub.database.agencies.as({ ...hub.actor('police'), agency: 'police' });

    await expect(reading.rows`SELECT "id" FROM "FormDraft"`).rejects.toMatchObject({ code: '42501' });
  });

  it('keeps what each of two windows wrote, and of one field the last', async () => {
    const { id } = await begin();

    const saved = await Promise.all([
      saveDraft(hub.database, me(), id, { here: 'mine' }),
      saveDraft(hub.database, me(), id, { there: 'also mine' }),
    ]);
    await saveDraft(hub.database, me(), id, { here: 'later' });

    expect(saved.map((each) => done(each).version).sort()).toEqual([2, 3]);
    expect((await read({ id }))?.answers).toEqual({ here: 'later', there: 'also mine' });
  });

  it('loses a field that is taken away, whatever it is called', async () => {
    const { id } = await begin();
    const strange = JSON.parse('{"__proto__": "kept", "constructor": "gone"}') as Record<string, string>;
    await saveDraft(hub.database, me(), id, strange);

    await saveDraft(hub.database, me(), id, { constructor: null });

    expect(JSON.stringify((await read({ id }))?.answers)).toBe('{"__proto__":"kept"}');
  });

  it('does not grow without end, and keeps what it had', async () => {
    const { id } = await begin();
    await saveDraft(hub.database, me(), id, { what: 'short' });

    const refused = await saveDraft(hub.database, me(), id, { more: 'x'.repeat(1_000_000) });

    expect(refused).toMatchObject({ refused: { code: 'body-too-large' } });
    expect((await read({ id }))?.answers).toEqual({ what: 'short' });
  });

  it('is there once about one check, however often and from how many windows it is asked for', async () => {
    const checkId = randomUUID();
    const ask = async (): Promise<FormDraft> =>
      done(await findDraftFor(hub.database, me('police'), 'check-answer', checkId));

    const [first, second] = await Promise.all([ask(), ask()]);

    expect(second.id).toBe(first.id);
    expect((await ask()).subjectId).toBe(checkId);
    expect((await findDraftForCheck('health', checkId)).id).not.toBe(first.id);
    expect((await findDraftForCheck('police', randomUUID())).id).not.toBe(first.id);
  });

  const findDraftForCheck = async (persona: string, checkId: string): Promise<FormDraft> =>
    done(await findDraftFor(hub.database, me(persona), 'check-answer', checkId));

  it('is listed with the others of its form, the last saved first', async () => {
    const [first, second] = [await begin(), await begin()];
    await begin('decision');
    hub.clock.set('2028-08-21T11:00:00+01:00');
    await saveDraft(hub.database, me(), first.id, { name: 'Nia' });

    const listed = await listDrafts(hub.database, me(), 'referral');

    expect(listed.map(({ id, answers }) => [id, answers])).toEqual([
      [first.id, { name: 'Nia' }],
      [second.id, {}],
    ]);
  });

  it('is one of a hundred at most', async () => {
    await Promise.all(Array.from({ length: mostDrafts }, async () => begin()));

    expect(await openDraft(hub.database, me(), 'referral')).toMatchObject({ refused: { code: 'too-many-drafts' } });
    expect(await findDraftFor(hub.database, me(), 'screening', randomUUID())).toMatchObject({
      refused: { code: 'too-many-drafts' },
    });
  });

  it('is gone once it is discarded', async () => {
    const { id } = await begin();

    expect(await discardDraft(hub.database, me(), id)).toBe(true);

    expect(await read({ id })).toBeUndefined();
  });

  it('is gone once its time is over, and removed soon after', async () => {
    const checkId = randomUUID();
    const old = await findDraftForCheck('police', checkId);
    hub.clock.set('2028-08-22T10:00:00+01:00');
    const recent = await begin();
    hub.clock.set('2028-09-18T10:00:00+01:00');

    expect(await read(old, 'police')).toBeUndefined();
    expect((await findDraftForCheck('police', checkId)).id).not.toBe(old.id);

    await forgetOldDrafts(hub.database, hub.clock.now());
    expect(await hub.asOwner('SELECT FROM "FormDraft" WHERE "id" = $1', [old.id])).toEqual([]);
    expect(await read(recent)).toBeDefined();
  });
});

describe('a draft that is sent', () => {
  it('is erased with the act, but for the reference that it led to', async () => {
    const draft = await begin();
    const { version } = done(await saveDraft(hub.database, me(), draft.id, { name: 'Nia' }));

    const request = { ...hub.request('hub-worker'), draft: { id: draft.id, version } };
    const { reference } = done(await submitReferral(hub.record, referral(), request));

    expect(await read(draft)).toMatchObject({ answers: {}, submittedReference: reference });
    expect(await listDrafts(hub.database, me(), 'referral')).toEqual([]);
    expect(await hub.asOwner('SELECT "answers" FROM "FormDraft"')).toEqual([{ answers: null }]);
    expect(await saveDraft(hub.database, me(), draft.id, { name: 'Ned' })).toMatchObject({
      refused: { code: 'draft-changed' },
    });
    expect(await discardDraft(hub.database, me(), draft.id)).toBe(false);
  });

  it('opens one case, however often it is sent', async () => {
    const { id, version } = await begin();
    const send = async (key: string) => {
      const request = hub.request('hub-worker', { idempotency: claimOf(key) });
      return submitReferral(hub.record, referral(), { ...request, draft: { id, version } });
    };
    const cases = await hub.database.trees.case.count();

    const [first, again] = await Promise.all([send(id), send(id)]);
    const byOtherWindow = await send('other');

    expect(done(again)).toEqual(done(first));
    expect(byOtherWindow).toMatchObject({ refused: { code: 'draft-changed' } });
    expect(await hub.database.trees.case.count()).toBe(cases + 1);
  });

  it('is not sent where another window has saved since it was shown: nothing happens, and nothing is lost', async () => {
    const inHand = await hub.receive();
    const { id, version } = done(await findDraftFor(hub.database, me('decision-maker'), 'screening', inHand.caseId));
    done(await saveDraft(hub.database, me('decision-maker'), id, { rationale: 'Written elsewhere.' }));

    const refused = await hub.tryToScreen(inHand, screening(), { draft: { id, version } });

    expect(refused).toMatchObject({ refused: { code: 'draft-changed' } });
    expect(await hub.events(inHand)).toEqual(['referral-received']);
    expect((await read({ id }, 'decision-maker'))?.answers).toEqual({ rationale: 'Written elsewhere.' });
  });

  it('goes with an act on a case, and makes way for the next about it', async () => {
    const inHand = await hub.receive();
    const find = async (): Promise<FormDraft> =>
      done(await findDraftFor(hub.database, me('decision-maker'), 'screening', inHand.caseId));
    const { id, version } = await find();

    done(await hub.tryToScreen(inHand, screening(), { draft: { id, version } }));

    expect((await read({ id }, 'decision-maker'))?.submittedReference).toBe(inHand.reference);
    expect((await find()).id).not.toBe(id);
  });

  it('is not sent by anybody else, nor with an act that is refused', async () => {
    const inHand = await hub.receive();
    const { id, version } = done(await findDraftFor(hub.database, me('decision-maker'), 'screening', inHand.caseId));
    const draft = { id, version };

    const byAnother = await hub.tryToScreen(inHand, screening(), { draft, by: 'hub-manager' });
    const stale = await hub.tryToScreen(inHand, screening(), { draft, ifMatch: 7 });

    expect(byAnother).toMatchObject({ refused: { code: 'not-found' } });
    expect(stale).toMatchObject({ refused: { code: 'version-stale' } });
    expect((await read({ id }, 'decision-maker'))?.submittedReference).toBeNull();
  });
});
