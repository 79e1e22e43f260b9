import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type * as oidc from 'oidc-provider';
import { scopes } from '../domain/scopes.js';
import { choosingPersona } from './choosing-persona.js';
import { webClientId } from './demonstration.js';
import { keptFile } from './kept-file.js';
import { MemoryAdapter } from './memory-adapter.js';
import { personas, type Persona } from './personas.js';

export interface IdentityOptions {
  /** An absolute path: the signing key is kept in `DATA_DIR/identity`, so that tokens outlive a restart. */
  readonly dataDir: string;
  /** Address of the provider, ending in the path it is mounted under. */
  readonly issuer: string;
  /** The `aud` of its access tokens. */
  readonly audience: string;
  /** The one secret of all demonstration clients. */
  readonly secret: string;
  /** Where a browser goes that has signed in. */
  readonly redirectUri: string;
}

/** What the provider keeps for itself; tokens hold their own claims and are not kept. */
interface Keys {
  readonly signing: JWK;
  readonly cookies: string;
}

const algorithm = 'ES256';
const tokenLifeSeconds = 3600;
/** How long somebody may take to choose who to be. */
const choiceSeconds = 900;
/** The name of the service among the resources of the provider; every token is for it. */
const resource = 'urn:front-door:service';

/**
 * The embedded identity provider: an OpenID provider with one confidential client for each persona. It gives access tokens
 * (JWT, an hour) for `client_credentials` with `client_secret_basic`; their claims are `sub` (the persona), `roles`, and
 * `agency` for agency roles, `auth_time` (their issue), `scope` where one was asked for, and `scp` for a program that asked for none. Browsers sign in by the code flow of one more client, and
 * choose there who to be.
 * @returns a handler to mount under the path of the issuer
 */
export async function identityProvider(options: IdentityOptions): Promise<RequestHandler> {
  const { issuer, audience, secret } = options;
  const keys = await keptKeys(join(options.dataDir, 'identity'));
  const OpenIdProvider = await loadProvider();
  const provider = new OpenIdProvider(issuer, {
    adapter: MemoryAdapter,
    clients: [
      {
        client_id: webClientId,
        client_secret: secret,
        grant_types: ['authorization_code'],
        redirect_uris: [options.redirectUri],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        require_auth_time: true,
      },
      ...personas.map(({ persona, displayName }) => ({
        client_id: persona,
        client_name: displayName,
        client_secret: secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic' as const,
      })),
    ],
    claims: { openid: ['sub', 'roles', 'agency'], profile: ['name'], email: ['email'] },
    // All that the service needs to know of a person stands in the ID token.
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => accountOf(id),
    loadExistingGrant: grantEverything,
    pkce: { required: () => true },
    interactions: {
      url: (_ctx, { uid }) => `${new URL(issuer).pathname}/interaction/${uid}`,
    },
    cookies: { keys: [keys.cookies], long: { path: new URL(issuer).pathname } },
    jwks: { keys: [keys.signing] },
    clientAuthMethods: ['client_secret_basic'],
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    clientDefaults: { id_token_signed_response_alg: algorithm },
    ttl: {
      ...{ ClientCredentials: tokenLifeSeconds, AccessToken: tokenLifeSeconds, IdToken: tokenLifeSeconds },
      ...{ AuthorizationCode: 60, Interaction: choiceSeconds, Grant: choiceSeconds, Session: choiceSeconds },
    },
    // Its sessions are forgotten at once, so nothing can hang on them.
    expiresWithSession: () => false,
    renderError: (ctx, out) => {
      ctx.body = out;
    },
    extraTokenClaims: (_ctx, token) => ({
      ...('accountId' in token ? rightsOf(token.accountId) : { ...rightsOf(token.clientId), ...usualScopes(token) }),
      // Whoever shows the persona's secret has just signed in.
      auth_time: Math.floor(Date.now() / 1000),
    }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      // Nobody stays signed in at this provider, so there is no session to end.
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: () => ({
          scope: Object.keys(scopes).join(' '),
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenLifeSeconds,
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
  });
  const handle = provider.callback();
  return express
    .Router()
    .use('/interaction', choosingPersona(provider))
    .use((request, response) => void handle(request, response));
}

const personaOf = (id: string | undefined): Persona | undefined => personas.find(({ persona }) => persona === id);

function rightsOf(id: string | undefined): Pick<Persona, 'roles' | 'agency'> | undefined {
  const found = personaOf(id);
  if (found === undefined) return undefined;
  return { roles: found.roles, ...(found.agency !== undefined && { agency: found.agency }) };
}

/** What the token of a program is limited to that did not ask for anything. */
function usualScopes({ clientId, scope }: oidc.ClientCredentials): { scp?: string } {
  const usual = personaOf(clientId)?.scopes;
  return scope === undefined && usual !== undefined ? { scp: usual.join(' ') } : {};
}

function accountOf(id: string): oidc.Account | undefined {
  const found = personaOf(id);
  if (found === undefined) return undefined;
  const { displayName: name, email } = found;
  return { accountId: id, claims: () => ({ sub: id, name, email, ...rightsOf(id) }) };
}

/** The service is the provider's own: nobody is asked whether it may know them. */
async function grantEverything({ oidc: { provider, client, session } }: oidc.KoaContextWithOIDC): Promise<oidc.Grant> {
  const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
  grant.addOIDCScope('openid profile email');
  await grant.save();
  return grant;
}

/** Made at the first start and kept, readable by the owner alone. */
async function keptKeys(folder: string): Promise<Keys> {
  const kept = await keptFile(folder, 'keys.json', async () => JSON.stringify(await newKeys()));
  return JSON.parse(kept) as Keys;
}

async function newKeys(): Promise<Keys> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const signing = { ...(await exportJWK(privateKey)), alg: algorithm, use: 'sig', kid: randomBytes(8).toString('hex') };
  return { signing, cookies: randomBytes(32).toString('hex') };
}

/** The library says at its loading that it is tested on Node 22 and later only; what is used of it works on 20 (tested). */
async function loadProvider(): Promise<typeof oidc.Provider> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return (await import('oidc-provider')).Provider;
  } finally {
    console.warn = warn;
  }
}
