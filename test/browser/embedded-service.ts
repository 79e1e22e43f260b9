import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedProvider, installDemonstration, webClientId } from '../../local/demonstration.js';
import { serveEmbedded } from '../../local/embedded.js';
import { freePort } from '../../local/ports.js';
import { testSecretKeys } from '../support/keys.js';
import { freshDatabase, temporalAddress, type FreshDatabase } from '../support/stack.js';

/** The API of the embedded stack as `npm start` runs it, in this process, on a database of its own. */
export interface EmbeddedService extends Pick<FreshDatabase, 'ownerUrl' | 'applicationUrl' | 'agencyUrl'> {
  /** `http://localhost:…` */
  readonly url: string;
  stop: () => Promise<void>;
}

/** @param smtpUrl where no mail server listens, when left out */
export async function startEmbeddedService(smtpUrl = 'smtp://127.0.0.1:1'): Promise<EmbeddedService> {
  const [database, dataDir, port] = await Promise.all([
    freshDatabase(),
    mkdtemp(join(tmpdir(), 'front-door-browser-')),
    freePort(),
  ]);
  await installDemonstration({ ownerUrl: database.ownerUrl, policy: 'as-shipped' });
  const url = `http://localhost:${port}`;
  const service = await serveEmbedded(dataDir, {
    DATABASE_URL: database.applicationUrl,
    AGENCY_DATABASE_URL: database.agencyUrl,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_TASK_QUEUE: 'nobody-listens',
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'Front Door <front-door@hub.example>',
    PUBLIC_URL: url,
    SECRET_KEYS: testSecretKeys,
    LOG_LEVEL: 'silent',
    UPLOADS: 'unscanned',
    PORT: String(port),
    OIDC_ISSUER: `${url}/oidc`,
    OIDC_PROVIDER_NAME: embeddedProvider,
    OIDC_CLIENT_ID: webClientId,
    OIDC_CLIENT_SECRET: 'demo',
  });
  return {
    url,
    ...{ ownerUrl: database.ownerUrl, applicationUrl: database.applicationUrl, agencyUrl: database.agencyUrl },
    stop: async () => {
      await service.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
