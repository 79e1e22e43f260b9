import { chown, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type Postgres } from '../../local/postgres.js';
import { openPool } from '../../records/pools.js';
import { newAuthority } from '../support/certificates.js';
import { testSecretKeys } from '../support/keys.js';
import { pemFiles, type PemFiles } from '../support/pem-files.js';
import { runProgram } from '../support/run-program.js';
import { dataFolders } from './data-folders.js';

const ours = newAuthority('The authority of the hub');
const others = newAuthority('Somebody');
/** Of loopback, and yet not an address that a machine calls itself by. */
const elsewhere = '127.0.0.2';

/** The owner of the record shows a certificate, the application says a password, and neither may come in clear. */
const whoMayCome = `
host    all postgres         127.0.0.0/8 scram-sha-256
hostssl all front_door_owner 127.0.0.0/8 cert
hostssl all front_door       127.0.0.0/8 scram-sha-256
`;

const dataFolder = dataFolders();
let postgres: Postgres;
let files: PemFiles;
/** Parameters of an address of PostgreSQL, by what they make of it. */
let trust: Readonly<Record<'ours' | 'others', string>>;
let shown: Readonly<Record<'owner' | 'stranger', string>>;

beforeAll(async () => {
  const dataDir = await dataFolder();
  postgres = await startPostgres(dataDir, { settings: { listen_addresses: `127.0.0.1,${elsewhere}` } });
  const cluster = join(dataDir, 'postgres', 'data');
  const { uid, gid } = await stat(cluster);
  const server = ours.certify(elsewhere);
  const kept = {
    ...{ 'server.crt': server.certificate, 'server.key': server.key },
    ...{ 'clients.crt': ours.certificate, 'pg_hba.conf': whoMayCome },
  };
  for (const [name, content] of Object.entries(kept)) {
    await writeFile(join(cluster, name), content, { mode: 0o600 });
    await chown(join(cluster, name), uid, gid);
  }
  await asAdministrator([`ALTER SYSTEM SET ssl = on`, `ALTER SYSTEM SET ssl_ca_file = 'clients.crt'`]);
  await asAdministrator(['SELECT pg_reload_conf()']);

  files = await pemFiles();
  const trusting = async (name: string, certificate: string): Promise<string> =>
    `sslmode=verify-full&sslrootcert=${await files.keep(name, certificate)}`;
  const showing = async (commonName: string): Promise<string> => {
    const { certificate, key } = ours.certify(commonName);
    return `sslcert=${await files.keep(commonName, certificate)}&sslkey=${await files.keep(`${commonName}-key`, key)}`;
  };
  trust = { ours: await trusting('ours', ours.certificate), others: await trusting('others', others.certificate) };
  shown = { owner: await showing('front_door_owner'), stranger: await showing('front_door') };
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  await files.remove();
});

async function asAdministrator(statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.administratorUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** @param parameters what stands in the address after its question mark */
function urlOf(whose: 'owner' | 'application', parameters: string, host = elsewhere): string {
  const url = new URL(whose === 'owner' ? postgres.ownerUrl : postgres.applicationUrl);
  url.hostname = host;
  if (whose === 'owner') url.password = '';
  url.search = parameters;
  return url.href;
}

/** The version of TLS by which the record answers, or the code of what went wrong. */
async function answer(url: string): Promise<string> {
  const pool = openPool(url, { max: 1 });
  try {
    const { rows } = await pool.query<{ version: string }>(
      'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    return String(rows[0]?.version);
  } catch (error) {
    return String((error as { code?: unknown }).code);
  } finally {
    await pool.end();
  }
}

describe('a PostgreSQL on another machine', () => {
  it('is spoken to by TLS, under a name in a certificate that is vouched for', async () => {
    expect(await answer(urlOf('application', trust.ours))).toBe('TLSv1.3');
  });

  it('is told nothing under a name that its certificate has not', async () => {
    expect(await answer(urlOf('application', trust.ours, '127.0.0.1'))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('is told nothing where another authority, or none, vouches for its certificate', async () => {
    expect(await answer(urlOf('application', trust.others))).toBe('SELF_SIGNED_CERT_IN_CHAIN');
    expect(await answer(urlOf('application', 'sslmode=verify-full'))).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });

  it('knows by a certificate who comes, without a password that somebody could learn', async () => {
    const refused = '28000';
    expect(await answer(urlOf('owner', `${trust.ours}&${shown.owner}`))).toBe('TLSv1.3');
    expect(await answer(urlOf('owner', `${trust.ours}&${shown.stranger}`))).toBe(refused);
    expect(await answer(urlOf('owner', trust.ours))).toBe(refused);
  });
});

describe('the programs of the record', () => {
  it('migrate and read it by TLS', async () => {
    const migrated = await runProgram('prisma/migrate.ts', {
      MIGRATION_DATABASE_URL: urlOf('owner', `${trust.ours}&${shown.owner}`),
    });
    const verified = await runProgram('records/verify.ts', {
      DATABASE_URL: urlOf('application', trust.ours),
      SECRET_KEYS: testSecretKeys,
    });

    expect(migrated).toMatchObject({ complaint: '', succeeded: true });
    expect(verified.said).toContain('0 events of 0 cases read: every log is whole.');
  }, 60_000);

  it.each<[string, (url: string) => Record<string, string>]>([
    ['prisma/migrate.ts', (url) => ({ MIGRATION_DATABASE_URL: url })],
    ['records/verify.ts', (url) => ({ DATABASE_URL: url, SECRET_KEYS: testSecretKeys })],
  ])('of which %s says in a sentence that it does not trust the certificate', async (program, variablesWith) => {
    const { complaint, succeeded } = await runProgram(program, variablesWith(urlOf('application', trust.others)));

    expect(succeeded).toBe(false);
    expect(complaint).toMatch(/^PostgreSQL cannot be used \(SELF_SIGNED_CERT_IN_CHAIN\): its certificate [^\n]*$/);
  });

  it.each<[string, Record<string, string>]>([
    ['prisma/migrate.ts', {}],
    ['records/rotate.ts', { SECRET_KEYS: testSecretKeys }],
  ])('of which %s refuses to begin in clear', async (program, more) => {
    const { complaint, succeeded } = await runProgram(program, { ...more, MIGRATION_DATABASE_URL: urlOf('owner', '') });

    expect(succeeded).toBe(false);
    expect(complaint).toMatch(/^ {2}MIGRATION_DATABASE_URL must have sslmode=verify-full/m);
  });
});
