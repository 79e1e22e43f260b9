import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../api/server.js';
import { freePort } from '../../local/ports.js';
import { startPostgres } from '../../local/postgres.js';
import { migrate } from '../../prisma/migrate.js';
import { readApiEnvironment } from '../../runtime/environment.js';
import { testSecretKeys } from '../support/keys.js';
import type { Administration } from './administration.js';
import { audience, clientId, realmName, setUpRealm } from './documented-realm.js';
import { startKeycloak, type AtEnd } from './keycloak.js';

/** The service beside a Keycloak, each set up as docs/sign-in.md says. */
export interface Installation {
  /** Of the service: `http://localhost:…` */
  readonly url: string;
  /** The issuer. */
  readonly realmUrl: string;
  readonly administration: Administration;
}

/** Starts PostgreSQL, Keycloak and the API, which finds no Temporal and no mail server: nobody needs them to sign in. */
export async function startInstallation(atEnd: AtEnd): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'front-door-keycloak-'));
  atEnd(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startPostgres(dataDir, { settings: { fsync: 'off' } });
  atEnd(() => postgres.stop());
  await migrate({ ownerUrl: postgres.ownerUrl });
  const keycloak = await startKeycloak(dataDir, atEnd);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const realmUrl = `${keycloak.url}/realms/${realmName}`;
  const clientSecret = randomUUID();
  await setUpRealm(keycloak.administration, { publicUrl: url, clientSecret });
  const environment = readApiEnvironment({
    DATABASE_URL: postgres.applicationUrl,
    AGENCY_DATABASE_URL: postgres.agencyUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'Front Door <front-door@hub.example>',
    PUBLIC_URL: url,
    SECRET_KEYS: testSecretKeys,
    LOG_LEVEL: 'silent',
    PORT: String(port),
    // As step 6 has them.
    OIDC_ISSUER: realmUrl,
    OIDC_AUDIENCE: audience,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
  });
  const service = await serve(environment, { mounts: [], demonstration: [] });
  atEnd(() => service.stop());
  return { url, realmUrl, administration: keycloak.administration };
}
