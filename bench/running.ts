import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { embeddedProvider, webClientId } from '../local/demonstration.js';
import { openClient, type Client } from './client.js';
import type { Contestant, FoundCase } from './contestants.js';
import type { Roles } from './cpu.js';
import { mailsPerCase } from './journey.js';
import { startProgram } from './processes.js';
import { databaseOf, databases, type Servers } from './servers.js';

/** A contestant whose programs run. */
export interface RunningContestant {
  readonly contestant: Contestant;
  readonly client: Client;
  /** The processes that work for it. */
  readonly roles: Roles;
  /** Waits until all its cases are closed. @throws Error after 60 s */
  untilAllClosed(): Promise<void>;
  /** @throws Error unless each of these cases is closed with everything stored, and every mail came exactly once */
  verify(references: readonly string[]): Promise<void>;
  /** Ids of the workflows of these cases. */
  workflowIds(references: readonly string[]): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Where a contestant listens, and whose tokens it takes. */
export interface Addresses {
  /** Of its API. */
  readonly port: number;
  readonly issuer: string;
}

const askEveryMs = 10;
const patienceMs = 60_000;

/** Starts the two programs of a contestant, as `npm start` runs those of the product. */
export async function startContestant(
  servers: Servers,
  contestant: Contestant,
  addresses: Addresses,
): Promise<RunningContestant> {
  const { postgres, temporal, dataDir } = servers;
  const { name, usesTemporal } = contestant;
  const databaseUrl = name === 'product' ? postgres.applicationUrl : databaseOf(postgres.ownerUrl, databases[name]);
  const { agencyUrl } = postgres;
  const environment = environmentOf(servers, { ...addresses, databaseUrl, agencyUrl, taskQueue: name });
  const api = await startProgram(dataDir, { role: `${name}-api`, file: contestant.api, environment });
  const worker = await startProgram(dataDir, { role: `${name}-worker`, file: contestant.worker, environment }).catch(
    async (error: unknown) => {
      await api.stop();
      throw error;
    },
  );
  const client = openClient(addresses.port);
  const database = new pg.Pool({ connectionString: databaseOf(postgres.ownerUrl, databases[name]), max: 1 });

  return {
    contestant,
    client,
    roles: {
      api: api.pid,
      worker: worker.pid,
      postgresql: postgres.pid,
      ...(usesTemporal && { temporal: temporal.pid }),
    },
    async untilAllClosed() {
      const deadline = Date.now() + patienceMs;
      while ((await numberFrom(database, contestant.openCases)) > 0) {
        if (Date.now() > deadline) throw new Error(`${name}: cases stay open`);
        await pause(askEveryMs);
      }
    },
    async verify(references) {
      const complete = await numberFrom(database, contestant.completeCases, [references]);
      if (complete !== references.length) throw new Error(`${name}: ${complete} of ${references.length} are complete`);
      requireMails(servers, name, references);
    },
    async workflowIds(references) {
      const { rows } = await database.query<FoundCase>(contestant.caseIds, [references]);
      return rows.flatMap((found) => contestant.workflowIdOf(found) ?? []);
    },
    async stop() {
      client.close();
      await Promise.all([api.stop(), worker.stop(), database.end()]);
    },
  };
}

async function numberFrom(database: pg.Pool, sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await database.query<{ n: number }>(sql, values);
  return rows[0]?.n ?? 0;
}

function requireMails({ mailbox }: Servers, name: string, references: readonly string[]): void {
  for (const reference of references) {
    const ids = mailbox.mailsAbout(reference).map(({ messageId }) => messageId);
    if (ids.length === mailsPerCase && new Set(ids).size === mailsPerCase) continue;
    throw new Error(`${name}: ${reference} has ${ids.length} mails, ${new Set(ids).size} of them different`);
  }
}

/** Made for this run. */
export const benchKeys = `bench:${randomBytes(32).toString('base64url')}`;

/** What a program works with, beside the servers of all. */
export interface Workplace extends Addresses {
  readonly databaseUrl: string;
  readonly agencyUrl: string;
  readonly taskQueue: string;
}

/** The same for all programs, but for the database, the task queue and the address. */
export function environmentOf(
  { temporal, mailbox }: Servers,
  { port, issuer, databaseUrl, agencyUrl, taskQueue }: Workplace,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: databaseUrl,
    AGENCY_DATABASE_URL: agencyUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_TASK_QUEUE: taskQueue,
    SMTP_URL: mailbox.url,
    MAIL_FROM: 'Front Door <front-door@hub.example>',
    PUBLIC_URL: `http://localhost:${port}`,
    SECRET_KEYS: benchKeys,
    HOST: '127.0.0.1',
    PORT: String(port),
    HUB_ID: 'hub',
    REQUESTS_PER_ACCOUNT: '10000',
    REQUESTS_PER_ADDRESS: '10000',
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: 'front-door',
    OIDC_PROVIDER_NAME: embeddedProvider,
    OIDC_CLIENT_ID: webClientId,
    OIDC_CLIENT_SECRET: 'demo',
    LOG_LEVEL: 'info',
  };
}
