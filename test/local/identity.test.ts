import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { identityProvider } from '../../local/identity.js';
import { personas } from '../../local/personas.js';
import { agencies } from '../../domain/policy.js';
import { dataFolders } from './data-folders.js';

interface Provider {
  readonly issuer: string;
  stop(): void;
}

interface Discovery {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
}

const audience = 'front-door';
const dataFolder = dataFolders();

async function providerOn(dataDir: string): Promise<Provider> {
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const [issuer, redirectUri] = [`${origin}/oidc`, `${origin}/sign-in/callback`];
  app.use('/oidc', await identityProvider({ dataDir, issuer, audience, secret: 'demo', redirectUri }));
  return { issuer, stop: () => server.close() };
}

async function discover({ issuer }: Provider): Promise<Discovery> {
  return (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Discovery;
}

async function askForToken(provider: Provider, persona: string, secret: string, scope?: string): Promise<Response> {
  const { token_endpoint: endpoint } = await discover(provider);
  return fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${persona}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }),
  });
}

async function tokenOf(provider: Provider, persona: string, scope?: string): Promise<string> {
  const answer = (await (await askForToken(provider, persona, 'demo', scope)).json()) as { access_token: string };
  return answer.access_token;
}

describe('the embedded identity provider', () => {
  let dataDir: string;
  let provider: Provider;
  beforeAll(async () => {
    dataDir = await dataFolder();
    provider = await providerOn(dataDir);
  });
  afterAll(() => {
    provider.stop();
  });

  it('says in its discovery document that it is the issuer of its address', async () => {
    expect((await discover(provider)).issuer).toBe(provider.issuer);
  });

  it.each(personas)('gives $persona a token that says who they are, for an hour', async (expected) => {
    const keys = createRemoteJWKSet(new URL((await discover(provider)).jwks_uri));
    const token = await tokenOf(provider, expected.persona);

    const { payload } = await jwtVerify(token, keys, { issuer: provider.issuer, audience });

    expect(payload.sub).toBe(expected.persona);
    expect(payload.roles).toEqual(expected.roles);
    expect(payload.agency).toBe(expected.agency);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    expect(Math.abs(Number(payload.auth_time) - (payload.iat ?? 0))).toBeLessThanOrEqual(1);
  });

  it('limits a token to the scopes that are asked for; otherwise that of a program to its own, and no other', async () => {
    expect(decodeJwt(await tokenOf(provider, 'school-system', 'referrals:submit openid')).scope).toBe(
      'referrals:submit',
    );
    const [program, person] = [await tokenOf(provider, 'school-system'), await tokenOf(provider, 'hub-worker')];
    expect(decodeJwt(program).scp).toBe('referrals:submit referrals:read');
    expect([decodeJwt(person).scp, decodeJwt(person).scope]).toEqual([undefined, undefined]);
  });

  it('refuses a wrong secret and a client that it does not know', async () => {
    expect((await askForToken(provider, 'police', 'wrong')).status).toBe(401);
    expect((await askForToken(provider, 'nobody', 'demo')).status).toBe(401);
  });

  it('signs with the same key after a restart on another port, so that a token outlives it', async () => {
    const token = await tokenOf(provider, 'police');
    const restarted = await providerOn(dataDir);
    try {
      const keys = createRemoteJWKSet(new URL((await discover(restarted)).jwks_uri));

      const { payload } = await jwtVerify(token, keys, { audience });

      expect(payload.sub).toBe('police');
      expect(decodeProtectedHeader(token).kid).toBe(decodeProtectedHeader(await tokenOf(restarted, 'police')).kid);
    } finally {
      restarted.stop();
    }
  });
});

describe('the personas', () => {
  it('have a worker and a lead for every agency', () => {
    for (const { code } of agencies) {
      const ofAgency = personas.filter(({ agency }) => agency === code);
      expect(ofAgency.map(({ persona, roles }) => [persona, ...roles])).toEqual([
        [code, 'agency-worker'],
        [`${code}-lead`, 'agency-lead'],
      ]);
    }
  });

  it('have addresses that reach nobody', () => {
    for (const { email } of personas) expect(email).toMatch(/\.example$/);
  });
});
