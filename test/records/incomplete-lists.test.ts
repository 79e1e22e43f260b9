import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tellOfIncompleteLists } from '../../records/incomplete-lists.js';
import { changeAccessList, type AccessListChange } from '../../records/restrictions.js';
import { statementOf, type Template } from '../../records/statements.js';
import { disableUser, enableUser } from '../../records/user-administration.js';
import { identify } from '../../records/users.js';
import { referral } from '../support/factories.js';
import { done, mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { link, restrict } from './agency-wall.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
  await hub.asOwner('UPDATE "User" SET "enabled" = true');
  await hub.asOwner('UPDATE "Case" SET "closedAt" = now()');
});
afterAll(async () => {
  await hub.close();
});

/** A restricted case about which the police were asked; its list holds a manager and one of the police. */
async function restricted(): Promise<CaseInHand> {
  const inHand = await hub.receive();
  await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
  await restrict(hub, inHand, 'police');
  return inHand;
}

const idOf = (persona: string): string => hub.actor(persona).userId;
const look = (): Promise<void> => tellOfIncompleteLists(hub.database, hub.clock.now());
const lookAfter = async (minutes: number): Promise<void> => {
  hub.clock.set(new Date(hub.clock.now().getTime() + minutes * 60_000).toISOString());
  await look();
};
const switchOff = (subject: string, enabled = false): Promise<unknown> =>
  hub.asOwner('UPDATE "User" SET "enabled" = $2 WHERE "subject" = $1', [subject, enabled]);
const change = async ({ caseId }: CaseInHand, body: AccessListChange): Promise<void> => {
  const sight = hub.sight('hub-manager', 'change-access-list', caseId);
  done(await changeAccessList(hub.record, sight, body, hub.request('hub-manager')));
};
const week = 7 * 24 * 60;

/** Whom messages of the case that its list lacks somebody are for, each as often as it was owed. */
async function told({ caseId }: CaseInHand): Promise<string[]> {
  const notices = await hub.database.trees.notice.findMany({ where: { caseId, kind: 'access-list-incomplete' } });
  return notices.map(({ tells }) => tells).sort();
}
const both = ['hub-manager', 'privacy-officer'];

describe('an access list that comes to lack somebody', () => {
  it('is told of to its managers and the privacy officer, once', async () => {
    const inHand = await restricted();
    await look();
    expect(await told(inHand)).toEqual([]);
    await switchOff('police');

    for (const minutes of [5, 5, 60]) await lookAfter(minutes);

    expect(await told(inHand)).toEqual(both);
  });

  it('is told of to the privacy officer alone where it has no manager left', async () => {
    const inHand = await restricted();
    await switchOff('hub-manager');

    await lookAfter(5);

    expect(await told(inHand)).toEqual(['privacy-officer']);
  });

  it.each([
    ['switches off somebody of an agency', 'police', both],
    ['switches off the last manager', 'hub-manager', ['privacy-officer']],
  ])('is told of at once where an administrator %s', async (_what, persona, whom) => {
    const inHand = await restricted();

    done(await disableUser(hub.database, idOf(persona), hub.request('administrator')));

    expect(await told(inHand)).toEqual(whom);
  });

  it('is told of again when somebody is let in and shut out again', async () => {
    const inHand = await restricted();
    for (const minute of [1, 2]) {
      hub.clock.set(`2028-08-21T10:0${minute}:00+01:00`);
      done(await disableUser(hub.database, idOf('police'), hub.request('administrator')));
      done(await enableUser(hub.database, idOf('police'), hub.request('administrator')));
    }

    expect(await told(inHand)).toEqual([...both, ...both].sort());
  });

  it('is told of where a newer token takes somebody’s agency, or their role', async () => {
    const [byAgency, byRole] = [await restricted(), await restricted()];
    await change(byRole, { add: [idOf('police-lead')], remove: [idOf('police')] });
    const asOf = new Date('2028-08-21T09:30:00Z');
    const police = { hubId: 'hub', provider: 'test', asOf };
    await identify(hub.database, { ...police, subject: 'police', roles: ['agency-worker'], agency: 'health' });
    await identify(hub.database, { ...police, subject: 'police-lead', roles: ['auditor'], agency: 'police' });

    await lookAfter(5);

    expect([await told(byAgency), await told(byRole)]).toEqual([both, both]);
    const was = { hubId: 'hub', provider: 'test', asOf: new Date('2028-08-21T09:31:00Z'), agency: 'police' };
    await identify(hub.database, { ...was, subject: 'police', roles: ['agency-worker'] });
    await identify(hub.database, { ...was, subject: 'police-lead', roles: ['agency-lead'] });
  });

  it('is told of where somebody on it is linked to the child on another case', async () => {
    const children = [{ firstName: 'Nia', lastName: 'Invented', nhsNumber: '999 054 8609' }];
    const [inHand, other] = [await hub.receive(referral({ children })), await hub.receive(referral({ children }))];
    await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
    await restrict(hub, inHand, 'police');
    await link(hub, other, 'police', other.children[0] ?? '');

    await lookAfter(5);

    expect(await told(inHand)).toEqual(both);
    await hub.asOwner(`UPDATE "PersonLink" SET "liftedAt" = now()`);
  });

  it('is told of again when it lacks somebody else as well, and when it was whole in between', async () => {
    const inHand = await restricted();
    await switchOff('police');
    await lookAfter(5);
    await switchOff('hub-manager');
    await lookAfter(5);
    expect(await told(inHand)).toEqual([...both, 'privacy-officer'].sort());

    await switchOff('hub-manager', true);
    hub.clock.set('2028-08-21T11:00:00+01:00');
    await change(inHand, { add: [idOf('police-lead')] });
    await switchOff('police-lead');
    await lookAfter(1);

    expect(await told(inHand)).toEqual([...both, ...both, 'privacy-officer'].sort());
    await switchOff('police-lead', true);
  });

  it('is told of again every week while nobody sees to it', async () => {
    const inHand = await restricted();
    await switchOff('police');
    await lookAfter(5);
    await lookAfter(week - 1);
    expect(await told(inHand)).toEqual(both);

    await lookAfter(1);

    expect(await told(inHand)).toEqual([...both, ...both].sort());
  });

  it('is told of once by two processes that see it at the same time', async () => {
    const inHand = await restricted();
    await switchOff('police');

    await Promise.all([look(), look()]);

    expect(await told(inHand)).toEqual(both);
  });

  it('is no matter once the case has closed, and costs nothing then', async () => {
    const inHand = await restricted();
    await hub.asOwner('UPDATE "Case" SET "closedAt" = now() WHERE "id" = $1', [inHand.caseId]);
    await switchOff('police');

    await lookAfter(5);

    expect(await told(inHand)).toEqual([]);
    expect(await indexesOfLook()).toEqual(expect.arrayContaining([expect.stringMatching(indexOfOpenCases)]));
  });
});

/** Each has the open cases alone. */
const indexOfOpenCases = /^Case_(in_flight(_by_reference)?|by_(rating|receipt|stage))$/;

interface Plan {
  'Index Name'?: string;
  Plans?: Plan[];
}

/** By which indexes PostgreSQL finds the lists, in a hub with many restricted cases that have closed. */
async function indexesOfLook(): Promise<(string | undefined)[]> {
  await hub.asOwner(
    `INSERT INTO "Case" ("id", "hubId", "reference", "stage", "receivedAt", "immediateDanger", "lastEventAt", "lastHash", "closedAt", "restricted")
     SELECT gen_random_uuid(), 'hub', 'invented-' || n, 'closed', now(), false, now(), '', now(), true FROM generate_series(1, 2000) n`,
  );
  await hub.asOwner(
    `INSERT INTO "CaseRestriction" ("id", "hubId", "caseId", "reason", "since", "byId", "reviewDueAt")
     SELECT gen_random_uuid(), 'hub', "id", 'adoption', now(), "id", now() FROM "Case" WHERE "reference" LIKE 'invented-%'`,
  );
  await hub.asOwner('ANALYZE');
  let sent = statementOf`SELECT`;
  const rows = <Row>(...template: Template): Promise<Row[]> => {
    sent = statementOf(...template);
    return Promise.resolve([]);
  };
  await tellOfIncompleteLists({ ...hub.database, reads: { ...hub.database.reads, rows } }, hub.clock.now());
  const [explained] = await hub.asOwner<{ 'QUERY PLAN': { Plan: Plan }[] }>(`EXPLAIN (FORMAT JSON) ${sent.text}`);
  const stepsIn = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(stepsIn)];
  const plan = explained?.['QUERY PLAN'][0]?.Plan;
  return plan === undefined ? [] : stepsIn(plan).map((step) => step['Index Name']);
}
