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
};

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

describe('a person who signs in', () => {
  it('is made known on first sight, and the same person from then on', async () => {
    const first = await identify(hub.database, ada);

    expect(first).toBeDefined();
    expect(await identify(hub.database, ada)).toBe(first);
  });

  it('is someone else where another provider gives the same subject', async () => {
    const here = await identify(hub.database, ada);

    expect(await identify(hub.database, { ...ada, provider: 'health-trust' })).not.toBe(here);
  });

  it('has the roles and the agency that the last token gave, and keeps an address that it left out', async () => {
    await identify(hub.database, { ...ada, email: 'ada@police.example' });

    const id = await identify(hub.database, { ...ada, roles: ['agency-lead'], agency: 'health' });

    const user = await hub.database.trees.user.findUniqueOrThrow({ where: { id: id ?? '' } });
    expect(user).toMatchObject({ roles: ['agency-lead'], agency: 'health', email: 'ada@police.example' });
  });

  it('is nobody once the account is switched off', async () => {
    await identify(hub.database, ada);
    await hub.asOwner(`UPDATE "User" SET "enabled" = false WHERE "subject" = 'ada'`);

    expect(await identify(hub.database, ada)).toBeUndefined();
  });
});
