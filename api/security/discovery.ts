import { z } from 'zod';
import { isProtected } from '../../runtime/this-machine.js';

const timeoutMilliseconds = 3000;

/** Addresses of the provider that this service, or a browser on its behalf, is sent to. */
const endpoint = z.url({ protocol: /^https?$/ });

const discoveryDocument = z.looseObject({
  issuer: z.string(),
  jwks_uri: endpoint,
  authorization_endpoint: endpoint.exactOptional(),
  token_endpoint: endpoint.exactOptional(),
  end_session_endpoint: endpoint.exactOptional(),
});

/** What a provider says of itself, as OpenID Connect Discovery 1.0 has it. */
export type DiscoveryDocument = z.output<typeof discoveryDocument>;

const endpoints = ['jwks_uri', 'authorization_endpoint', 'token_endpoint', 'end_session_endpoint'] as const;

/**
 * Asks a provider about itself. Every address that is used of it must be of the issuer's own origin, by TLS (or on this very
 * machine, as the issuer is then): a document that was tampered with must not turn the service on the network behind it.
 * @throws Error if the provider cannot be reached, or says what cannot be trusted
 */
export async function discover(issuer: string): Promise<DiscoveryDocument> {
  const response = await fetch(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  if (!response.ok) throw new Error(`Discovery of the sign-in provider answers ${response.status}`);
  const document = discoveryDocument.parse(await response.json());
  if (document.issuer !== issuer) throw new Error('Discovery of the sign-in provider names another issuer');
  const strange = endpoints.find((name) => !isOwn(document[name], issuer));
  if (strange !== undefined) throw new Error(`Discovery of the sign-in provider leads elsewhere: ${strange}`);
  return document;
}

const isOwn = (address: string | undefined, issuer: string): boolean =>
  address === undefined || (new URL(address).origin === new URL(issuer).origin && isProtected(address));
