import type { Store } from 'express-session';
import type { CodeMail } from '../post/codes.js';
import type { Attempts } from '../records/attempts.js';
import type { CaseRecord } from '../records/case-record.js';
import type { ServedDatabase } from '../records/database.js';
import type { Uploads } from '../records/uploads.js';
import type { SignInDemands } from '../domain/sign-in.js';
import type { Clock } from '../runtime/clock.js';
import type { OidcEnvironment, SessionLimits } from '../runtime/environment.js';
import type { KeyRing } from '../runtime/keys.js';
import type { Log } from '../runtime/log.js';
import type { RefusedTokens } from './security/refused-tokens.js';
import type { SignIn } from './security/sign-in.js';
import type { TokenVerifier } from './security/tokens.js';

/** Everything that the application is made of; `serve` puts it together, and tests their own. */
export interface Services {
  readonly hubId: string;
  /** Where people reach the service, without a slash at the end. */
  readonly publicUrl: string;
  readonly version: string;
  readonly oidc: OidcEnvironment;
  readonly clock: Clock;
  readonly log: Log;
  readonly record: CaseRecord & { readonly database: ServedDatabase };
  readonly tokens: TokenVerifier;
  /** What is demanded of how people sign in. */
  readonly demands: SignInDemands;
  /** Counts those that were refused. */
  readonly refusedTokens: RefusedTokens;
  readonly limits: RequestLimits;
  /** What is confidential is encrypted with these. */
  readonly keys: KeyRing;
  /** Whose pages may have payloads opened; undefined: no page may. */
  readonly temporalUiOrigin: string | undefined;
  readonly readiness: Readiness;
  /** How many proxies stand before the API; their word is taken for where a request comes from. */
  readonly trustedProxies: number;
  /** Absent where nobody signs in by a browser. */
  readonly pages?: PageServices;
}

/** What pages need beside the rest. */
export interface PageServices {
  readonly signIn: SignIn;
  readonly store: Store;
  readonly sessions: SessionLimits;
  /** How long a draft is kept after it was last saved. */
  readonly draftDays: number;
  /** Which files are taken, and how they are scanned. */
  readonly uploads: Uploads;
  /** Who may be signed in from the start page of a demonstration; empty everywhere else. */
  readonly demonstration: readonly DemonstrationLink[];
  /** Sends codes to those who refer without an account. */
  readonly mail: CodeMail;
  readonly attempts: Attempts;
}

/** A link of the start page that signs in somebody of the demonstration. */
export interface DemonstrationLink {
  readonly path: string;
  readonly name: string;
  /** What they are to the hub. */
  readonly what: string;
}

/** Requests a second, on average. */
export interface RequestLimits {
  readonly perAccount: number;
  readonly perAddress: number;
}

/** What `/ready` asks. */
interface Readiness {
  /** Whether everything that happens once at start has happened. */
  isStarted: () => boolean;
  isTemporalUp: () => Promise<boolean>;
  isMailUp: () => Promise<boolean>;
}
