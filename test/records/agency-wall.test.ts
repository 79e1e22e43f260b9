import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReferralSubmission } from '../../domain/referral.js';
import { readCheck } from '../../records/check-view.js';
import { listChecks } from '../../records/check-lookup.js';
import { openServedDatabase } from '../../records/database.js';
import { referral, reply } from '../support/factories.js';
import { keyRing } from '../support/keys.js';
import { done, openHub, type CaseInHand, type CheckInHand, type Hub } from '../support/hub.js';
import {
  connected,
  countIn,
  link,
  none,
  ownTables,
  readAs,
  restrict,
  seen,
  seenIn,
  walledTables,
  type Walled,
} from './agency-wall.js';

/*
 * The second wall by itself: every statement here asks for whole tables, as if the conditions of the queries had been forgotten.
 */

const now = new Date('2028-08-22T00:00:00Z');
const agencies = ['police', 'health'] as const;

let hub: Hub;
/** Asks the police about the child, and health about everyone. Both have answered. */
let shared: CaseInHand;
let police: CheckInHand;
let health: CheckInHand;
/** Asks both as well, and is kept from all but one of each. */
let restricted: CaseInHand;
/** Asks both about the child. `police` is linked to the mother, about whom nobody is asked. */
let linked: CaseInHand;
/** Asks both, in another hub. */
let elsewhere: CaseInHand;

async function asked(persons?: (inHand: CaseInHand) => string[]): Promise<CaseInHand> {
  const inHand = await hub.receive();
  const { people } = inHand;
  await hub.screen(inHand, {
    checks: agencies.map((agency) => ({ agency, persons: persons?.(inHand) ?? people, question: `${agency}?` })),
  });
  return inHand;
}

const withNumber = (nhsNumber: string): ReferralSubmission =>
  referral({ children: [{ firstName: 'Nia', lastName: 'Invented', nhsNumber }] });

const childOf = ({ children: [child = ''] }: CaseInHand): string => child;
const motherOf = ({ people }: CaseInHand): string => people.at(-2) ?? '';

async function answered(check: CheckInHand): Promise<void> {
  const { persons, agency } = check;
  const text = `Invented by ${agency}.`;
  done(
    await hub.tryToAnswer(check, {
      ...reply(persons, 'known'),
      information: persons.map((person) => ({ person, kind: 'fact', text, sharing: 'family' })),
      analysis: text,
    }),
  );
}

beforeAll(async () => {
  hub = await openHub();
  shared = await hub.receive();
  await hub.screen(shared, {
    checks: [
      { agency: 'police', persons: [childOf(shared)] },
      { agency: 'health', persons: shared.people },
    ],
  });
  [police, health] = [await hub.check(shared, 'police'), await hub.check(shared, 'health')];
  await answered(police);
  await answered(health);
  restricted = await asked();
  await restrict(hub, restricted, 'police-lead', 'health');
  linked = await asked((inHand) => [childOf(inHand)]);
  await link(hub, linked, 'police', motherOf(linked));
  elsewhere = await asked();
  await hub.asOwner(`UPDATE "Case" SET "hubId" = 'elsewhere' WHERE "id" = $1`, [elsewhere.caseId]);
  await hub.asOwner(`UPDATE "AgencyCheck" SET "hubId" = 'elsewhere' WHERE "caseId" = $1`, [elsewhere.caseId]);
});
afterAll(async () => {
  await hub.close();
});

const idsOf = async (agency: string, ...cases: CaseInHand[]): Promise<string[]> =>
  (await Promise.all(cases.map(async (inHand) => (await hub.check(inHand, agency)).checkId))).sort();

describe('an agency that asks for whole tables', () => {
  it('gets its own checks of its hub that stand open to whoever asks, and no others', async () => {
    expect(await seenIn(hub, 'police', 'AgencyCheck')).toEqual([police.checkId]);
    expect(await seenIn(hub, 'police-lead', 'AgencyCheck')).toEqual(await idsOf('police', shared, restricted, linked));
    expect(await seenIn(hub, 'health', 'AgencyCheck')).toEqual(await idsOf('health', shared, restricted, linked));
    expect(await seenIn(hub, 'health-lead', 'AgencyCheck')).toEqual(await idsOf('health', shared, linked));
    expect(await seenIn(hub, 'housing', 'AgencyCheck')).toEqual([]);
  });

  it.each<[Walled, () => string[]]>([
    ['Case', () => [shared.caseId]],
    ['AgencyCheckPerson', () => [childOf(shared)]],
    ['Person', () => [childOf(shared)]],
    ['CasePerson', () => [childOf(shared)]],
    ['CheckAnswer', () => [police.checkId]],
    ['CheckResult', () => [childOf(shared)]],
    ['CheckInformation', () => [childOf(shared)]],
  ])('gets of %s what belongs to these checks', async (table, expected) => {
    expect(await seenIn(hub, 'police', table)).toEqual(expected());
  });

  it('gets whom it was asked about itself, though another agency was asked about more', async () => {
    expect(await seenIn(hub, 'health-lead', 'Person')).toEqual([...shared.people, childOf(linked)].sort());
    expect(await seenIn(hub, 'police', 'Person')).toEqual([childOf(shared)]);
  });

  it.each(walledTables)('finds nobody’s rows in %s where nobody of it was asked', async (table) => {
    expect(await seenIn(hub, 'housing', table)).toEqual([]);
  });

  it('gets of access lists, broken glass and links the lines about whoever asks', async () => {
    expect(await seen(hub, 'police', `SELECT "userId", "personId" FROM "PersonLink"`)).toEqual([
      { userId: hub.actor('police').userId, personId: motherOf(linked) },
    ]);
    expect(await seen(hub, 'health-lead', `SELECT "userId" FROM "PersonLink"`)).toEqual([]);
    expect(await seen(hub, 'police-lead', `SELECT "caseId", "userId" FROM "CaseAccess"`)).toEqual([
      { caseId: restricted.caseId, userId: hub.actor('police-lead').userId },
    ]);
    expect(await seen(hub, 'police', `SELECT "caseId" FROM "CaseAccess"`)).toEqual([]);
  });

  it('gets no check of a person with the NHS number of somebody to whom whoever asks is linked', async () => {
    const [first, second] = [
      await hub.receive(withNumber('999 054 8609')),
      await hub.receive(withNumber('9990548609')),
    ];
    await hub.screen(second, { checks: [{ agency: 'police', persons: second.children }] });
    const ofSecond = async (persona: string): Promise<boolean> =>
      (await seenIn(hub, persona, 'Case')).includes(second.caseId);

    const before = await ofSecond('police');
    await link(hub, first, 'police', childOf(first));

    expect([before, await ofSecond('police'), await ofSecond('police-lead')]).toEqual([true, false, true]);
    await hub.asOwner(`UPDATE "PersonLink" SET "liftedAt" = now() WHERE "caseId" = $1`, [first.caseId]);
    await hub.asOwner(`UPDATE "AgencyCheck" SET "hubId" = 'elsewhere' WHERE "caseId" = $1`, [second.caseId]);
  });

  it('gets a case back when what kept it away is lifted', async () => {
    const inHand = await asked();
    await link(hub, inHand, 'police', childOf(inHand));
    await restrict(hub, inHand, 'police-lead', 'health');
    const ofCase = async (): Promise<boolean> => (await seenIn(hub, 'police', 'Case')).includes(inHand.caseId);

    const before = await ofCase();
    await hub.asOwner(`UPDATE "PersonLink" SET "liftedAt" = now() WHERE "caseId" = $1`, [inHand.caseId]);
    const whileRestricted = await ofCase();
    await hub.asOwner(`UPDATE "Case" SET "restricted" = false WHERE "id" = $1`, [inHand.caseId]);

    expect([before, whileRestricted, await ofCase()]).toEqual([false, false, true]);
    await hub.asOwner(`UPDATE "AgencyCheck" SET "hubId" = 'elsewhere' WHERE "caseId" = $1`, [inHand.caseId]);
  });
});

describe('the settings that say who reads', () => {
  it('are needed: without any there is no row', async () => {
    const tables = [...walledTables, ...ownTables];
    expect(await connected(hub.urls.agencyUrl, async (client) => countIn(client, tables))).toEqual(none(tables));
  });

  it.each(['hub', 'agency', 'user', 'closed'])('are all needed: without %s there is no row', async (name) => {
    const counted = await connected(hub.urls.agencyUrl, async (client) => {
      await readAs(client, hub, 'health');
      await client.query(`SELECT set_config('front_door.${name}', '', true)`);
      return countIn(client, walledTables);
    });

    expect(counted).toEqual(none(walledTables));
  });

  it('are made for whoever is given, and for nobody where something is missing', async () => {
    const { hubId, agency, userId } = hub.actor('health');
    const given = [
      [hubId, agency, null],
      [hubId, null, userId],
      [null, agency, userId],
      ['', agency, userId],
      [hubId, '', userId],
    ];
    await connected(hub.urls.agencyUrl, async (client) => {
      for (const values of given) {
        await client.query('BEGIN READ ONLY');
        await client.query('SELECT read_as($1, $2, $3)', values);
        expect(await countIn(client, walledTables)).toEqual(none(walledTables));
        await client.query('COMMIT');
      }
    });
  });

  it.each(['COMMIT', 'ROLLBACK'])('end with their transaction: after %s the connection sees no row', async (end) => {
    const [during, after] = await connected(hub.urls.agencyUrl, async (client) => {
      await readAs(client, hub, 'health');
      const inside = await countIn(client, ['AgencyCheck']);
      await client.query(end);
      return [inside, await countIn(client, walledTables)];
    });

    expect(during).toEqual({ AgencyCheck: 3 });
    expect(after).toEqual(none(walledTables));
  });

  it('hold for one reader at a time, however many share few connections', async () => {
    const personas = Array.from(
      { length: 40 },
      (_none, index) => (['police', 'health', 'housing'] as const)[index % 3],
    );

    const sights = await Promise.all(
      personas.map(async (persona = 'police') =>
        seen<{ agency: string }>(hub, persona, `SELECT "agency" FROM "AgencyCheck"`),
      ),
    );

    expect(sights.map((rows) => rows.map(({ agency }) => agency))).toEqual(
      personas.map(
        (persona = 'police') => ({ police: ['police'], health: Array(3).fill('health'), housing: [] })[persona],
      ),
    );
  });

  it('are gone from the connection after a statement that failed', async () => {
    const failing = Array.from({ length: 12 }, async () => seen(hub, 'health', `SELECT 1 / 0 FROM "AgencyCheck"`));

    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(12).fill('rejected'));
    await expect(failing[0]).rejects.toMatchObject({ code: '22012' });
    expect(await seenIn(hub, 'police', 'AgencyCheck')).toEqual([police.checkId]);
  });
});

describe('what the service reads for agencies', () => {
  it('goes by their own pool alone, and what it reads for the hub does not', async () => {
    const nowhere = 'postgresql://front_door@127.0.0.1:1/nowhere';
    const ofAgencies = openServedDatabase({
      databaseUrl: nowhere,
      agencyDatabaseUrl: hub.urls.agencyUrl,
      keys: keyRing(),
    });
    const ofHub = openServedDatabase({
      databaseUrl: hub.urls.applicationUrl,
      agencyDatabaseUrl: nowhere,
      keys: keyRing(),
    });
    const { checkId } = police;

    for (const [database, persona] of [
      [ofAgencies, 'police'],
      [ofHub, 'hub-worker'],
    ] as const) {
      const actor = hub.actor(persona);
      expect(await readCheck(database, actor, checkId, now)).toMatchObject({ check: { id: checkId } });
      const { items } = await listChecks(database, hub.sight(persona, 'see-checks'), { limit: 100, now });
      expect(items.map(({ id }) => id)).toContain(checkId);
    }

    await Promise.all([ofAgencies.close(), ofHub.close()]);
  });

  it('is the same as the hub reads of the check', async () => {
    const [ofAgency, ofHub] = await Promise.all(
      ['health', 'hub-worker'].map(async (persona) => readCheck(hub.database, hub.actor(persona), health.checkId, now)),
    );
    const inOrder = (results: { person: string }[] = []): string[] => results.map(({ person }) => person).sort();

    expect({ ...ofAgency?.check, answer: null }).toEqual({ ...ofHub?.check, answer: null });
    expect(inOrder(ofAgency?.check.answer?.results)).toEqual(inOrder(ofHub?.check.answer?.results));
    expect(ofAgency?.check.answer?.information).toEqual(ofHub?.check.answer?.information);
  });

  it('shows somebody of no agency nothing', async () => {
    const nobody = { ...hub.actor('police'), agency: null };

    expect(await readCheck(hub.database, nobody, police.checkId, now)).toBeUndefined();
  });
});
