import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliverOwed } from '../../post/delivery.js';
import { openDatabase } from '../../records/database.js';
import { claimNotices, settleNotices } from '../../records/deliveries.js';
import { identify } from '../../records/users.js';
import { exampleReferral, referral } from '../support/factories.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { keyRing, rotatedSecretKeys } from '../support/keys.js';
import { openPost, type HubPost } from '../support/post.js';

let hub: Hub;
let office: HubPost;
let inHand: CaseInHand;
/** A referrer's address of the test's own. */
let referrer: string;
let count = 0;
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
  count += 1;
  referrer = `referrer-${count}@school.example`;
  inHand = await hub.receive(referral({ referrer: { kind: 'professional', name: 'Priya Nair', email: referrer } }));
});
afterAll(async () => {
  await office.close();
  await hub.close();
});

/** @returns milliseconds until the next message may be tried */
const deliver = async (): Promise<number | undefined> => {
  const { wait } = await deliverOwed(office.post, inHand.caseId, () => hub.clock.now());
  return wait;
};

/** As if the back-off and every lease of the case had run out. */
async function timeToTry(): Promise<void> {
  await hub.asOwner(
    `UPDATE "Notice" SET "nextAttemptAt" = now() - interval '1 second', "leaseUntil" = now() - interval '1 second' WHERE "caseId" = $1`,
    [inHand.caseId],
  );
}

interface NoticeRow extends Record<string, unknown> {
  id: string;
  kind: string;
  facts: unknown;
  state: string;
  attempts: number;
  uncertain: number;
  failure: string | null;
}

async function notice(kind: string): Promise<NoticeRow> {
  const [row] = await hub.asOwner<NoticeRow>('SELECT * FROM "Notice" WHERE "caseId" = $1 AND "kind" = $2', [
    inHand.caseId,
    kind,
  ]);
  if (row === undefined) throw new Error(`The case owes no ${kind}`);
  return row;
}

const sentLooks = async (): Promise<Record<string, unknown>[]> =>
  hub.asOwner(`SELECT * FROM "AccessEvent" WHERE "caseId" = $1 AND "kind" = 'sent' ORDER BY "seq"`, [inHand.caseId]);

describe('a message', () => {
  it('is sent once, under a Message-ID that follows from its row, and recorded as sent', async () => {
    expect(await deliver()).toBeUndefined();
    expect(await deliver()).toBeUndefined();

    const { id, state, attempts } = await notice('acknowledgement');
    expect({ state, attempts }).toEqual({ state: 'sent', attempts: 1 });
    expect(office.mails.to(referrer)).toMatchObject([
      { messageId: `<${id}@front-door.example>`, subject: `${inHand.reference}: we have received your referral` },
    ]);
    expect(await hub.events(inHand)).toEqual(['referral-received', 'notice-sent']);
  });

  it('says how the hub is reached as administrators have it, and is answered there', async () => {
    await hub.asOwner(`UPDATE "Hub" SET "phone" = '01632 960000', "replyEmail" = 'front.door@hub.example'`);
    await deliver();
    await hub.asOwner(`UPDATE "Hub" SET "phone" = NULL, "replyEmail" = NULL`);

    const [mail] = office.mails.to(referrer);
    expect(mail?.text).toContain('phone the hub on 01632 960000 or reply to this message');
    expect(mail?.raw).toMatch(/^Reply-To: front\.door@hub\.example\r?$/m);
  });

  it('leaves a look at its case by those whom it told, and none of their addresses', async () => {
    await deliver();

    const looks = await sentLooks();
    expect(looks).toMatchObject([{ what: 'acknowledgement', role: 'referrer', items: 1, userId: null, why: null }]);
    expect(JSON.stringify(looks)).not.toContain('@');
  });

  it('has the same id whenever it is written down, and another id in another case', async () => {
    const other = await hub.receive();

    const [first, second] = await hub.asOwner(
      `SELECT "id" FROM "Notice" WHERE "caseId" = ANY($1) AND "kind" = 'acknowledgement'`,
      [[inHand.caseId, other.caseId]],
    );

    expect(first?.id).not.toBe(second?.id);
    expect(first?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('that is put off with 450 is tried again, a little later each time, until it goes', async () => {
    office.mails.treat(referrer, '450', '450', '450');
    const waits: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      waits.push(Math.ceil((((await deliver()) ?? 0) - 1) / 1000));
      await timeToTry();
    }

    expect(waits).toEqual([1, 2, 4]);
    expect(await notice('acknowledgement')).toMatchObject({ state: 'due', attempts: 3, failure: 'smtp-450' });
    await deliver();
    expect(await notice('acknowledgement')).toMatchObject({ state: 'sent', attempts: 4, failure: null });
  });

  it('that is refused with 550 has failed, and the hub manager is asked to reach them in another way', async () => {
    office.mails.treat(referrer, '550');

    expect(await deliver()).toBeUndefined();

    expect(await notice('acknowledgement')).toMatchObject({ state: 'failed', attempts: 1, failure: 'smtp-550' });
    expect(await notice('delivery-failed')).toMatchObject({ state: 'sent' });
    expect(office.mails.to('hub-manager@hub.example').at(-1)?.subject).toBe(
      `${inHand.reference}: a message could not be delivered`,
    );
  });

  it('whose address was changed behind the record has failed like that, and keeps no other from going out', async () => {
    inHand = await hub.receive({
      ...exampleReferral('police-night'),
      referrer: { kind: 'self', name: 'A', email: referrer },
    });
    await hub.asOwner('ALTER TABLE "Referral" DISABLE TRIGGER USER');
    await hub.asOwner(
      `UPDATE "Referral" SET "referrerEmail" = (SELECT "referrerEmail" FROM "Referral" WHERE "caseId" <> $1 LIMIT 1) WHERE "caseId" = $1`,
      [inHand.caseId],
    );
    await hub.asOwner('ALTER TABLE "Referral" ENABLE TRIGGER USER');

    await deliver();
    await deliver();

    expect(await notice('acknowledgement')).toMatchObject({ state: 'failed', failure: 'unreadable' });
    expect(await notice('delivery-failed')).toMatchObject({ state: 'sent' });
    expect(await notice('immediate-danger')).toMatchObject({ state: 'sent' });
    expect(office.mails.to(referrer)).toEqual([]);
  });

  it('whose key is missing stays owed, for with the key it can be sent', async () => {
    const [newKey = ''] = rotatedSecretKeys.split(',');
    const keyless = openDatabase(hub.applicationUrl, keyRing(newKey));

    const claiming = claimNotices(keyless, inHand.caseId, hub.clock.now(), null);

    await expect(claiming).rejects.toMatchObject({ name: 'UnreadableColumn', missingKey: 'test' });
    await keyless.close();
    expect(await notice('acknowledgement')).toMatchObject({ state: 'due', attempts: 0 });
  });

  it('that one of several addresses refuses is sent to the others, and the hub manager hears of it', async () => {
    inHand = await hub.receive(referral({ referrer: { kind: 'self', name: 'Tess Aston' } }));
    const asOf = new Date(mondayMorning);
    const colleague = { subject: 'hub-worker-2', name: 'Wilf Hubworker', email: 'gone@hub.example', agency: null };
    await identify(hub.database, { hubId: 'hub', provider: 'test', roles: ['hub-worker'], asOf, ...colleague });
    office.mails.treat('gone@hub.example', 'no such address');

    await deliver();

    expect(await notice('tell-by-person')).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await notice('delivery-failed')).toMatchObject({ state: 'sent' });
    expect(office.mails.to('hub-worker@hub.example')).toHaveLength(1);
  });

  it('that this version has no words for stays owed, until a version comes that has', async () => {
    const unheardOf = { kind: 'unheard-of' };
    const { facts } = await notice('acknowledgement');
    await hub.asOwner('UPDATE "Notice" SET "facts" = $1 WHERE "caseId" = $2', [unheardOf, inHand.caseId]);
    await deliver();
    const waiting = await notice('acknowledgement');
    await hub.asOwner('UPDATE "Notice" SET "facts" = $1 WHERE "caseId" = $2', [facts, inHand.caseId]);
    await timeToTry();

    await deliver();

    expect(waiting).toMatchObject({ state: 'due', failure: 'no-words' });
    expect(await notice('acknowledgement')).toMatchObject({ state: 'sent' });
  });

  it('about a failure that fails itself is not told about again', async () => {
    office.mails.treat(referrer, '550');
    office.mails.treat('hub-manager@hub.example', '550');

    expect(await deliver()).toBeUndefined();

    expect(await notice('delivery-failed')).toMatchObject({ state: 'failed' });
    const { notices } = await hub.look(inHand);
    expect(notices.filter(({ kind }) => kind === 'delivery-failed')).toHaveLength(1);
  });

  it('that is put off for two days has failed', async () => {
    office.mails.treat(referrer, '450', '450');
    await deliver();
    await timeToTry();
    hub.clock.set('2028-08-23T10:00:01+01:00');

    await deliver();

    expect(await notice('acknowledgement')).toMatchObject({ state: 'failed', failure: 'smtp-450' });
    expect(await notice('delivery-failed')).toMatchObject({ state: 'sent' });
  });

  it('holds up no other message of its case', async () => {
    inHand = await hub.receive(exampleReferral('police'));
    office.mails.treat('duty-team@council.example', '450');

    const wait = await deliver();

    expect(wait).toBeGreaterThan(0);
    const { notices } = await hub.look(inHand);
    expect(notices.map(({ tells, state }) => `${tells} ${state}`).sort()).toEqual([
      'duty-team due',
      'hub-manager sent',
      'referrer sent',
    ]);
  });

  it('goes out once where two processes send at the same time', async () => {
    await Promise.all([deliver(), deliver(), deliver()]);

    expect(office.mails.to(referrer)).toHaveLength(1);
  });
});

describe('a message of which nobody knows whether it arrived', () => {
  it('is repeated once, under the same Message-ID', async () => {
    office.mails.treat(referrer, 'drop after data');

    const wait = await deliver();
    const inDoubt = await notice('acknowledgement');
    await timeToTry();
    await deliver();

    expect(wait).toBeGreaterThan(0);
    expect(inDoubt).toMatchObject({ state: 'due', uncertain: 1 });
    expect(await notice('acknowledgement')).toMatchObject({ state: 'sent' });
    const ids = office.mails.to(referrer).map(({ messageId }) => messageId);
    expect(ids).toEqual([`<${inDoubt.id}@front-door.example>`, `<${inDoubt.id}@front-door.example>`]);
  });

  it('is not sent a third time: the hub manager is asked to reach them in another way', async () => {
    office.mails.treat(referrer, 'drop after data', 'drop after data');

    await deliver();
    await timeToTry();
    expect(await deliver()).toBeUndefined();
    await timeToTry();
    await deliver();

    expect(await notice('acknowledgement')).toMatchObject({ state: 'uncertain', attempts: 2 });
    expect(office.mails.to(referrer)).toHaveLength(2);
    expect(await hub.events(inHand)).toContain('notice-uncertain');
    expect(await sentLooks()).toContainEqual(
      expect.objectContaining({ what: 'acknowledgement', role: 'referrer', why: 'uncertain' }),
    );
    expect(await notice('delivery-failed')).toMatchObject({ tells: 'hub-manager', state: 'sent' });
  });

  it('is one whose mail server takes the data and then says nothing', async () => {
    office.mails.treat(referrer, 'hang after data');

    await deliver();

    expect(await notice('acknowledgement')).toMatchObject({ state: 'due', uncertain: 1, failure: 'ETIMEDOUT' });
  });
});

describe('a message of which not a byte has left', () => {
  it('is tried as often as it takes, though the mail server breaks every connection', async () => {
    office.mails.treat(referrer, 'drop before data', 'drop before data', 'drop before data');
    for (let time = 0; time < 3; time += 1) {
      await deliver();
      await timeToTry();
    }

    expect(await notice('acknowledgement')).toMatchObject({ state: 'due', attempts: 3, uncertain: 0 });
    await deliver();
    expect(await notice('acknowledgement')).toMatchObject({ state: 'sent' });
    expect(office.mails.to(referrer)).toHaveLength(1);
  });

  it('waits while the mail server is away, and goes when it is back', async () => {
    await office.mails.goAway();
    await deliver();
    const away = await notice('acknowledgement');
    expect(await sentLooks()).toEqual([]);
    await office.mails.open();
    await timeToTry();

    expect(await deliver()).toBeUndefined();

    expect(away).toMatchObject({ state: 'due', uncertain: 0 });
    expect(office.mails.to(referrer)).toHaveLength(1);
  });
});

describe('a message whose sender died', () => {
  const claim = async (): ReturnType<typeof claimNotices> =>
    claimNotices(hub.database, inHand.caseId, hub.clock.now(), null);

  it('is left alone while the lease holds', async () => {
    await claim();

    const wait = await deliver();

    expect(wait).toBeGreaterThan(20_000);
    expect(wait).toBeLessThan(30_010);
    expect(office.mails.to(referrer)).toEqual([]);
  });

  it('is taken over when the lease has run out, as one that may have arrived', async () => {
    await claim();
    await timeToTry();

    expect(await deliver()).toBeUndefined();

    expect(await notice('acknowledgement')).toMatchObject({ state: 'sent', attempts: 2, uncertain: 1 });
    expect(office.mails.to(referrer)).toHaveLength(1);
  });

  it('is not sent a third time when its second sender died too', async () => {
    await claim();
    await timeToTry();
    await claim();
    await timeToTry();

    expect(await deliver()).toBeUndefined();

    expect(await notice('acknowledgement')).toMatchObject({ state: 'uncertain', failure: 'lease-expired' });
    expect(office.mails.to(referrer)).toEqual([]);
  });

  it('is not settled by a sender that comes back from the dead', async () => {
    const [late] = await claim();
    await timeToTry();
    const [taken] = await claim();
    if (late === undefined || taken === undefined) throw new Error('Nothing was claimed');

    const refused = { result: 'refused', failure: 'smtp-550' } as const;
    await settleNotices(hub.database, inHand.caseId, hub.clock.now(), [{ notice: late, attempt: refused }]);

    expect(await notice('acknowledgement')).toMatchObject({ state: 'sending', attempts: 2 });
    await settleNotices(hub.database, inHand.caseId, hub.clock.now(), [
      { notice: taken, attempt: { result: 'sent', rejected: 0 } },
    ]);
    expect(await notice('acknowledgement')).toMatchObject({ state: 'sent' });
  });
});
