import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identify, type Identity } from '../../records/users.js';
import { openHub, type Hub } from '../support/hub.js';

const ada: Identity = {
  hubId: 'hub',
  provider: 'council',
  subject: 'ada',
  name: 'Ada Agencywork',
  roles: ['agency-worker'],
  agency: 'police',
  asOf: new Date('2026-11-20T09:00:00Z'),
};

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

const later = new Date('2026-11-20T09:00:01Z');
const earlier = new Date('2026-11-20T08:59:59Z');

describe('a person who signs in', () => {
  it('is made known on first sight, and the same person from then on', async () => {
    const first = await identify(hub.database, ada);

    expect(first).toMatchObject({ enabled: true, roles: ['agency-worker'], agency: 'police' });
    expect(await identify(hub.database, ada)).toEqual(first);
  });

  it('is someone else where another provider gives the same subject', async () => {
    const here = await identify(hub.database, ada);

    expect((await identify(hub.database, { ...ada, provider: 'health-trust' })).id).not.toBe(here.id);
  });

  it('has the roles, the agency and the name that were said last, and keeps an address that was left out', async () => {
    const bea: Identity = { ...ada, subject: 'bea', email: 'bea@police.example' };
    await identify(hub.database, bea);

    const { id } = await identify(hub.database, {
      ...{ hubId: 'hub', provider: 'council', subject: 'bea', name: 'Bea Moved', asOf: later },
      ...{ roles: ['agency-lead'], agency: 'health' },
    });

    const user = await hub.database.trees.user.findUniqueOrThrow({ where: { id } });
    expect(user).toMatchObject({
      ...{ roles: ['agency-lead'], agency: 'health', email: 'bea@police.example', name: 'Bea Moved', rolesAsOf: later },
    });
  });

  it('acts with what is known since, where an older token says otherwise', async () => {
    const cy: Identity = { ...ada, subject: 'cy', roles: ['agency-lead'], agency: 'health' };
    await identify(hub.database, cy);

    expect(await identify(hub.database, { ...cy, roles: ['hub-manager'], agency: null, asOf: earlier })).toMatchObject({
      ...{ roles: ['agency-lead'], agency: 'health' },
    });
  });

  it('acts with what was said last, where two tokens are equally old', async () => {
    const dee: Identity = { ...ada, subject: 'dee' };
    await identify(hub.database, dee);

    expect((await identify(hub.database, { ...dee, roles: ['agency-lead'] })).roles).toEqual(['agency-lead']);
  });

  it('keeps what a newer token confirmed against one that was issued in between', async () => {
    const eve: Identity = { ...ada, subject: 'eve', asOf: earlier };
    await identify(hub.database, eve);
    await identify(hub.database, { ...eve, asOf: later });

    expect((await identify(hub.database, { ...ada, subject: 'eve', roles: ['agency-lead'] })).roles).toEqual([
      'agency-worker',
    ]);
  });

  it('is seen at once by both of two first requests', async () => {
    const fay: Identity = { ...ada, subject: 'fay' };

    const [one, other] = await Promise.all([identify(hub.database, fay), identify(hub.database, fay)]);

    expect(one).toEqual(other);
  });

  it('is known as switched off from the moment that the account is', async () => {
    await identify(hub.database, ada);
    await hub.asOwner(`UPDATE "User" SET "enabled" = false WHERE "subject" = 'ada'`);

    expect((await identify(hub.database, ada)).enabled).toBe(false);
  });
});
