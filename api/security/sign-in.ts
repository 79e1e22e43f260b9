import * as oidc from 'openid-client';
import { isStrongEnough, type SignInDemands, type SignInProof } from '../../domain/sign-in.js';
import { Refused } from '../../records/open-case.js';
import { systemClock, type Clock } from '../../runtime/clock.js';
import type { ClaimNames, ClientEnvironment, OidcEnvironment } from '../../runtime/environment.js';
import { readClaims, readSignIn, type ClaimMistake, type Identity } from './claims.js';
import { discover, type DiscoveryDocument } from './discovery.js';
import type { PendingSignIn, SignInFacts } from './session-data.js';
import { algorithms, clockToleranceSeconds } from './tokens.js';

/** What came of a sign-in at the provider. */
export type SignInOutcome =
  | { done: Identity; issuedAt: Date; facts: SignInFacts }
  /** The provider, or the person there, said no; `says` is its code for why, a word of OAuth. */
  | { declined: true; says: string }
  /** What came back does not fit what was asked, or cannot be verified. */
  | { untrusted: unknown; says: string }
  | { mistake: ClaimMistake }
  /** It was less than was demanded: not strong, or not anew. */
  | { lacking: 'weak' | 'old' };

/** Who begins to sign in: somebody new, or somebody who is signed in and shows anew who they are. */
export type Beginning = 'new' | 'again';

/** The service as a client of the sign-in provider: authorization code with PKCE, state and nonce. */
export interface SignIn {
  /** @returns where to send the browser, and what must be remembered until it comes back; throws Refused `busy` */
  begin: (who: Beginning) => Promise<{ address: string; pending: Pick<PendingSignIn, 'state' | 'nonce' | 'verifier'> }>;
  /** @param query what the browser brought back; throws Refused `busy` */
  complete: (query: URLSearchParams, pending: PendingSignIn) => Promise<SignInOutcome>;
  /** Where the provider ends its own session, and sends the browser back to `returnTo`; undefined where it cannot be asked. */
  endSessionAddress: (returnTo: string) => Promise<string | undefined>;
}

export interface SignInRules {
  provider: OidcEnvironment;
  client: ClientEnvironment;
  /** Where the provider sends the browser back to. */
  redirectUri: string;
  clock: Clock;
  demands: SignInDemands;
  /** Told of every look-up at the provider that failed. */
  onTrouble: (error: unknown) => void;
}

const scope = 'openid profile email';
const timeoutSeconds = 5;
/** The provider is asked about itself again after so long. */
const renewAfterMilliseconds = 10 * 60 * 1000;

/** Asks the provider for one of these strengths. @param claim in which it will say so */
function askedStrength({ strong }: SignInDemands, claim: string): Record<string, string> {
  if (strong.length === 0) return {};
  if (claim === 'acr') return { acr_values: strong.join(' ') };
  const any = strong.length === 1 ? { value: strong[0] } : { values: strong };
  return { claims: JSON.stringify({ id_token: { [claim]: { essential: true, ...any } } }) };
}

/** Asks for the factors once more, whoever is signed in at the provider. With `max_age` it must say when that was. */
const askedAnew: Readonly<Record<Beginning, Record<string, string>>> = {
  new: {},
  again: { prompt: 'login', max_age: '0' },
};

/** Signs people in at one provider. It need not be there when the service starts. */
export function signInAt({ provider, client, redirectUri, clock, demands, onTrouble }: SignInRules): SignIn {
  const document = rememberingDiscovery(provider.issuer, clock, onTrouble);
  const configuration = async (): Promise<oidc.Configuration> => configure(await document(), client, clock);

  return {
    begin: async (who) => {
      const verifier = oidc.randomPKCECodeVerifier();
      const pending = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier };
      const address = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        response_type: 'code',
        scope,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...askedStrength(demands, provider.claims.strength),
        ...askedAnew[who],
      });
      return { address: address.href, pending };
    },

    complete: async (query, pending) => {
      const { state, nonce, verifier } = pending;
      const came = new URL(redirectUri);
      came.search = query.toString();
      const using = await configuration();
      try {
        const granted = await oidc.authorizationCodeGrant(using, came, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return outcomeOf(granted.claims() ?? {}, pending, { names: provider.claims, demands, now: clock.now() });
      } catch (error) {
        if (error instanceof oidc.AuthorizationResponseError) return { declined: true, says: wordOf(error.error) };
        if (isAway(error)) throw providerAway(error, onTrouble);
        return { untrusted: error, says: error instanceof oidc.ResponseBodyError ? wordOf(error.error) : 'unverified' };
      }
    },

    endSessionAddress: async (returnTo) => {
      const found = await document().catch(() => undefined);
      if (found?.end_session_endpoint === undefined) return undefined;
      return oidc.buildEndSessionUrl(configure(found, client, clock), { post_logout_redirect_uri: returnTo }).href;
    },
  };
}

/** What a provider says of itself, asked for when it is first needed; what is there goes on while the provider is away. */
function rememberingDiscovery(
  issuer: string,
  clock: Clock,
  onTrouble: (error: unknown) => void,
): () => Promise<DiscoveryDocument> {
  let found: DiscoveryDocument | undefined;
  let renewAt = 0;
  return async () => {
    const now = clock.now().getTime();
    if (found !== undefined && now < renewAt) return found;
    try {
      found = await discover(issuer);
      renewAt = now + renewAfterMilliseconds;
    } catch (error) {
      if (found === undefined) throw providerAway(error, onTrouble);
      onTrouble(error);
    }
    return found;
  };
}

function configure(
  document: DiscoveryDocument,
  { clientId, clientSecret }: ClientEnvironment,
  clock: Clock,
): oidc.Configuration {
  const offered = document.id_token_signing_alg_values_supported;
  const server: oidc.ServerMetadata = {
    ...document,
    id_token_signing_alg_values_supported: Array.isArray(offered)
      ? algorithms.filter((algorithm) => offered.includes(algorithm))
      : ['RS256'],
  };
  const metadata = {
    // The library reads the machine's own clock: this makes it the service's.
    [oidc.clockSkew]: Math.round((clock.now().getTime() - systemClock.now().getTime()) / 1000),
    [oidc.clockTolerance]: clockToleranceSeconds,
  };
  const configuration = new oidc.Configuration(server, clientId, metadata, oidc.ClientSecretBasic(clientSecret));
  configuration.timeout = timeoutSeconds;
  // Who signed is asked even though the token came straight from the provider.
  oidc.enableNonRepudiationChecks(configuration);
  // Discovery has let nothing without TLS pass but what is on this very machine.
  if (new URL(document.issuer).protocol === 'http:') oidc.allowInsecureRequests(configuration);
  return configuration;
}

function outcomeOf(
  claims: Readonly<Record<string, unknown>>,
  pending: PendingSignIn,
  { names, demands, now }: { names: ClaimNames; demands: SignInDemands; now: Date },
): SignInOutcome {
  const read = readClaims(claims, names);
  if (!('identity' in read)) return { mistake: read };
  const { iat, sid } = claims;
  const issuedAt = new Date(Math.min(Number(iat) * 1000, now.getTime()));
  const proof = readSignIn(claims, names, issuedAt);
  if (!isStrongEnough(read.identity.roles, proof, demands)) return { lacking: 'weak' };
  if (pending.again && !isAnew(proof, pending)) return { lacking: 'old' };
  return {
    done: read.identity,
    issuedAt,
    facts: {
      ...(proof.at === undefined ? {} : { authTime: proof.at.getTime() / 1000 }),
      ...(proof.strengths.length === 0 ? {} : { strengths: proof.strengths }),
      ...(typeof sid === 'string' ? { providerSid: sid } : {}),
    },
  };
}

/** Whether somebody showed who they are since they were sent to do so. The address that asks for it went through their browser. */
const isAnew = ({ at }: SignInProof, { begunAt }: PendingSignIn): boolean =>
  at !== undefined && at.getTime() >= Date.parse(begunAt) - (clockToleranceSeconds + 1) * 1000;

/** Codes are words such as `invalid_client`; anything else is not repeated, in the log either. */
const wordOf = (code: string): string => (/^[a-z_]{1,40}$/.test(code) ? code : 'unknown');

/** The provider did not answer, or not in time; what it answered is another matter. */
const isAway = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT');

function providerAway(error: unknown, onTrouble: (error: unknown) => void): Refused {
  onTrouble(error);
  return new Refused({
    code: 'busy',
    detail: 'The sign-in provider cannot be reached, so nobody can sign in at the moment. Try again in a few seconds.',
  });
}
