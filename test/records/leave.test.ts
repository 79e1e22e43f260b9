import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Result } from '../../domain/problems.js';
import { answerCheck, claimCheck } from '../../records/checks.js';
import { decideCase } from '../../records/decisions.js';
import { disableUser } from '../../records/user-administration.js';
import { decision, referral, reply, screening } from '../support/factories.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';

/*
 * Between the leave for an act and the act itself its body arrives, which may take half a minute. Here the request stands as it was when it
 * began, and the record is changed before the act.
 */
let hub: Hub;
let inHand: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
});
beforeEach(async () => {
  inHand = await hub.receive();
});
afterAll(() => hub.close());

const refusalOf = async (asking: Promise<Result<unknown>>): Promise<string> => {
  const result = await asking;
  return 'refused' in result ? result.refused.code : 'none';
};
const change = async (persona: string, columns: string): Promise<void> => {
  await hub.asOwner(`UPDATE "User" SET ${columns} WHERE "id" = $1`, [hub.actor(persona).userId]);
};
/** Acts while a user is changed, and puts them right again. */
async function whileChanged(persona: string, columns: string, act: () => Promise<Result<unknown>>): Promise<string> {
  const { roles, agency } = hub.actor(persona);
  await change(persona, columns);
  try {
    return await refusalOf(act());
  } finally {
    await hub.asOwner('UPDATE "User" SET "enabled" = true, "roles" = $2, "agency" = $3 WHERE "id" = $1', [
      ...[hub.actor(persona).userId, roles, agency],
    ]);
  }
}
const restrict = async (): Promise<void> => {
  await hub.asOwner('UPDATE "Case" SET "restricted" = true WHERE "id" = $1', [inHand.caseId]);
};
const breakGlass = async (until: Date): Promise<void> => {
  await hub.asOwner(
    `INSERT INTO "GlassBreak" ("id", "hubId", "caseId", "seq", "userId", "role", "reason", "at", "until")
     VALUES (gen_random_uuid(), 'hub', $1, 1, $2, 'decision-maker', 'urgent-decision', $3, $4)`,
    [inHand.caseId, hub.actor('decision-maker').userId, hub.clock.now(), until],
  );
};
const screen = (): Promise<Result<unknown>> => hub.tryToScreen(inHand, screening());

describe('an act whose request began with leave', () => {
  it('is refused once the account is switched off, and changes nothing', async () => {
    const before = await hub.events(inHand);

    expect(await whileChanged('decision-maker', '"enabled" = false', screen)).toBe('token-invalid');

    expect(await hub.events(inHand)).toEqual(before);
  });

  it('is refused once the role is gone', async () => {
    expect(await whileChanged('decision-maker', `"roles" = '{hub-worker}'`, screen)).toBe('forbidden');
  });

  it('is refused once they work for another agency', async () => {
    await hub.screen(inHand);
    const check = await hub.check(inHand, 'police');
    const claim = (): Promise<Result<unknown>> => claimCheck(hub.record, check, hub.request('police'));

    expect(await whileChanged('police', `"agency" = 'health'`, claim)).toBe('forbidden');
    expect(await refusalOf(claim())).toBe('none');
  });

  it('is refused as if it were not there for the check of another agency, whatever led to it', async () => {
    await hub.screen(inHand);
    const check = await hub.check(inHand, 'police');
    const asHealth = hub.request('health');

    expect(await refusalOf(claimCheck(hub.record, check, asHealth))).toBe('not-found');
    expect(await refusalOf(answerCheck(hub.record, check, reply(check.persons), asHealth))).toBe('not-found');
    expect((await hub.events(inHand)).at(-1)).not.toMatch(/^check-/);
  });

  it('is refused as if there were no case once it is restricted to others', async () => {
    await restrict();

    expect(await refusalOf(screen())).toBe('not-found');
  });

  it('is refused once the glass has closed again', async () => {
    await restrict();
    await breakGlass(new Date(hub.clock.now().getTime() + 1));
    const body = { decisions: [], gaps: [], messageToReferrer: '' };
    const decide = (): Promise<Result<unknown>> =>
      decideCase(
        hub.record,
        inHand.caseId,
        { ...decision(inHand.children, 'early-help'), ...body },
        {
          ...hub.request('decision-maker', { ifMatch: 'any' }),
          now: new Date(hub.clock.now().getTime() + 1),
        },
      );

    expect(await refusalOf(decide())).toBe('not-found');
    // A millisecond before it is looked at further.
    expect(await refusalOf(screen())).toBe('access-list-incomplete');
  });

  it('is refused once they are linked to a person on the case', async () => {
    const [child] = inHand.children;
    await hub.asOwner(
      `INSERT INTO "PersonLink" ("id", "hubId", "userId", "personId", "caseId", "kind", "since", "byId")
       VALUES (gen_random_uuid(), 'hub', $1, $2, $3, 'family', now(), $1)`,
      [hub.actor('decision-maker').userId, child, inHand.caseId],
    );

    expect(await refusalOf(screen())).toBe('not-found');
    await hub.asOwner('UPDATE "PersonLink" SET "liftedAt" = now()');
  });

  it('on no case is refused, too, once the account is switched off', async () => {
    const administer = (): Promise<Result<unknown>> =>
      disableUser(hub.database, hub.actor('auditor').userId, hub.request('administrator'));

    expect(await whileChanged('administrator', '"enabled" = false', administer)).toBe('token-invalid');
    expect(await whileChanged('school-system', '"enabled" = false', () => hub.submit(referral()))).toBe(
      'token-invalid',
    );
  });

  it('against one another is done by one of two administrators, and refused to the other', async () => {
    const [userId] = await hub.asOwner<{ id: string }>(
      `INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "roles")
       VALUES (gen_random_uuid(), 'hub', 'test', 'second', 'Ada Secondadministrator', '{administrator}') RETURNING "id"`,
    );
    const second = { ...hub.actor('administrator'), userId: userId?.id ?? '' };
    const first = hub.request('administrator');

    const both = await Promise.all([
      refusalOf(disableUser(hub.database, second.userId, first)),
      refusalOf(disableUser(hub.database, first.actor.userId, { ...first, actor: second })),
    ]);

    expect(both.sort()).toEqual(['none', 'token-invalid']);
    await hub.asOwner(`UPDATE "User" SET "enabled" = true`);
  });
});
