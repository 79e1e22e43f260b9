import { z } from 'zod';
import type { Clients } from './clients.js';
import { StepFailed } from './failure.js';
import { send, type Reply } from './wire.js';

/** Gives access tokens of the OIDC provider. */
export interface SignIn {
  /**
   * A token that is good for a while yet: the one of before, or a new one when that is about to expire.
   * @throws StepFailed if the provider gives none
   */
  readonly tokenOf: (persona: string) => Promise<string>;
}

interface Held {
  readonly token: string;
  /** By the clock of the sign-in. */
  readonly goodUntil: number;
}

const discovery = z.object({ token_endpoint: z.url() });
const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().optional() });
const refused = z.object({ error: z.string(), error_description: z.string().optional() });

/** A provider that does not say how long its tokens live is asked anew so often. */
const assumedLifeSeconds = 60;
/** No token is used that expires while a request is under way. */
const marginMs = 20_000;

/**
 * Signs personas in by client credentials, the client authenticated by `client_secret_basic`.
 * @param now milliseconds from any origin, never going back
 */
export function openSignIn(issuer: string, clients: Clients, now: () => number): SignIn {
  const held = new Map<string, Held>();
  let endpoint: Promise<string> | undefined;
  return {
    async tokenOf(persona) {
      const known = held.get(persona);
      if (known !== undefined && now() < known.goodUntil) return known.token;
      const client = clients.get(persona);
      if (client === undefined) throw new StepFailed(`There are no credentials for ${persona}.`);
      endpoint ??= tokenEndpoint(issuer);
      const askedAt = now();
      const reply = await send(await endpoint, {
        method: 'POST',
        headers: { authorization: basic(client.clientId, client.clientSecret) },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      const { data } = granted.safeParse(reply.body);
      if (reply.status !== 200 || data === undefined) throw notGranted(persona, issuer, reply);
      const lifeMs = (data.expires_in ?? assumedLifeSeconds) * 1000;
      held.set(persona, { token: data.access_token, goodUntil: askedAt + lifeMs - marginMs });
      return data.access_token;
    },
  };
}

async function tokenEndpoint(issuer: string): Promise<string> {
  const reply = await send(`${issuer}/.well-known/openid-configuration`, { method: 'GET' });
  const { data } = discovery.safeParse(reply.body);
  if (reply.status === 200 && data !== undefined) return data.token_endpoint;
  throw new StepFailed(`There is no OIDC provider at ${issuer}: name the right one with --issuer.`);
}

/** Id and secret are form-encoded before they are joined (RFC 6749, 2.3.1). */
export function basic(clientId: string, clientSecret: string): string {
  const encoded = [clientId, clientSecret].map((text) => new URLSearchParams([['', text]]).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

function notGranted(persona: string, issuer: string, { status, body }: Reply): StepFailed {
  const { data } = refused.safeParse(body);
  const reason = data === undefined ? `status ${status}` : (data.error_description ?? data.error);
  return new StepFailed(`The provider at ${issuer} gives ${persona} no token (${reason}): check the credentials.`);
}
