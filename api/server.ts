import { openMailer } from '../post/mailer.js';
import { startWatch } from '../post/watch.js';
import { refuseMightyRole } from '../records/agency-reads.js';
import { openAttempts } from '../records/attempts.js';
import { startDaily } from '../records/daily.js';
import { openServedDatabase } from '../records/database.js';
import { tellKeysInUse } from '../records/keys-in-use.js';
import { openSessionStore } from '../records/session-store.js';
import { startRelay } from '../records/relay.js';
import { clamdAt } from '../runtime/clamd.js';
import { systemClock, type Clock } from '../runtime/clock.js';
import { readApiEnvironment, refuseDevelopmentSecrets, type ApiEnvironment } from '../runtime/environment.js';
import { openLog, type Log } from '../runtime/log.js';
import { runIfMain } from '../runtime/program.js';
import { productVersion } from '../runtime/version.js';
import { createApp, type Mount } from './app.js';
import { listen } from './listening.js';
import { isMailServerUp } from './mail-probe.js';
import { callbackPath } from './pages/account/sign-in-pages.js';
import { providerKeys } from './security/provider-keys.js';
import { openRefusedTokens } from './security/refused-tokens.js';
import { signInAt } from './security/sign-in.js';
import { tokenVerifier } from './security/tokens.js';
import type { DemonstrationLink, PageServices } from './services.js';

export interface Service {
  port: number;
  /** Stops accepting, lets requests under way end, then stops ringing, then closes the record. */
  stop: () => Promise<void>;
}

/** What an installation has beside the service itself: nothing but in the embedded stack. */
export interface Beside {
  mounts: readonly Mount[];
  demonstration: readonly DemonstrationLink[];
}

/**
 * Runs the API of one process: the application, and the relay that rings the cases' workflows. Neither PostgreSQL nor
 * Temporal, mail or the sign-in provider has to be there for it to start; `/ready` says what is.
 * @throws EnvironmentError if the role by which agencies read might see more than they may
 */
export async function serve(environment: ApiEnvironment, beside: Beside): Promise<Service> {
  const { databaseUrl, temporal, mail, oidc, host, port, hubId, publicUrl, keys, limits, logLevel } = environment;
  const log = openLog('api', logLevel);
  const clock = systemClock;
  const database = openServedDatabase(environment);
  await refuseMightyRole(database.agencies).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const relay = startRelay({ database, temporal, keys, onTrouble: troubleWith(log, 'The relay did not get through') });
  const mailer = openMailer(mail);
  const watch = startWatch({
    post: { database, mailer, publicUrl, mailDomain: new URL(publicUrl).hostname },
    clock,
    onAlarm: ({ kind, count, references }) => {
      log.error({ alarm: kind, count, reference: references.join(' ') }, 'What is owed lies untouched');
    },
    onTrouble: troubleWith(log, 'The watch could not look'),
  });
  const sessionStore = openSessionStore(databaseUrl, environment.sessions, () => {
    log.warn({}, 'Sessions that are over could not be removed');
  });
  const { clamd, ...taken } = environment.uploads;
  const scanner = clamd === undefined ? undefined : clamdAt(clamd);
  const daily = startDaily({
    ...{ database, scanner, keys, clock },
    onSealed: (day) => {
      log.info({ day }, 'A day was sealed');
    },
    onTrouble: troubleWith(log, 'The day could not be sealed'),
  });
  const keysInUse = tellKeysInUse({
    ...{ database, program: 'api', keys },
    onTrouble: troubleWith(log, 'The record could not be told which keys are in use'),
  });
  const attempts = openAttempts(databaseUrl, keys);
  const refusedTokens = openRefusedTokens(database, clock, troubleWith(log, 'Refused tokens could not be recorded'));
  let isStarted = false;

  const app = createApp(
    {
      hubId,
      keys,
      temporalUiOrigin: environment.temporalUiOrigin,
      publicUrl,
      version: productVersion(),
      oidc,
      clock,
      log,
      record: { database, ring: relay.ring },
      limits,
      demands: environment.demands,
      refusedTokens,
      tokens: tokenVerifier({
        ...oidc,
        clock,
        keys: providerKeys(oidc.issuer, clock, troubleWith(log, 'The sign-in provider did not give its keys')),
      }),
      readiness: {
        isStarted: () => isStarted,
        isTemporalUp: relay.isConnected,
        isMailUp: () => isMailServerUp(mail.smtpUrl),
      },
      trustedProxies: environment.trustedProxies,
      ...pagesFor(environment, beside, {
        ...{ clock, log, store: sessionStore.store, attempts, uploads: { ...taken, scanner } },
        mail: { mailer, mailDomain: new URL(publicUrl).hostname },
      }),
    },
    beside.mounts,
  );

  const closeRecord = async (): Promise<void> => {
    await refusedTokens.close().catch(troubleWith(log, 'Refused tokens could not be recorded'));
    await Promise.all([relay.stop(), watch.stop(), daily.stop(), keysInUse.stop()]);
    mailer.close();
    await Promise.all([database.close(), sessionStore.close(), attempts.close()]);
  };
  try {
    const listening = await listen(app, host, port);
    isStarted = true;
    log.info({ address: host, port: listening.port, hubId }, 'The API is listening');
    return {
      port: listening.port,
      stop: async () => {
        isStarted = false;
        await listening.stop();
        await closeRecord();
        log.info({}, 'The API has stopped');
      },
    };
  } catch (error) {
    await closeRecord();
    throw error;
  }
}

/** What pages need, where people sign in by a browser. */
function pagesFor(
  { client, oidc, publicUrl, sessions, draftDays, demands }: ApiEnvironment,
  { demonstration }: Beside,
  { clock, log, ...rest }: { clock: Clock; log: Log } & Pick<PageServices, 'store' | 'mail' | 'attempts' | 'uploads'>,
): { pages?: PageServices } {
  if (client === undefined) return {};
  const signIn = signInAt({
    ...{ provider: oidc, client, redirectUri: `${publicUrl}${callbackPath}`, clock, demands },
    onTrouble: troubleWith(log, 'The sign-in provider did not answer'),
  });
  return { pages: { ...rest, signIn, sessions, draftDays, demonstration } };
}

const troubleWith =
  (log: Log, says: string) =>
  (error: unknown): void => {
    log.warn({ error }, says);
  };

/** The API as a program of its own, outside the embedded stack. */
async function main(): Promise<void> {
  refuseDevelopmentSecrets(process.env);
  const service = await serve(readApiEnvironment(process.env), { mounts: [], demonstration: [] });
  const stop = (): void => {
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
}

await runIfMain(import.meta.url, main);
