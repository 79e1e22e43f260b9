import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactEncrypt, exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters } from 'jose';
import { startedAt, startService, type TestService } from '../support/service.js';
import { aReferral } from './bodies.js';
import { expectRefused } from './refusal.js';
import { allActs, type Tables } from './tables.js';

/*
 * Tokens that somebody makes who has read everything that is public: the provider's address, its keys, and what its tokens say.
 */

let service: TestService;
let before: Tables;
let published: JsonWebKey;

beforeAll(async () => {
  service = await startService();
  const keys = await fetch(`${service.provider.issuer}/jwks`);
  published = ((await keys.json()) as { keys: [JsonWebKey] }).keys[0];
  before = await allActs(service.ownerUrl);
});
afterEach(async () => {
  expect(await allActs(service.ownerUrl)).toEqual(before);
});
afterAll(() => service.stop());

const expiresAt = Math.floor(Date.parse(startedAt) / 1000) + 3600;
const wanted = (): object => ({
  ...{ iss: service.provider.issuer, aud: 'front-door', exp: expiresAt },
  ...{ sub: 'eve', roles: ['hub-manager', 'referrer'] },
});

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const unsigned = (header: object): string => `${encoded(header)}.${encoded(wanted())}`;
const signedBy = (secret: string | Uint8Array, algorithm = 'sha256', header: object = {}): string => {
  const text = unsigned({ alg: algorithm.replace('sha', 'HS'), kid: 'one', ...header });
  return `${text}.${createHmac(algorithm, secret).update(text).digest('base64url')}`;
};

/** A token that is signed as it should be, by a key of the forger's own. */
async function ownToken(header: (own: JsonWebKey) => Partial<JWTHeaderParameters>): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = (await exportJWK(publicKey)) as JsonWebKey;
  return new SignJWT({ ...wanted() }).setProtectedHeader({ alg: 'ES256', kid: 'one', ...header(jwk) }).sign(privateKey);
}

const genuine = (): Promise<string> => service.provider.token(service.clock.now(), { claims: { roles: [] } });
const partsOf = (token: string): string[] => token.split('.');

const published256 = (format: 'pem' | 'der'): string | Uint8Array => {
  const key = createPublicKey({ key: published, format: 'jwk' });
  return format === 'pem' ? key.export({ type: 'spki', format }) : key.export({ type: 'spki', format });
};

const forgeries: readonly [string, () => string | Promise<string>][] = [
  ['says that it needs no signature', () => `${unsigned({ alg: 'none' })}.`],
  ['says so in other letters', () => `${unsigned({ alg: 'nOnE', kid: 'one' })}.`],
  [
    'says so and carries a signature all the same',
    async () => `${unsigned({ alg: 'none' })}.${partsOf(await genuine())[2] ?? ''}`,
  ],
  [
    'has lost its signature',
    async () =>
      `${partsOf(await genuine())
        .slice(0, 2)
        .join('.')}.`,
  ],
  [
    'has another content under a genuine signature',
    async () => {
      const [header = '', , signature = ''] = partsOf(await genuine());
      return `${header}.${encoded(wanted())}.${signature}`;
    },
  ],
  [
    'has a signature of nothing but zeros',
    () => `${unsigned({ alg: 'ES256', kid: 'one' })}.${Buffer.alloc(64).toString('base64url')}`,
  ],
  ['is signed with the published key as a secret, as it is published', () => signedBy(JSON.stringify(published))],
  ['is signed with the published key as a secret, as PEM', () => signedBy(published256('pem'))],
  ['is signed with the published key as a secret, as bytes', () => signedBy(published256('der'))],
  ['is signed with the published key as a secret, by a longer hash', () => signedBy(published256('pem'), 'sha512')],
  ['is signed with an empty secret out of a file', () => signedBy('', 'sha256', { kid: '../../../../dev/null' })],
  ['brings the key along by which it is to be verified', () => ownToken((jwk) => ({ jwk }))],
  [
    'is encrypted instead of signed',
    async () => {
      const { publicKey } = await generateKeyPair('ECDH-ES', { extractable: true });
      return new CompactEncrypt(Buffer.from(JSON.stringify(wanted())))
        .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
        .encrypt(publicKey);
    },
  ],
  ['demands what the service does not know', () => ownToken(() => ({ crit: ['b64'], b64: true }))],
];

const submitting = (token: string): ReturnType<typeof service.anonymous.post> =>
  service.anonymous.post('/api/referrals', aReferral, { authorization: `Bearer ${token}` });

describe('a forged token is refused with 401, and does nothing,', () => {
  it.each(forgeries)('when it %s', async (_what, forge) => {
    const token = await forge();
    expectRefused(await submitting(token), { status: 401, code: 'token-invalid' });
    expect(service.logged.filter((line) => partsOf(token).some((part) => part !== '' && line.includes(part)))).toEqual(
      [],
    );
  });

  it('when it names an address of the forger’s own for its keys, which nobody asks', async () => {
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.end(JSON.stringify({ keys: [] }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const token = await ownToken(() => ({ jku: `${address}/jwks`, x5u: `${address}/certificate` }));
      expectRefused(await submitting(token), { status: 401, code: 'token-invalid' });
      expect(asked).toEqual([]);
    } finally {
      server.close();
    }
  });

  it.each<[string, Record<string, unknown>]>([
    ['an audience that begins like ours', { aud: 'front-door.evil.example' }],
    ['our audience in other letters', { aud: 'Front-Door' }],
    ['a list of other audiences', { aud: ['back-door', 'side-door'] }],
    ['an audience that is no text', { aud: { value: 'front-door' } }],
    ['a time of expiry that is no number', { exp: '9999999999' }],
    ['an issuer that ends otherwise', { iss: 'http://127.0.0.1/oidc/' }],
  ])('when its provider gave it %s', async (_what, claims) => {
    const token = await service.provider.token(service.clock.now(), { claims: { roles: ['referrer'], ...claims } });
    expectRefused(await submitting(token), { status: 401, code: 'token-invalid' });
  });
});

describe('a token counts nowhere but in its header:', () => {
  it.each<[string, (token: string) => { path: string; headers: Record<string, string> }]>([
    ['not in the address', (token) => ({ path: `/api/cases?access_token=${token}`, headers: {} })],
    ['not in a cookie', (token) => ({ path: '/api/cases', headers: { cookie: `access_token=${token}` } })],
    ['not in a header of another name', (token) => ({ path: '/api/cases', headers: { 'x-access-token': token } })],
    ['not under another scheme', (token) => ({ path: '/api/cases', headers: { authorization: `DPoP ${token}` } })],
    [
      'not behind another',
      (token) => ({ path: '/api/cases', headers: { authorization: `Bearer x, Bearer ${token}` } }),
    ],
  ])('%s', async (_where, request) => {
    const token = await service.provider.token(service.clock.now(), { claims: { roles: ['hub-manager'] } });
    const { path, headers } = request(token);
    const answer = await service.anonymous.get(path, headers);
    expectRefused(answer, { status: 401, code: 'token-missing' });
  });
});
