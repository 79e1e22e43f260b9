import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { providerKeys } from '../../api/security/provider-keys.js';
import { tokenVerifier } from '../../api/security/tokens.js';
import { systemClock } from '../../runtime/clock.js';
import { claimNames, TestProvider } from './provider.js';
import { refusalOf } from './refusals.js';

/*
 * A provider whose discovery would lead the service elsewhere: to another address, to another provider's keys, or to nothing
 * that can be fetched. The genuine provider stands beside it, and is where it leads.
 */

let genuine: TestProvider;
let server: Server;
let answer: (path: string, response: ServerResponse) => void;

beforeEach(async () => {
  genuine = await TestProvider.start();
  server = createServer(({ url = '' }, response) => {
    answer(url, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await genuine.goAway();
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Asks for a token that the genuine provider signed in this one's name. */
async function problemOfToken(): Promise<{ code: string; troubles: string[] }> {
  const troubles: string[] = [];
  const issuer = address();
  const note = (error: unknown): void => void troubles.push(error instanceof Error ? error.message : 'no error');
  const keys = providerKeys(issuer, systemClock, note);
  const verifier = tokenVerifier({ issuer, audience: 'front-door', claims: claimNames, keys, clock: systemClock });
  const token = await genuine.token(systemClock.now(), { claims: { iss: issuer } });
  const { code } = await refusalOf(() => verifier.verify(token));
  return { code, troubles };
}

const says =
  (document: object) =>
  (_path: string, response: ServerResponse): void => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
  };

const sendsTo =
  (location: string) =>
  (_path: string, response: ServerResponse): void => {
    response.writeHead(302, { location }).end();
  };

describe('the discovery of the sign-in provider', () => {
  it('is not followed to another address, whatever stands there', async () => {
    answer = (path, response) => {
      if (path.startsWith('/.well-known/')) sendsTo('/elsewhere')(path, response);
      else says({ issuer: address(), jwks_uri: `${genuine.issuer}/jwks` })(path, response);
    };
    expect((await problemOfToken()).code).toBe('busy');
    expect(genuine.keysServed).toBe(0);
  });

  it('is not believed where it names another provider', async () => {
    answer = says({ issuer: genuine.issuer, jwks_uri: `${genuine.issuer}/jwks` });
    const { code, troubles } = await problemOfToken();
    expect(code).toBe('busy');
    expect(troubles).toEqual(['Discovery of the sign-in provider names another issuer']);
    expect(genuine.keysServed).toBe(0);
  });

  it.each(['file:///etc/passwd', 'data:application/json,{"keys":[]}', 'ftp://127.0.0.1/jwks'])(
    'does not make the service fetch %s',
    async (keysAddress) => {
      answer = says({ issuer: address(), jwks_uri: keysAddress });
      expect((await problemOfToken()).code).toBe('busy');
    },
  );

  it('leads to keys at one address, which may not lead on', async () => {
    answer = (path, response) => {
      if (path === '/jwks') sendsTo(`${genuine.issuer}/jwks`)(path, response);
      else says({ issuer: address(), jwks_uri: `${address()}/jwks` })(path, response);
    };
    expect((await problemOfToken()).code).toBe('busy');
    expect(genuine.keysServed).toBe(0);
  });
});
