import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findOwnReferral } from '../../records/referrals.js';
import { Sight } from '../../records/sight.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

/** What a persona learns, as far as there is leave for it. */
async function statusFor(persona: string, { reference }: CaseInHand): Promise<unknown> {
  const actor = hub.actor(persona);
  const found = await findOwnReferral(hub.database, actor, reference);
  if (found === undefined) return undefined;
  const sight = Sight.of(actor, 'see-own-referral', found);
  return sight instanceof Sight ? { reference: found.reference, status: found.status } : sight;
}

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

    expect(await statusFor('hub-manager', inHand)).toBe('unknown');
    expect(await statusFor('police', inHand)).toBe('unknown');
  });
});
