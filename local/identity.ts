import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Adapter, Provider } from 'oidc-provider';
import { scopes } from '../domain/scopes.js';
import { keptFile } from './kept-file.js';
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
}

/** What the provider keeps for itself; tokens hold their own claims and are not kept. */
interface Keys {
  readonly signing: JWK;
  readonly cookies: string;
}

const algorithm = 'ES256';
const tokenLifeSeconds = 3600;
/** The name of the service among the resources of the provider; every token is for it. */
const resource = 'urn:front-door:service';

/**
 * The embedded identity provider: an OpenID provider with one confidential client for each persona. It gives access tokens
 * (JWT, an hour) for `client_credentials` with `client_secret_basic`; their claims are `sub` (the persona), `roles`, and
 * `agency` for agency roles.
 * @returns a handler to mount under the path of the issuer
 */
export async function identityProvider(options: IdentityOptions): Promise<RequestHandler> {
  const { issuer, audience, secret } = options;
  const keys = await keptKeys(join(options.dataDir, 'identity'));
  const OpenIdProvider = await loadProvider();
  const provider = new OpenIdProvider(issuer, {
    adapter: ForgetfulAdapter,
    clients: personas.map(({ persona, displayName }) => ({
      client_id: persona,
      client_name: displayName,
      client_secret: secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
    })),
    cookies: { keys: [keys.cookies] },
    jwks: { keys: [keys.signing] },
    clientAuthMethods: ['client_secret_basic'],
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    clientDefaults: { id_token_signed_response_alg: algorithm },
    ttl: { ClientCredentials: tokenLifeSeconds },
    renderError: (ctx, out) => {
      ctx.body = out;
    },
    extraTokenClaims: (_ctx, token) => claimsOf(token.clientId),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
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
  return (request, response) => void handle(request, response);
}

function claimsOf(clientId: string | undefined): Pick<Persona, 'roles' | 'agency'> | undefined {
  const found = personas.find(({ persona }) => persona === clientId);
  if (found === undefined) return undefined;
  return { roles: found.roles, ...(found.agency !== undefined && { agency: found.agency }) };
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
async function loadProvider(): Promise<typeof Provider> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return (await import('oidc-provider')).Provider;
  } finally {
    console.warn = warn;
  }
}

/** The provider's store. Nothing that client credentials bring about needs keeping. */
class ForgetfulAdapter implements Adapter {
  readonly #nothing = Promise.resolve(undefined);
  upsert = (): Promise<undefined> => this.#nothing;
  find = (): Promise<undefined> => this.#nothing;
  findByUserCode = (): Promise<undefined> => this.#nothing;
  findByUid = (): Promise<undefined> => this.#nothing;
  consume = (): Promise<undefined> => this.#nothing;
  destroy = (): Promise<undefined> => this.#nothing;
  revokeByGrantId = (): Promise<undefined> => this.#nothing;
}
