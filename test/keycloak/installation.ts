import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../api/server.js';
import { freePort } from '../../local/ports.js';
import { startPostgres } from '../../local/postgres.js';
import { migrate } from '../../prisma/migrate.js';
import { readApiEnvironment, type Variables } from '../../runtime/environment.js';
import { testSecretKeys } from '../support/keys.js';
import type { Administration } from './administration.js';
import { audience, clientId, realmName, setUpRealm, strongAcr } from './documented-realm.js';
import { startKeycloak, type AtEnd } from './keycloak.js';

/** The service beside a Keycloak, each set up as docs/sign-in.md says. */
export interface Installation {
  /** Of the service: `http://localhost:…` */
  readonly url: string;
  /** Of another over the same record, which demands more than one factor. */
  readonly demandingUrl: string;
  /** Of the record, for its owner. */
  readonly ownerUrl: string;
  readonly clientSecret: string;
  /** The issuer. */
  readonly realmUrl: string;
  readonly administration: Administration;
}

/** Starts PostgreSQL, Keycloak and the API (twice), which finds no Temporal and no mail server: nobody needs them to sign in. */
export async function startInstallation(atEnd: AtEnd): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'front-door-keycloak-'));
  atEnd(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startPostgres(dataDir, { settings: { fsync: 'off' } });
  atEnd(() => postgres.stop());
  await migrate({ ownerUrl: postgres.ownerUrl });
  const keycloak = await startKeycloak(dataDir, atEnd);
  const realmUrl = `${keycloak.url}/realms/${realmName}`;
  const clientSecret = randomUUID();
  const ports = [await freePort(), await freePort()] as const;
  const [url, demandingUrl] = [`http://localhost:${ports[0]}`, `http://localhost:${ports[1]}`];
  await setUpRealm(keycloak.administration, { publicUrls: [url, demandingUrl], clientSecret });
  const start = async (publicUrl: string, more: Variables): Promise<void> => {
    const environment = readApiEnvironment({
      DATABASE_URL: postgres.applicationUrl,
      AGENCY_DATABASE_URL: postgres.agencyUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'Front Door <front-door@hub.example>',
      PUBLIC_URL: publicUrl,
      SECRET_KEYS: testSecretKeys,
      LOG_LEVEL: 'silent',
      PORT: new URL(publicUrl).port,
      // As step 7 has them.
      OIDC_ISSUER: realmUrl,
      OIDC_AUDIENCE: audience,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      ...more,
    });
    const service = await serve(environment, { mounts: [], demonstration: [] });
    atEnd(() => service.stop());
  };
  await start(url, {});
  await start(demandingUrl, { OIDC_STRONG_ACR: strongAcr });
  const { administration } = keycloak;
  return { url, demandingUrl, ownerUrl: postgres.ownerUrl, clientSecret, realmUrl, administration };
}
