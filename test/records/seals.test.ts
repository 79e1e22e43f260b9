import { verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sealFinishedDays } from '../../records/seals.js';
import { keyRing, rotatedSecretKeys } from '../support/keys.js';
import { complaints, complaintsOf, days, keep, look, seal, sealedHub, sealings, tamper } from '../support/sealed.js';
import type { CaseInHand, Hub } from '../support/hub.js';

let hub: Hub;
let first: CaseInHand;
let second: CaseInHand;
beforeEach(async () => {
  ({ hub, first, second } = await sealedHub());
});
afterEach(() => hub.close());

const sealed = async (): Promise<unknown[]> =>
  hub.asOwner(`SELECT to_char("day", 'YYYY-MM-DD') AS "day", "count" FROM "AccessSeal" ORDER BY "day"`);
const heads = async (): Promise<unknown[]> =>
  hub.asOwner(
    `SELECT "reference", "seq", to_char("day", 'YYYY-MM-DD') AS "day" FROM "SealedHead" ORDER BY "day", "seq"`,
  );

describe('the seal of a day', () => {
  it('holds its looks, and the heads of the cases that had changed', async () => {
    expect(await sealed()).toEqual([
      { day: days[0], count: 2 },
      { day: days[1], count: 2 },
    ]);
    expect(await heads()).toEqual([
      { reference: first.reference, seq: 2, day: days[0] },
      { reference: second.reference, seq: 1, day: days[1] },
    ]);
    expect(await complaints(hub)).toEqual([]);
  });

  it('waits until an hour after the end of the day', async () => {
    expect(await seal(hub, '2028-08-24T00:59:59Z')).toBeUndefined();
    expect(await seal(hub, '2028-08-24T01:00:00Z')).toBe(days[2]);
    expect(await seal(hub, '2028-08-24T23:00:00Z')).toBeUndefined();
  });

  it('covers the days before it that nobody sealed', async () => {
    hub.clock.set('2028-08-24T10:00:00Z');
    await look(hub, first);

    expect(await seal(hub, '2028-08-27T06:00:00Z')).toBe('2028-08-26');
    expect((await sealed()).at(-1)).toEqual({ day: '2028-08-26', count: 1 });
    expect(await complaints(hub)).toEqual([]);
  });

  it('is made once where several processes make it', async () => {
    hub.clock.set(sealings[2]);
    const attempts = await Promise.all(
      Array.from({ length: 4 }, async () => sealFinishedDays(hub.database, keyRing(), hub.clock.now())),
    );

    expect(attempts.filter((day) => day !== undefined)).toEqual([days[2]]);
    expect(await complaints(hub)).toEqual([]);
  });

  it('leaves a look that comes late to the next one, also over days without looks', async () => {
    await look(hub, first, { at: new Date('2028-08-23T00:00:00Z'), address: '192.0.2.9' });
    await seal(hub, sealings[2]);
    await seal(hub, '2028-08-27T06:00:00Z');
    await look(hub, first, { at: new Date('2028-08-27T00:00:00Z') });
    await seal(hub, '2028-08-28T01:00:00Z');

    expect((await sealed()).slice(2)).toEqual([
      { day: days[2], count: 1 },
      { day: '2028-08-26', count: 0 },
      { day: '2028-08-27', count: 1 },
    ]);
    expect(await complaints(hub)).toEqual([]);
  });

  it('leaves looks of the day that goes on to the next one', async () => {
    await look(hub, first, { at: new Date('2028-08-24T00:30:00Z') });
    await seal(hub, sealings[2]);

    expect((await sealed()).at(-1)).toEqual({ day: days[2], count: 0 });
  });

  it('takes more looks than are read at once', async () => {
    await hub.asOwner(
      `INSERT INTO "AccessEvent" ("at", "hubId", "kind") SELECT '2028-08-23T10:00:00Z', 'hub', 'listed' FROM generate_series(1, 2500)`,
    );
    await seal(hub, sealings[2]);

    expect((await sealed()).at(-1)).toEqual({ day: days[2], count: 2500 });
    expect(await complaints(hub)).toEqual([]);
  });

  it('stays good without the key that signed it, for as long as a later one vouches for it', async () => {
    const rotated = keyRing(rotatedSecretKeys);
    await seal(hub, sealings[2], rotated);
    const onlyNew = keyRing(rotatedSecretKeys.split(',')[0]);

    expect(await complaints(hub, onlyNew)).toEqual([]);
    await tamper(hub, `UPDATE "DailyDigest" SET "payload" = "payload" || ' ' WHERE "day" = '${days[0]}'`);
    expect(await complaints(hub, onlyNew)).toEqual([
      `The digest of ${days[0]} is signed under the key test, which is not among SECRET_KEYS.`,
      `The digest of ${days[1]} does not follow the one before it.`,
    ]);
  });

  it('is signed by the key in use, and stays good when that is replaced', async () => {
    const rotated = keyRing(rotatedSecretKeys);
    await seal(hub, sealings[2], rotated);

    const keys = await hub.asOwner(`SELECT "keyId" FROM "DailyDigest" ORDER BY "day"`);
    expect(keys.map(({ keyId }) => keyId)).toEqual(['test', 'test', 'test-2']);
    expect(await complaints(hub, rotated)).toEqual([]);
  });
});

const lostLooks = (day: string): string => `The looks of ${day}, or their seal, are not what was sealed.`;

describe('what was tampered with is named:', () => {
  it('a look that was changed', async () => {
    await tamper(hub, `UPDATE "AccessEvent" SET "why" = NULL WHERE "why" = 'forbidden'`);

    expect(await complaints(hub)).toEqual([lostLooks(days[0])]);
  });

  it('any field of a look', async () => {
    const uuids = ['userId', 'caseId', 'checkId', 'subjectId', 'requestId'];
    const texts = ['hubId', 'kind', 'what', 'role', 'why', 'terms', 'address'];
    const changes = new Map([
      ...uuids.map((column) => [column, 'gen_random_uuid()'] as const),
      ...texts.map((column) => [column, `'other'`] as const),
      ...([
        ['at', `"at" + interval '1 millisecond'`],
        ['items', '77'],
      ] as const),
    ]);
    const last = `"seq" = (SELECT max("seq") FROM "AccessEvent")`;
    await hub.asOwner('CREATE TABLE "Kept" AS SELECT * FROM "AccessEvent"');
    const columns = await hub.asOwner<{ name: string }>(
      `SELECT column_name AS "name" FROM information_schema.columns WHERE table_name = 'AccessEvent' AND column_name <> 'seq'`,
    );

    const named: [string, string[]][] = [];
    for (const { name } of columns) {
      await tamper(hub, `UPDATE "AccessEvent" SET "${name}" = ${changes.get(name)} WHERE ${last}`);
      named.push([name, await complaints(hub)]);
      await tamper(hub, 'DELETE FROM "AccessEvent"', 'INSERT INTO "AccessEvent" SELECT * FROM "Kept"');
    }

    expect(named).toEqual([...columns].map(({ name }) => [name, [lostLooks(days[1])]]));
    expect(await complaints(hub)).toEqual([]);
  });

  it('a look that was removed', async () => {
    await tamper(hub, `DELETE FROM "AccessEvent" WHERE "why" = 'forbidden'`);

    expect(await complaints(hub)).toEqual([
      `The looks of ${days[0]} are not what was sealed: 2 were, and there are 1.`,
    ]);
  });

  it('a look that was put in between', async () => {
    await tamper(
      hub,
      `UPDATE "AccessEvent" SET "seq" = "seq" + 1000 WHERE "seq" = (SELECT max("seq") FROM "AccessEvent")`,
      `UPDATE "AccessSeal" SET "lastSeq" = (SELECT max("seq") FROM "AccessEvent") WHERE "day" = '${days[1]}'`,
      `INSERT INTO "AccessEvent" ("at", "hubId", "kind") SELECT "at", 'hub', 'listed' FROM "AccessEvent" ORDER BY "seq" DESC LIMIT 1`,
    );

    expect(await complaints(hub)).toContain(
      `The looks of ${days[1]} are not what was sealed: 2 were, and there are 3.`,
    );
  });

  it('looks that were put in with a past date, before and after the next seal', async () => {
    const putIn = [`A look of ${days[0]} was put in after that day was sealed.`];
    await look(hub, first, { at: new Date(`${days[0]}T10:00:00Z`) });
    expect(await complaints(hub)).toEqual(putIn);

    await seal(hub, sealings[2]);
    expect(await complaints(hub)).toEqual(putIn);

    for (const at of [`${days[2]}T23:59:59.999Z`, `${days[1]}T00:00:00Z`, `${days[1]}T12:00:00Z`])
      await look(hub, first, { at: new Date(at) });
    await seal(hub, '2028-08-27T06:00:00Z');
    expect(await complaints(hub)).toEqual([
      ...putIn,
      `2 looks of ${days[1]} were put in after that day was sealed.`,
      `A look of ${days[2]} was put in after that day was sealed.`,
    ]);
  });

  it('a look that was put in before the first', async () => {
    await tamper(
      hub,
      `INSERT INTO "AccessEvent" ("seq", "at", "hubId", "kind") VALUES (0, '${days[0]}T10:00:00Z', 'hub', 'opened')`,
    );

    expect(await complaints(hub)).toEqual(['Looks were put in before the first one: 1.']);
  });

  it('two looks that were swapped', async () => {
    await tamper(
      hub,
      `UPDATE "AccessEvent" SET "seq" = - "seq" WHERE "seq" IN (1, 2)`,
      `UPDATE "AccessEvent" SET "seq" = 3 + "seq" WHERE "seq" < 0`,
    );

    expect(await complaints(hub)).toEqual([lostLooks(days[0])]);
  });

  it('a seal that was changed, and the one that stands on it', async () => {
    await tamper(hub, `UPDATE "AccessSeal" SET "hash" = sha256('other') WHERE "day" = '${days[0]}'`);

    expect(await complaints(hub)).toEqual([
      lostLooks(days[0]),
      `The seal over the looks of ${days[0]} is not the one in its digest.`,
      lostLooks(days[1]),
    ]);
  });

  it('a seal that was removed', async () => {
    await tamper(hub, `DELETE FROM "AccessSeal" WHERE "day" = '${days[0]}'`);

    expect(await complaints(hub)).toContain(`The seal over the looks of ${days[0]} is gone.`);
  });

  it('a digest that was changed', async () => {
    await tamper(
      hub,
      `UPDATE "DailyDigest" SET "payload" = replace("payload", '"count":2', '"count":1') WHERE "day" = '${days[0]}'`,
    );

    expect(await complaints(hub)).toEqual([
      `The digest of ${days[0]} is not what was signed.`,
      `The digest of ${days[1]} does not follow the one before it.`,
    ]);
  });

  it('a digest that was removed', async () => {
    await tamper(hub, `DELETE FROM "DailyDigest" WHERE "day" = '${days[0]}'`);

    expect(await complaints(hub)).toEqual([
      `The digest of ${days[0]} is gone.`,
      `The digest of ${days[1]} does not follow the one before it.`,
    ]);
  });

  it('a digest that was signed under a key that the installation has not', async () => {
    await tamper(hub, `UPDATE "DailyDigest" SET "keyId" = 'own' WHERE "day" = '${days[1]}'`);

    expect(await complaints(hub)).toEqual([
      `The digest of ${days[1]} is signed under the key own, which is not among SECRET_KEYS.`,
    ]);
  });

  it('a sealed head that was changed, or removed', async () => {
    await tamper(hub, `UPDATE "SealedHead" SET "hash" = sha256('other') WHERE "seq" = 2`);
    expect(await complaints(hub)).toEqual([
      `${first.reference}: entry 2, sealed on ${days[0]}, is gone or another one.`,
      `The heads of cases sealed on ${days[0]} are not those in its digest.`,
    ]);

    await tamper(hub, `DELETE FROM "SealedHead" WHERE "seq" = 2`);
    expect(await complaints(hub)).toContain(`The heads of cases sealed on ${days[0]} are not those in its digest.`);
  });

  it('an event that was replaced, though the log of its case was made whole again', async () => {
    await tamper(
      hub,
      `UPDATE "CaseEvent" SET "hash" = sha256('other') WHERE "caseId" = '${second.caseId}'`,
      `UPDATE "Case" SET "lastHash" = sha256('other') WHERE "id" = '${second.caseId}'`,
    );

    expect(await complaints(hub)).toEqual([
      `${second.reference}: entry 1, sealed on ${days[1]}, is gone or another one.`,
    ]);
  });

  it('a whole case that was removed, with or without its sealed head', async () => {
    const tables = ['CaseEventContent', 'CaseEvent', 'Notice', 'Deadline', 'CasePerson', 'CaseCourse', 'Referral'];
    await tamper(
      hub,
      ...tables.map((table) => `DELETE FROM "${table}" WHERE "caseId" = '${second.caseId}'`),
      `DELETE FROM "Case" WHERE "id" = '${second.caseId}'`,
    );
    expect(await complaints(hub)).toEqual([
      `${second.reference}: entry 1, sealed on ${days[1]}, is gone or another one.`,
    ]);

    await tamper(hub, `DELETE FROM "SealedHead" WHERE "caseId" = '${second.caseId}'`);
    expect(await complaints(hub)).toEqual([`The heads of cases sealed on ${days[1]} are not those in its digest.`]);
  });

  it('a case that was put in among older ones', async () => {
    const later = await seal(hub, '2028-09-01T01:00:00Z');
    hub.clock.set('2028-08-21T12:00:00Z');
    const { reference } = await hub.receive();

    expect(later).toBe('2028-08-31');
    expect(await complaints(hub)).toEqual([`${reference}: its last entry is older than the last digest, and in none.`]);
  });
});

describe('a digest that is kept elsewhere', () => {
  it('agrees with the record, also when cases have gone on', async () => {
    const kept = await keep(hub);
    await hub.screen(second);
    await seal(hub, sealings[2]);

    expect(await complaintsOf(kept, hub)).toEqual([]);
    expect(await complaintsOf(await keep(hub), hub)).toEqual([]);
  });

  it('can be checked by anyone who has the public key', async () => {
    const { payload, publicKey, signature } = JSON.parse(await keep(hub)) as Record<string, string>;

    expect(payload).toContain(`"day":"${days[1]}"`);
    expect(verify(null, Buffer.from(payload ?? ''), publicKey ?? '', Buffer.from(signature ?? '', 'base64'))).toBe(
      true,
    );
  });

  it('names what was rewritten since, signatures and all', async () => {
    const kept = await keep(hub);
    await tamper(
      hub,
      `UPDATE "CaseEvent" SET "hash" = sha256('other') WHERE "caseId" = '${second.caseId}'`,
      `UPDATE "Case" SET "lastHash" = sha256('other') WHERE "id" = '${second.caseId}'`,
      `DELETE FROM "SealedHead" WHERE "day" = '${days[1]}'`,
      `DELETE FROM "DailyDigest" WHERE "day" = '${days[1]}'`,
      `DELETE FROM "AccessSeal" WHERE "day" = '${days[1]}'`,
    );
    const gone = await complaintsOf(kept, hub);
    await seal(hub, sealings[1]);

    const replaced = `${second.reference}: entry 1, sealed on ${days[1]}, is gone or another one.`;
    expect(gone).toEqual([`The record has no digest of ${days[1]} any more.`, replaced]);
    expect(await complaints(hub)).toEqual([]);
    expect(await complaintsOf(kept, hub)).toEqual([
      `The record has another digest of ${days[1]} than the kept one.`,
      replaced,
    ]);
  });

  it('is itself not to be changed', async () => {
    const kept = await keep(hub);
    const { payload } = JSON.parse(kept) as { payload: string };

    expect(await complaintsOf(kept.replace(second.reference, first.reference), hub)).toEqual([
      `The heads in the kept digest of ${days[1]} were changed.`,
    ]);
    const forged = JSON.stringify({ ...(JSON.parse(kept) as object), payload: payload.replace(days[1], days[0]) });
    expect(await complaintsOf(forged, hub)).toEqual(['The kept digest is not what was signed.']);
  });

  it('is nothing else', async () => {
    for (const text of ['', 'no JSON', '{}', '[]', '{"payload":"{}"}']) {
      expect(await complaintsOf(text, hub)).toEqual(['The file is no digest as npm run audit:digest writes it.']);
    }
  });
});
