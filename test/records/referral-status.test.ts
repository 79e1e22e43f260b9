import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { referralStatus } from '../../records/referrals.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

const statusFor = async (persona: string, { reference }: CaseInHand): Promise<unknown> =>
  referralStatus(hub.database, hub.actor(persona), reference);

describe('the status of a referral', () => {
  it('tells whoever submitted it how far it has come, and nothing else', async () => {
    const inHand = await hub.receive();
    const seen = [await statusFor('school-system', inHand)];
    await hub.screen(inHand, { checks: [] });
    seen.push(await statusFor('school-system', inHand));
    await hub.decide(inHand);
    seen.push(await statusFor('school-system', inHand));
    await hub.asOwner(`UPDATE "Case" SET "stage" = 'closed' WHERE "id" = $1`, [inHand.caseId]);
    seen.push(await statusFor('school-system', inHand));

    const { reference } = inHand;
    expect(seen).toEqual(['received', 'being-looked-at', 'decided', 'closed'].map((status) => ({ reference, status })));
  });

  it('does not exist for anyone else', async () => {
    const inHand = await hub.receive();

    expect(await statusFor('hub-manager', inHand)).toBeUndefined();
    expect(await statusFor('police', inHand)).toBeUndefined();
  });
});
