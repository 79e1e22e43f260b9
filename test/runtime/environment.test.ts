import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  EnvironmentError,
  readAuditEnvironment,
  readApiEnvironment,
  readRotationEnvironment,
  readWorkerEnvironment,
  refuseDevelopmentSecrets,
  variableNames,
  type Variables,
} from '../../runtime/environment.js';

const needed = {
  DATABASE_URL: 'postgresql://app:pass@db:5432/front_door',
  AGENCY_DATABASE_URL: 'postgresql://agency:pass@db:5432/front_door',
  TEMPORAL_ADDRESS: 'temporal:7233',
  INNER_NETWORK: 'private',
  SMTP_URL: 'smtps://user:pass@mail.example:465',
  MAIL_FROM: 'Front Door <no-reply@hub.example>',
  PUBLIC_URL: 'https://front-door.hub.example/',
  SECRET_KEYS: `2026-11:${randomBytes(32).toString('base64url')}`,
  OIDC_ISSUER: 'https://sign-in.example/tenant/',
};

const messageOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  throw new Error('It was accepted');
};

describe('the environment of the API', () => {
  it('has defaults for everything that has a usual value', () => {
    const { keys, ...rest } = readApiEnvironment(needed);
    expect(keys.current.id).toBe('2026-11');
    expect(rest).toEqual({
      databaseUrl: needed.DATABASE_URL,
      agencyDatabaseUrl: needed.AGENCY_DATABASE_URL,
      temporal: { address: 'temporal:7233', namespace: 'default', taskQueue: 'front-door' },
      mail: { smtpUrl: needed.SMTP_URL, from: needed.MAIL_FROM },
      publicUrl: 'https://front-door.hub.example',
      logLevel: 'info',
      host: '127.0.0.1',
      port: 3000,
      hubId: 'hub',
      limits: { perAccount: 20, perAddress: 100 },
      oidc: {
        ...{ issuer: needed.OIDC_ISSUER, audience: 'front-door', providerName: needed.OIDC_ISSUER },
        claims: { subject: 'sub', roles: 'roles', agency: 'agency', strength: 'acr' },
      },
      demands: { freshMinutes: 15, strong: [] },
      sessions: { idleMinutes: 30, hours: 10 },
      draftDays: 28,
      uploads: {
        ...{ policy: 'scanned', clamd: undefined },
        limits: { fileBytes: 10 * 1024 * 1024, files: 10, totalBytes: 20 * 1024 * 1024 },
      },
      trustedProxies: 0,
    });
  });

  it('takes a blank variable as not set', () => {
    expect(readApiEnvironment({ ...needed, PORT: ' ', OIDC_PROVIDER_NAME: '' }).port).toBe(3000);
  });

  it('names every variable that is missing or wrong, and what it must be, but never what it is', () => {
    const message = messageOf(() =>
      readApiEnvironment({ ...needed, PORT: '99999', DATABASE_URL: 'mysql://root:hunter2@db/x', SMTP_URL: undefined }),
    );
    expect(message.split('\n').slice(1)).toEqual([
      '  DATABASE_URL must be the address of PostgreSQL: postgresql://user:password@host:5432/database',
      '  SMTP_URL must be the address of the mail server: smtps://user:password@host:465',
      '  PORT must be a port: a whole number from 1 to 65535',
    ]);
  });

  it.each([
    ['AGENCY_DATABASE_URL', 'db:5432'],
    ['TEMPORAL_ADDRESS', 'temporal'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'a@b.example\r\nBcc: c@d.example'],
    ['PUBLIC_URL', 'front-door.example'],
    ['PUBLIC_URL', 'http://front-door.example'],
    ['OIDC_ISSUER', 'ftp://sign-in.example'],
    ['OIDC_ISSUER', 'http://sign-in.example/tenant'],
    ['SECRET_KEYS', 'demo'],
    ['LOG_LEVEL', 'loud'],
    ['HUB_ID', 'The Hub'],
    ['PORT', '0'],
    ['REQUESTS_PER_ACCOUNT', '0'],
    ['REQUESTS_PER_ADDRESS', 'many'],
    ['SIGN_IN_FRESH_MINUTES', '0'],
    ['OIDC_STRONG_ACR', 'gold platinum'],
    ['OIDC_STRONG_ACR', 'gold"'],
    ['SESSION_IDLE_MINUTES', '0'],
    ['SESSION_HOURS', '25'],
    ['DRAFT_DAYS', '0'],
    ['UPLOADS', 'yes'],
    ['UPLOAD_FILE_MB', '26'],
    ['UPLOAD_FILES', '0'],
    ['UPLOAD_TOTAL_MB', '1000'],
    ['CLAMAV_SOCKET', 'clamd.ctl'],
    ['CLAMAV_ADDRESS', '127.0.0.1'],
    ['TRUSTED_PROXIES', 'true'],
    ['PORT', '3e3'],
    ['TEMPORAL_UI_ORIGIN', 'https://temporal.hub.example/ui'],
    ['TEMPORAL_UI_ORIGIN', '*'],
  ])('refuses %s=%j', (name, value) => {
    expect(messageOf(() => readApiEnvironment({ ...needed, [name]: value }))).toContain(`  ${name} must be`);
  });

  it.each([
    [{ CLAMAV_SOCKET: '/run/clamav/clamd.ctl' }, { path: '/run/clamav/clamd.ctl' }],
    [{ CLAMAV_ADDRESS: '127.0.0.1:3310' }, { host: '127.0.0.1', port: 3310 }],
    [{ CLAMAV_ADDRESS: '[::1]:3310' }, { host: '::1', port: 3310 }],
    [
      { CLAMAV_ADDRESS: 'scanner.example:3310', INNER_NETWORK: 'private' },
      { host: 'scanner.example', port: 3310 },
    ],
  ])('finds the scanner by %j', (variables, clamd) => {
    expect(readApiEnvironment({ ...needed, ...variables }).uploads.clamd).toEqual(clamd);
  });

  it('refuses a scanner on another machine, unless the network to it is private', () => {
    const open = { ...needed, INNER_NETWORK: '', CLAMAV_ADDRESS: 'scanner.example:3310' };
    expect(messageOf(() => readApiEnvironment(open))).toContain('CLAMAV_ADDRESS must be on this machine');
  });

  it('refuses two scanners', () => {
    const two = { CLAMAV_SOCKET: '/run/clamav/clamd.ctl', CLAMAV_ADDRESS: '127.0.0.1:3310' };
    expect(messageOf(() => readApiEnvironment({ ...needed, ...two }))).toContain('CLAMAV_ADDRESS must not be set');
  });

  it('may name an address without TLS on the machine itself, where nobody else listens', () => {
    const here = { PUBLIC_URL: 'http://localhost:3000', OIDC_ISSUER: 'http://127.0.0.1:3000/oidc' };
    expect(readApiEnvironment({ ...needed, ...here })).toMatchObject({ publicUrl: 'http://localhost:3000' });
  });

  it.each<[string, Record<string, string>, string]>([
    ['an id without its secret', { OIDC_CLIENT_ID: 'front-door' }, 'OIDC_CLIENT_SECRET must be set'],
    ['a secret without its id', { OIDC_CLIENT_SECRET: 'hidden-word' }, 'OIDC_CLIENT_ID must be set'],
    [
      'an address under which another service may live',
      { OIDC_CLIENT_ID: 'front-door', OIDC_CLIENT_SECRET: 'hidden-word', PUBLIC_URL: 'https://hub.example/front-door' },
      'PUBLIC_URL must have no path',
    ],
  ])('refuses to let browsers sign in by %s', (_what, variables, says) => {
    const message = messageOf(() => readApiEnvironment({ ...needed, ...variables }));
    expect(message).toContain(says);
    expect(message).not.toContain('hidden-word');
  });

  it('lets browsers sign in where there is a client, on this very machine without TLS as well', () => {
    const client = { OIDC_CLIENT_ID: 'front-door', OIDC_CLIENT_SECRET: 'hidden-word' };
    for (const PUBLIC_URL of ['https://front-door.hub.example', 'http://localhost:3000/']) {
      expect(readApiEnvironment({ ...needed, ...client, PUBLIC_URL }).client).toEqual({
        ...{ clientId: 'front-door', clientSecret: 'hidden-word' },
      });
    }
  });

  it('may demand a strong sign-in, by any of several values of a claim', () => {
    const demanding = { ...needed, OIDC_STRONG_ACR: 'c1, c2', OIDC_ACR_CLAIM: 'acrs', SIGN_IN_FRESH_MINUTES: '5' };
    expect(readApiEnvironment(demanding)).toMatchObject({
      ...{ demands: { freshMinutes: 5, strong: ['c1', 'c2'] }, oidc: { claims: { strength: 'acrs' } } },
    });
  });

  it('is refused with the secret of the demonstration', () => {
    expect(
      messageOf(() => {
        refuseDevelopmentSecrets({ DEMO_SECRET: 'demo' });
      }),
    ).toContain('DEMO_SECRET');
    expect(() => {
      refuseDevelopmentSecrets({ DEMO_SECRET: '' });
    }).not.toThrow();
  });

  it('is refused with a key of the embedded stack', () => {
    expect(
      messageOf(() => {
        refuseDevelopmentSecrets({ SECRET_KEYS: `embedded-1a2b:${'x'.repeat(43)}` });
      }),
    ).toContain('SECRET_KEYS');
  });

  it.each(['demo', ' demo ', 'secret', 'aaaaaaaaaaaaaaaa', '1234567'])(
    'is refused with the secret of a client that can be guessed: %s',
    (OIDC_CLIENT_SECRET) => {
      const message = messageOf(() => {
        refuseDevelopmentSecrets({ OIDC_CLIENT_SECRET });
      });
      expect(message).toMatch(/OIDC_CLIENT_SECRET can be guessed\./);
    },
  );

  it('takes the secret of a client that a provider has made, or none', () => {
    for (const OIDC_CLIENT_SECRET of [randomBytes(16).toString('hex'), randomUUID(), ''])
      expect(() => {
        refuseDevelopmentSecrets({ OIDC_CLIENT_SECRET });
      }).not.toThrow();
  });

  it('takes secrets from files, and names the variable whose file is not there', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'front-door-')), 'keys');
    writeFileSync(file, `from-file:${randomBytes(32).toString('base64url')}\n`);
    expect(readApiEnvironment({ ...needed, SECRET_KEYS: undefined, SECRET_KEYS_FILE: file }).keys.current.id).toBe(
      'from-file',
    );
    for (const name of ['SMTP_URL_FILE', 'AGENCY_DATABASE_URL_FILE'])
      expect(messageOf(() => readApiEnvironment({ ...needed, [name]: `${file}-not` }))).toContain(name);
  });
});

describe('SECRET_KEYS', () => {
  const good = randomBytes(32).toString('base64url');
  const embedded = `embedded-1a2b:${good}`;
  const readers: [string, (variables: Variables) => unknown][] = [
    ['the API', readApiEnvironment],
    ['the worker, and whatever reads what it is told', readWorkerEnvironment],
    ['a rotation', readRotationEnvironment],
    ['the audit', readAuditEnvironment],
  ];
  const owner = { MIGRATION_DATABASE_URL: 'postgresql://owner:word@record:5432/front_door' };

  it.each(readers)('for %s must be random, in the new entry as in the old', (_who, read) => {
    for (const secret of [
      'A'.repeat(43),
      Buffer.from('0123456789abcde'.repeat(3)).subarray(0, 32).toString('base64url'),
    ]) {
      const message = messageOf(() => read({ ...needed, ...owner, SECRET_KEYS: `new:${good},old:${secret}` }));

      expect(message).toMatch(/SECRET_KEYS must be random: old cannot be\. Make another with: node -p/);
      expect(message).not.toContain(secret);
    }
  });

  it.each<[string, string, string]>([
    ['a secret alone', good, 'Entry 2 has no colon between id and secret.'],
    [
      'an id with capitals',
      `Old:${good}`,
      'Entry 2 has an id of other than 1 to 32 lower-case letters, digits and hyphens.',
    ],
    ['a secret with padding', `old:${good}=`, 'Entry 2 has a secret of 44 characters, and not of 43.'],
    [
      'a secret in another alphabet',
      `old:${good.slice(1)}+`,
      'Entry 2 has a secret with other characters than letters, digits, - and _.',
    ],
    ['a colon too many', `old:${good}:`, 'Entry 2 has more than one colon.'],
    ['an id that is there already', `new:${good}`, 'Entry 2 has the same id as entry 1.'],
  ])('say by its place, and not by its text, which entry is wrong and why: %s', (_what, entry, says) => {
    const message = messageOf(() => readWorkerEnvironment({ ...needed, SECRET_KEYS: `new:${good},${entry}` }));

    expect(message.split('\n').at(-1)).toMatch(/^ {2}SECRET_KEYS must be the secret keys,/);
    expect(message.endsWith(` ${says}`)).toBe(true);
    expect(message).not.toContain(good.slice(1));
  });

  it.each(readers)('for %s may be those of an embedded stack for its own record alone', (_who, read) => {
    const here = 'postgresql://front_door:word@127.0.0.1:5432/front_door';
    const own = { ...needed, DATABASE_URL: here, MIGRATION_DATABASE_URL: here, SECRET_KEYS: embedded };

    expect(() => read(own)).not.toThrow();
    expect(messageOf(() => read({ ...needed, ...owner, SECRET_KEYS: `new:${good},${embedded}` }))).toContain(
      'SECRET_KEYS must not be those of an embedded stack',
    );
  });
});

it('the audit needs only the record and its keys, but speaks to PostgreSQL as safely as the service', () => {
  const { DATABASE_URL, SECRET_KEYS } = needed;
  expect(readAuditEnvironment({ DATABASE_URL, SECRET_KEYS, INNER_NETWORK: 'private' }).databaseUrl).toBe(DATABASE_URL);
  expect(
    messageOf(() => readAuditEnvironment({ DATABASE_URL, SECRET_KEYS }))
      .split('\n')
      .slice(1),
  ).toEqual([expect.stringMatching(/^ {2}DATABASE_URL must have sslmode=verify-full/)]);
});

it('the worker needs no more than what it shares with the API', () => {
  expect(
    readWorkerEnvironment({ ...needed, AGENCY_DATABASE_URL: undefined, OIDC_ISSUER: undefined }).temporal.taskQueue,
  ).toBe('front-door');
});

it('.env.example sets or names every variable that a process reads, with an explanation, and no other', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
  const named = example.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
  expect(named.sort()).toEqual([...variableNames.api, 'MIGRATION_DATABASE_URL'].sort());
  expect(variableNames.api).toEqual(expect.arrayContaining([...variableNames.worker]));
  for (const name of named)
    expect(example[example.findIndex((line) => line.startsWith(`${name}=`)) - 1]).toMatch(/^# \S/);
});
