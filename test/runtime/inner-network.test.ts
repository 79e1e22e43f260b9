import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  readApiEnvironment,
  readMigrationEnvironment,
  readRotationEnvironment,
  readTemporalEnvironment,
  readWorkerEnvironment,
  type Variables,
} from '../../runtime/environment.js';
import { isSafeDatabase } from '../../runtime/inner-network.js';
import { newAuthority } from '../support/certificates.js';
import { pemFiles, type PemFiles } from '../support/pem-files.js';

const [ours, others] = [newAuthority('Ours').certify('front-door'), newAuthority('Others').certify('front-door')];

let files: PemFiles;
let pem: Readonly<Record<'certificate' | 'key' | 'otherKey' | 'words', string>>;
beforeAll(async () => {
  files = await pemFiles();
  pem = {
    certificate: await files.keep('certificate', ours.certificate),
    key: await files.keep('key', ours.key),
    otherKey: await files.keep('other-key', others.key),
    words: await files.keep('words', 'No certificate at all'),
  };
});
afterAll(async () => files.remove());

const apiKey = 'an-invented-key';
const address = 'temporal.hub.example:7233';
const database = 'postgresql://app:hunter2@record.hub.example/front_door';
const encrypted = `${database}?sslmode=verify-full`;
const everything = {
  DATABASE_URL: encrypted,
  AGENCY_DATABASE_URL: encrypted,
  MIGRATION_DATABASE_URL: encrypted,
  TEMPORAL_ADDRESS: address,
  TEMPORAL_API_KEY: apiKey,
  SMTP_URL: 'smtps://mail.example:465',
  MAIL_FROM: 'no-reply@hub.example',
  PUBLIC_URL: 'https://front-door.hub.example',
  SECRET_KEYS: `2026-11:${randomBytes(32).toString('base64url')}`,
  OIDC_ISSUER: 'https://sign-in.example',
};

/** What a program complains of, line by line; nothing where it would start. */
function complaints(read: (variables: Variables) => unknown, variables: Variables): string[] {
  try {
    read(variables);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
}

describe('the address of a PostgreSQL', () => {
  it.each([
    'postgresql://app@localhost/front_door',
    'postgresql://app@127.0.0.1:5432/front_door?application_name=x',
    'postgresql://app@[::1]/front_door',
    'postgresql:///front_door?host=/var/run/postgresql',
    'postgresql://app@%2Fvar%2Frun%2Fpostgresql/front_door',
    'postgresql://app@record.hub.example/front_door?sslmode=verify-full',
  ])('%s is one by which nobody else listens', (url) => {
    expect(isSafeDatabase(url)).toBe(true);
  });

  it.each([
    'postgresql://app@record/front_door',
    'postgresql://app@127.0.0.1.example/front_door',
    'postgresql://app@record/front_door?sslmode=require',
    'postgresql://app@record/front_door?sslmode=verify-ca&uselibpqcompat=true',
    'postgresql://app@record/front_door?sslmode=no-verify',
    'postgresql://app@record/front_door?sslmode=verify-full&sslmode=disable',
    'postgresql://app@record/front_door?ssl=true',
    'postgresql://app@localhost/front_door?host=record',
    'postgresql:///front_door',
  ])('%s is one by which somebody might', (url) => {
    expect(isSafeDatabase(url)).toBe(false);
  });
});

describe('a service whose PostgreSQL and Temporal are on other machines', () => {
  it('starts where it speaks to both by TLS', () => {
    for (const read of [readApiEnvironment, readWorkerEnvironment, readMigrationEnvironment, readRotationEnvironment])
      expect(complaints(read, everything)).toEqual([]);
    expect(readWorkerEnvironment(everything).temporal).toMatchObject({ address, apiKey, tls: {} });
  });

  it('refuses to start where it would speak to either in clear, and names every variable that says so, but not its secret', () => {
    const clear = { DATABASE_URL: database, AGENCY_DATABASE_URL: `${database}?sslmode=require`, TEMPORAL_API_KEY: '' };
    const said = complaints(readApiEnvironment, { ...everything, ...clear });

    expect(said).toEqual([
      expect.stringMatching(/^ {2}DATABASE_URL must have sslmode=verify-full, .*INNER_NETWORK=private/),
      expect.stringMatching(/^ {2}AGENCY_DATABASE_URL must have sslmode=verify-full/),
      expect.stringMatching(
        /^ {2}TEMPORAL_API_KEY must be set, or TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY, .*who comes/,
      ),
    ]);
    expect(said.join()).not.toContain('hunter2');
    for (const read of [readMigrationEnvironment, readRotationEnvironment]) {
      expect(complaints(read, { ...everything, MIGRATION_DATABASE_URL: database })).toEqual([
        expect.stringMatching(/^ {2}MIGRATION_DATABASE_URL must have sslmode=verify-full/),
      ]);
    }
  });

  it('may speak in clear where somebody has said that nobody else is on the network, and nowhere else', () => {
    const inner = { ...everything, DATABASE_URL: database, TEMPORAL_API_KEY: undefined, INNER_NETWORK: 'private' };

    expect(readWorkerEnvironment(inner).temporal).not.toHaveProperty('tls');
    expect(complaints(readWorkerEnvironment, { ...inner, INNER_NETWORK: 'yes' })).toEqual([
      expect.stringMatching(/^ {2}INNER_NETWORK must be private, or not be set/),
    ]);
    expect(complaints(readWorkerEnvironment, { ...inner, PUBLIC_URL: 'http://front-door' })).toHaveLength(1);
  });

  it('names the parameter of PostgreSQL’s address whose file is not there', () => {
    const url = `${encrypted}&sslrootcert=${pem.certificate}&sslkey=${pem.key}-not`;

    expect(complaints(readMigrationEnvironment, { MIGRATION_DATABASE_URL: url })).toEqual([
      '  MIGRATION_DATABASE_URL must name a file that can be read by sslkey',
    ]);
  });
});

describe('how Temporal is reached', () => {
  it.each<[string, () => Variables, string]>([
    ['a certificate without its key', () => ({ TEMPORAL_TLS_CERT: pem.certificate }), 'TEMPORAL_TLS_KEY must be set'],
    ['a key without its certificate', () => ({ TEMPORAL_TLS_KEY: pem.key }), 'TEMPORAL_TLS_CERT must be set'],
    [
      'a certificate with another’s key',
      () => ({ TEMPORAL_TLS_CERT: pem.certificate, TEMPORAL_TLS_KEY: pem.otherKey }),
      'TEMPORAL_TLS_KEY must be the key of the certificate',
    ],
    ['a file that is not there', () => ({ TEMPORAL_TLS_CA: '/nowhere.pem' }), 'TEMPORAL_TLS_CA must be a file that'],
    ['a file of something else', () => ({ TEMPORAL_TLS_CA: pem.words }), 'TEMPORAL_TLS_CA must be a file that'],
    ['a key in place of a certificate', () => ({ TEMPORAL_TLS_CERT: pem.key }), 'TEMPORAL_TLS_CERT must be a file'],
    [
      'an address for a name',
      () => ({ TEMPORAL_TLS_SERVER_NAME: 'https://temporal.hub.example' }),
      'TEMPORAL_TLS_SERVER_NAME must be a name',
    ],
  ])('is not by %s', (_what, variables, says) => {
    const told = { TEMPORAL_ADDRESS: address, INNER_NETWORK: 'private', ...variables() };
    expect(complaints(readTemporalEnvironment, told)).toEqual([expect.stringContaining(`  ${says}`)]);
  });

  it('is by TLS on this machine too, where anything is said of it', () => {
    const here = { TEMPORAL_ADDRESS: 'localhost:7233' };
    const certified = { TEMPORAL_TLS_CERT: pem.certificate, TEMPORAL_TLS_KEY: pem.key };

    expect(readTemporalEnvironment(here)).toEqual({
      ...{ address: 'localhost:7233', namespace: 'default', taskQueue: 'front-door' },
    });
    for (const more of [{ TEMPORAL_API_KEY: apiKey }, { TEMPORAL_TLS_CA: pem.certificate }, certified]) {
      expect(readTemporalEnvironment({ ...here, ...more })).toHaveProperty('tls');
    }
  });

  it('is with the API key in a file, as other secrets are', async () => {
    const file = await files.keep('api-key', `${apiKey}\n`);

    expect(readTemporalEnvironment({ TEMPORAL_ADDRESS: address, TEMPORAL_API_KEY_FILE: file })).toMatchObject({
      apiKey,
    });
  });
});
