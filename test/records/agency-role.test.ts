import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serve } from '../../api/server.js';
import { openAgencyReads, refuseMightyRole } from '../../records/agency-reads.js';
import { isReachable } from '../../records/database-health.js';
import { openServedDatabase } from '../../records/database.js';
import { EnvironmentError, readApiEnvironment } from '../../runtime/environment.js';
import { keyRing, testSecretKeys } from '../support/keys.js';
import { openHub, type Hub } from '../support/hub.js';
import { freshDatabase } from '../support/stack.js';
import { connected, countIn, none, ownTables, seen, walledTables } from './agency-wall.js';

const readable: readonly string[] = [...walledTables, ...ownTables].sort();
const withoutRight = { code: '42501' };

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
  const inHand = await hub.receive();
  await hub.screen(inHand);
  await hub.answer(inHand, 'police');
});
afterAll(async () => {
  await hub.close();
});

const tables = async (): Promise<string[]> => {
  const rows = await hub.asOwner<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  return rows.map(({ name }) => name);
};

describe('the role by which agencies read', () => {
  it('has no right to any other table, however small', async () => {
    const others = (await tables()).filter((table) => !readable.includes(table));
    expect(others).toEqual(expect.arrayContaining(['User', 'Referral', 'CaseEventContent', 'Decision', 'Screening']));

    await connected(hub.urls.agencyUrl, async (client) => {
      for (const table of others)
        await expect(client.query(`SELECT FROM "${table}"`)).rejects.toMatchObject(withoutRight);
    });
  });

  it.each([
    ['Person', 'nhsNumber'],
    ['Person', 'particulars'],
    ['CasePerson', 'mayPoseRisk'],
    ['CasePerson', 'locationNow'],
    ['Case', 'stage'],
    ['CheckAnswer', 'byId'],
    ['PersonLink', 'kind'],
  ])('has no right to what an agency is not shown, such as %s.%s', async (table, column) => {
    await expect(seen(hub, 'police', `SELECT "${column}" FROM "${table}"`)).rejects.toMatchObject(withoutRight);
  });

  it.each(readable)('cannot write to %s', async (table) => {
    await connected(hub.urls.agencyUrl, async (client) => {
      for (const statement of [
        `INSERT INTO "${table}" DEFAULT VALUES`,
        `DELETE FROM "${table}"`,
        `TRUNCATE "${table}"`,
        `SELECT FROM "${table}" FOR UPDATE`,
      ])
        await expect(client.query(statement)).rejects.toMatchObject(withoutRight);
    });
  });

  it('reads in transactions that refuse to write even what it could', async () => {
    await expect(seen(hub, 'police', 'CREATE TEMPORARY TABLE mine ()')).rejects.toMatchObject({ code: '25006' });
  });

  it.each([
    'SET ROLE front_door_app',
    'SET ROLE front_door_owner',
    'SET SESSION AUTHORIZATION front_door',
    'ALTER TABLE "AgencyCheck" DISABLE ROW LEVEL SECURITY',
    'DROP POLICY asked ON "AgencyCheck"',
    'CREATE POLICY mine ON "AgencyCheck" USING (true)',
    'CREATE FUNCTION mine() RETURNS int RETURN 1',
    'SET row_security = off; SELECT "id" FROM "AgencyCheck"',
  ])('cannot get past the wall by %s', async (statement) => {
    await connected(hub.urls.agencyUrl, async (client) => {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    });
  });

  it('stays who it is when it is reset', async () => {
    const after = await connected(hub.urls.agencyUrl, async (client) => {
      await client.query('RESET ROLE; RESET SESSION AUTHORIZATION; RESET ALL');
      const { rows } = await client.query<{ who: string }>('SELECT current_user AS who');
      return [rows, await countIn(client, readable)];
    });

    expect(after).toEqual([[{ who: 'front_door_agency_login' }], none(readable)]);
  });
});

describe('row-level security', () => {
  it('is on, and forced, on every table that agencies may read', async () => {
    const found = await hub.asOwner<{ name: string }>(
      `SELECT relname AS name FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
         AND (has_any_column_privilege('front_door_agency', c.oid, 'SELECT') OR relrowsecurity OR relforcerowsecurity)
         AND (relkind <> 'r' OR (relrowsecurity AND relforcerowsecurity))`,
    );

    expect(found.map(({ name }) => name).sort()).toEqual(readable);
  });

  it.each(['applicationUrl', 'ownerUrl'] as const)('leaves that of %s all that it had', async (url) => {
    const counted = await connected(hub.urls[url], async (client) => countIn(client, readable));
    const all = await connected(hub.urls.administratorUrl, async (client) => countIn(client, readable));

    expect(counted).toEqual(all);
    expect(all).toMatchObject({ AgencyCheck: 8, Case: 1, Person: 4, CheckAnswer: 1 });
  });

  it('shows even the owner nothing but by a policy', async () => {
    const counted = await connected(hub.urls.ownerUrl, async (client) => {
      await client.query('BEGIN');
      for (const table of readable) await client.query(`DROP POLICY owner ON "${table}"`);
      return countIn(client, readable);
    });

    expect(counted).toEqual(none(readable));
  });
});

describe('AGENCY_DATABASE_URL', () => {
  const reason = async (url: string): Promise<unknown> => {
    const reads = openAgencyReads(url, 1);
    const failure: unknown = await refuseMightyRole(reads).catch((error: unknown) => error);
    await reads.close();
    return failure instanceof EnvironmentError ? failure.message : failure;
  };

  it('may be that of a role that has the rights of front_door_agency and no others', async () => {
    expect(await reason(hub.urls.agencyUrl)).toBeUndefined();
  });

  it('may lead to a PostgreSQL that is not there yet', async () => {
    expect(await reason('postgresql://front_door@127.0.0.1:1/nowhere')).toBeUndefined();
  });

  it.each([
    ['of the application', 'applicationUrl', 'has the rights of other roles than front_door_agency'],
    ['of the owner', 'ownerUrl', 'owns something'],
    ['of a superuser', 'administratorUrl', 'is a superuser'],
  ] as const)('may not be that %s', async (_whose, url, why) => {
    expect(await reason(hub.urls[url])).toContain(why);
  });

  it.each([
    ['BYPASSRLS IN ROLE front_door_agency', 'bypasses row-level security'],
    ['CREATEROLE IN ROLE front_door_agency', 'may make roles or replicate'],
    ['IN ROLE front_door_agency, pg_read_all_data', 'has the rights of other roles than front_door_agency'],
    ['NOBYPASSRLS', 'does not have the rights of front_door_agency'],
  ])('may not be that of a role with %s', async (powers, why) => {
    const mighty = new URL(hub.urls.agencyUrl);
    mighty.username = `mighty_${randomUUID().replaceAll('-', '')}`;
    mighty.password = 'invented';
    await connected(hub.urls.administratorUrl, async (client) => {
      await client.query(`CREATE ROLE ${mighty.username} LOGIN PASSWORD 'invented' ${powers}`);

      expect(await reason(mighty.href)).toContain(why);

      await client.query(`DROP ROLE ${mighty.username}`);
    });
  });

  it.each([
    ['a table is granted to it', 'GRANT SELECT ON "User", "CaseEvent" TO front_door_agency_login', 'may read more'],
    ['a table is granted to everybody', 'GRANT SELECT ON "CaseEventContent" TO PUBLIC', 'may read more'],
    [
      'a column is granted to its rights',
      'GRANT SELECT ("nhsNumber") ON "Person" TO front_door_agency',
      'may read more',
    ],
    ['a view stands open', 'CREATE VIEW everyone AS TABLE "User"; GRANT SELECT ON everyone TO PUBLIC', 'may read more'],
    ['it may add rows', 'GRANT INSERT ON "CheckAnswer" TO front_door_agency_login', 'may write'],
    ['it may change one column', 'GRANT UPDATE ("rating") ON "AgencyCheck" TO PUBLIC', 'may write'],
    ['it may empty a table', 'GRANT TRUNCATE ON "AccessEvent" TO front_door_agency', 'may write'],
    ['it may count', 'CREATE SEQUENCE counted; GRANT USAGE ON SEQUENCE counted TO PUBLIC', 'may write or create'],
    ['it may create', 'GRANT CREATE ON SCHEMA public TO front_door_agency_login', 'may write or create'],
    ['a wall is down', 'ALTER TABLE "CheckAnswer" DISABLE ROW LEVEL SECURITY', 'whose row-level security is off'],
    ['a wall is not for all', 'ALTER TABLE "Case" NO FORCE ROW LEVEL SECURITY', 'whose row-level security is off'],
    [
      'a function lends it the rights of the owner',
      'CREATE FUNCTION lent() RETURNS bigint SECURITY DEFINER RETURN (SELECT count(*) FROM "User")',
      'functions that work as their owner',
    ],
  ])('may not be that of a role where %s', async (_what, grant, why) => {
    const fresh = await freshDatabase();
    await connected(fresh.administratorUrl, async (client) => client.query(grant));

    expect(await reason(fresh.agencyUrl)).toContain(why);

    await fresh.drop();
  });

  it('may be that of a role that sees what an extension shows to everybody', async () => {
    const fresh = await freshDatabase();
    await connected(fresh.administratorUrl, async (client) => client.query('CREATE EXTENSION pg_stat_statements'));

    expect(await reason(fresh.agencyUrl)).toBeUndefined();

    await fresh.drop();
  });

  it('has the API refuse to start where it leads past the wall', async () => {
    const environment = readApiEnvironment({
      DATABASE_URL: hub.urls.applicationUrl,
      AGENCY_DATABASE_URL: hub.urls.applicationUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'front-door@hub.example',
      PUBLIC_URL: 'https://front-door.example',
      OIDC_ISSUER: 'https://sign-in.example',
      SECRET_KEYS: testSecretKeys,
      LOG_LEVEL: 'silent',
    });

    await expect(serve(environment, { mounts: [], demonstration: [] })).rejects.toThrow(
      /^Front Door cannot serve agencies: .* front_door_agency/,
    );
  });

  it('keeps an API that started before PostgreSQL from being ready, and from reading anything', async () => {
    const database = openServedDatabase({
      databaseUrl: hub.urls.applicationUrl,
      agencyDatabaseUrl: hub.urls.applicationUrl,
      keys: keyRing(),
    });

    expect(await isReachable(database)).toBe(false);
    const police = { ...hub.actor('police'), agency: 'police' };
    await expect(database.agencies.as(police).rows`SELECT "id" FROM "AgencyCheck"`).rejects.toThrow(EnvironmentError);
    await database.close();
  });
});
