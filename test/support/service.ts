import type { Express } from 'express';
import { createApp } from '../../api/app.js';
import { listen } from '../../api/listening.js';
import { isMailServerUp } from '../../api/mail-probe.js';
import { callbackPath } from '../../api/pages/account/sign-in-pages.js';
import { providerKeys } from '../../api/security/provider-keys.js';
import type { RequestLimits } from '../../api/services.js';
import { openRefusedTokens } from '../../api/security/refused-tokens.js';
import { signInAt } from '../../api/security/sign-in.js';
import { tokenVerifier } from '../../api/security/tokens.js';
import { uploadLimits, usualUploads } from '../../domain/documents.js';
import type { SignInDemands } from '../../domain/sign-in.js';
import type { CaseStart } from '../../domain/process.js';
import { openServedDatabase, type ServedDatabase } from '../../records/database.js';
import { openAttempts } from '../../records/attempts.js';
import { openMailer } from '../../post/mailer.js';
import type { Uploads } from '../../records/uploads.js';
import { openSessionStore } from '../../records/session-store.js';
import { openLog } from '../../runtime/log.js';
import { claimNames, TestProvider, webClient, type Consent } from '../api/provider.js';
import { Browser } from './browser.js';
import { callerOf, type Caller } from './caller.js';
import { claimsOf, type Identity } from './identities.js';
import { keyRing, testSecretKeys } from './keys.js';
import { MailSink, type CaughtMail } from './mail-sink.js';
import { freshDatabase } from './stack.js';

/** A clock that stands where a test puts it. */
export class StandingClock {
  constructor(private at: Date) {}

  readonly now = (): Date => this.at;

  /** @param instant RFC 3339 with offset */
  advanceTo(instant: string): void {
    this.at = new Date(instant);
  }
}

/** The application over real HTTP on a database of its own, in this process, by a clock that a test sets, without Temporal. */
export interface TestService {
  readonly url: string;
  /** The database for its owner; blank where a test brought its own. */
  readonly ownerUrl: string;
  /** The same for the application. */
  readonly applicationUrl: string;
  readonly database: ServedDatabase;
  readonly clock: StandingClock;
  readonly provider: TestProvider;
  /** What the service itself sent. */
  readonly mails: readonly CaughtMail[];
  /** The cases whose process was rung, in order. */
  readonly rung: readonly CaseStart[];
  /** Everything that was logged, a line each. */
  readonly logged: readonly string[];
  /** Every route of the application that is for programs, such as `POST /api/referrals`. */
  readonly routes: readonly string[];
  /** Every route that is for browsers, such as `GET /sign-in`. */
  readonly pageRoutes: readonly string[];
  /** Asks as a persona of the demonstration, or as anyone else. */
  as: (who: string | Identity) => Caller;
  /** Asks without a token. */
  readonly anonymous: Caller;
  /** A browser that nobody has signed in with. */
  browser: () => Browser;
  /** A browser in which somebody has signed in. */
  signedIn: (who: string | Identity, consent?: Consent) => Promise<Browser>;
  stop: () => Promise<void>;
}

export interface ServiceOptions {
  /** Another database than a fresh one; it need not be there. */
  databaseUrl?: string;
  /** Tighter ones than tests need. */
  limits?: RequestLimits;
  /** `SECRET_KEYS`; those of every test when left out. */
  secretKeys?: string;
  /** None when left out. */
  trustedProxies?: number;
  /** As they are where nothing is configured when left out. */
  demands?: SignInDemands;
  /** Taken unscanned when left out. */
  uploads?: Uploads;
}

const usualUploading: Uploads = { policy: 'unscanned', limits: uploadLimits(usualUploads), scanner: undefined };

/** What is demanded of sign-ins where nothing is configured. */
const usualDemands: SignInDemands = { freshMinutes: 15, strong: [] };

/** How long somebody stays signed in. */
const sessionLimits = { idleMinutes: 30, hours: 10 } as const;

export const publicUrl = 'https://front-door.example';
export const temporalUiOrigin = 'https://temporal.front-door.example';
const audience = 'front-door';

/** Tuesday, 09:00 in London: hub hours, far from any change of the clocks. */
export const startedAt = '2026-11-17T09:00:00.000Z';

/** Where no mail server listens. */
const noMailServer = 'smtp://127.0.0.1:1';

export async function startService({
  databaseUrl,
  secretKeys,
  limits,
  trustedProxies = 0,
  demands = usualDemands,
  uploads = usualUploading,
}: ServiceOptions = {}): Promise<TestService> {
  const fresh = databaseUrl === undefined ? await freshDatabase() : undefined;
  const url = databaseUrl ?? fresh?.applicationUrl ?? '';
  const keys = keyRing(secretKeys ?? testSecretKeys);
  const addresses = { databaseUrl: url, agencyDatabaseUrl: databaseUrl ?? fresh?.agencyUrl ?? '', keys };
  const database = openServedDatabase(addresses, { reads: 3, acts: 5 });
  const mails = new MailSink();
  await mails.open();
  const mailer = openMailer({ smtpUrl: mails.url, from: 'Front Door <no-reply@hub.example>' });
  const attempts = openAttempts(url, keys);
  const sessions = openSessionStore(url, sessionLimits, () => undefined);
  const provider = await TestProvider.start();
  const { issuer } = provider;
  const oidc = { issuer, audience, providerName: 'test', claims: claimNames };
  const clock = new StandingClock(new Date(startedAt));
  const rung: CaseStart[] = [];
  const logged: string[] = [];
  const refusedTokens = openRefusedTokens(database, clock, () => undefined);
  const app = createApp({
    hubId: 'hub',
    publicUrl,
    keys,
    temporalUiOrigin,
    version: '1.2.3',
    oidc,
    clock,
    log: openLog('api', 'info', { write: (line) => logged.push(line) }),
    demands,
    limits: limits ?? { perAccount: 100_000, perAddress: 100_000 },
    record: { database, ring: (start) => rung.push(start) },
    refusedTokens,
    tokens: tokenVerifier({ ...oidc, clock, keys: providerKeys(issuer, clock, () => undefined) }),
    readiness: {
      isStarted: () => true,
      isTemporalUp: () => Promise.resolve(false),
      isMailUp: () => isMailServerUp(noMailServer),
    },
    trustedProxies,
    pages: {
      signIn: signInAt({
        ...{ provider: oidc, client: webClient, redirectUri: `${publicUrl}${callbackPath}`, clock, demands },
        onTrouble: () => undefined,
      }),
      store: sessions.store,
      sessions: sessionLimits,
      draftDays: 28,
      uploads,
      demonstration: [],
      mail: { mailer, mailDomain: 'front-door.example' },
      attempts,
    },
  });
  const listening = await listen(app, '127.0.0.1', 0);
  const address = `http://127.0.0.1:${listening.port}`;
  const browser = (): Browser => new Browser(address, provider, clock);
  const routes = routesOf(app);
  return {
    url: address,
    ownerUrl: fresh?.ownerUrl ?? '',
    applicationUrl: url,
    database,
    clock,
    provider,
    mails: mails.caught,
    rung,
    logged,
    routes: routes.filter(isForPrograms),
    pageRoutes: routes.filter((route) => !isForPrograms(route)),
    as: (who) => {
      const claims = claimsOf(who);
      return callerOf(address, tokenOf(provider, clock, claims));
    },
    anonymous: callerOf(address),
    browser,
    signedIn: async (who, consent) => {
      const opened = browser();
      await opened.signIn(who, consent);
      return opened;
    },
    stop: async () => {
      await listening.stop();
      await refusedTokens.close().catch(() => undefined);
      mailer.close();
      await Promise.all([database.close(), sessions.close(), attempts.close(), mails.goAway()]);
      await provider.goAway();
      await fresh?.drop();
    },
  };
}

/** One token for as long as the clock stands: whoever asks often signs in once. */
function tokenOf(
  provider: TestProvider,
  clock: StandingClock,
  claims: ReturnType<typeof claimsOf>,
): () => Promise<string> {
  let known: { at: number; token: Promise<string> } | undefined;
  return () => {
    const at = clock.now().getTime();
    if (known?.at !== at) known = { at, token: provider.token(clock.now(), { claims }) };
    return known.token;
  };
}

const isForPrograms = (route: string): boolean => / \/(api\/|codec\/|health$|ready$|info$|metrics$)/.test(route);

/** What Express keeps of a router: its layers are routes, or handlers that may be routers themselves. */
interface Layer {
  route?: { path: string; methods: Readonly<Record<string, boolean>> };
  handle?: { stack?: readonly Layer[] };
}

function routesOf(app: Express): string[] {
  const inside = ({ route, handle }: Layer): string[] =>
    route === undefined
      ? (handle?.stack ?? []).flatMap(inside)
      : Object.keys(route.methods).map(
          (method) => `${method.toUpperCase()} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`,
        );
  return (app.router.stack as unknown as readonly Layer[]).flatMap(inside);
}
