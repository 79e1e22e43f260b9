import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { providerKeys } from '../../api/security/provider-keys.js';
import { tokenVerifier, type TokenVerifier, type VerifiedToken } from '../../api/security/tokens.js';
import type { Identity } from '../../api/security/claims.js';
import { claimNames, TestProvider } from './provider.js';
import { refusalOf } from './refusals.js';

const audience = 'front-door';
const now = new Date('2026-11-20T09:00:00Z');
const inSeconds = (seconds: number): number => Math.floor(now.getTime() / 1000) + seconds;

let provider: TestProvider;

beforeAll(async () => {
  provider = await TestProvider.start();
});
afterAll(() => provider.goAway());

/** A verifier whose clock stands where `at` says. */
function verifierAt(at: () => Date, troubles: unknown[] = []): TokenVerifier {
  const clock = { now: at };
  const keys = providerKeys(provider.issuer, clock, (error) => troubles.push(error));
  return tokenVerifier({ issuer: provider.issuer, audience, claims: claimNames, keys, clock });
}
const verifier = (): TokenVerifier => verifierAt(() => now);

type Claims = Readonly<Record<string, unknown>>;

const read = async (claims: Claims): Promise<VerifiedToken> => verifier().verify(await provider.token(now, { claims }));
const verified = async (claims: Claims): Promise<Identity> => (await read(claims)).identity;

describe('a token of the provider', () => {
  it('says who asks, in which roles, for which agency', async () => {
    const claims = { name: 'Ada Invented', email: 'ada@nowhere.example', roles: ['agency-lead'], agency: 'police' };
    expect(await verified(claims)).toEqual({
      ...{
        subject: 'ada',
        name: 'Ada Invented',
        email: 'ada@nowhere.example',
        roles: ['agency-lead'],
        agency: 'police',
      },
    });
  });

  it('may give its roles as words in one text, and name no one', async () => {
    expect(await verified({ roles: 'hub-worker decision-maker' })).toEqual({
      ...{ subject: 'ada', roles: ['hub-worker', 'decision-maker'], agency: null },
    });
  });

  it('gives no role that this service does not know', async () => {
    expect((await verified({ roles: ['emperor', 'auditor', 'toString'] })).roles).toEqual(['auditor']);
    expect((await verified({ roles: undefined })).roles).toEqual([]);
  });

  it('says since when this is known and until when it counts, never later than now', async () => {
    expect(await read({ iat: inSeconds(-60), exp: inSeconds(60) })).toMatchObject({
      ...{ issuedAt: new Date('2026-11-20T08:59:00Z'), expiresAt: new Date('2026-11-20T09:01:00Z') },
    });
    expect((await read({ iat: inSeconds(3600) })).issuedAt).toEqual(now);
  });

  it('says when and how strongly somebody signed in, never later than the token was issued', async () => {
    const claims = { auth_time: inSeconds(-600), acr: 'gold' };
    expect((await read(claims)).signIn).toEqual({ at: new Date('2026-11-20T08:50:00Z'), strengths: ['gold'] });
    expect((await read({ auth_time: inSeconds(3600) })).signIn.at).toEqual(now);
  });

  it.each<[string, Claims]>([
    ['where it does not say', { auth_time: undefined }],
    ['where it says it in another way', { auth_time: '2026-11-20', acr: 7 }],
    ['where what it says cannot be', { auth_time: -1, acr: ['\0'] }],
  ])('says neither when nor how %s', async (_what, claims) => {
    expect((await read(claims)).signIn).toEqual({ strengths: [] });
  });

  it.each<[string, Claims, string[] | undefined]>([
    ['by the scopes of ours that it names', { scope: 'openid checks:read profile' }, ['checks:read']],
    [
      'where the provider names them among the roles',
      { roles: ['referrer-system', 'referrals:submit'] },
      ['referrals:submit'],
    ],
    ['where the provider calls them scp', { scp: 'referrals:read' }, ['referrals:read']],
    ['by nothing, where it names none of ours', { scope: 'openid profile email toString' }, undefined],
    ['by nothing, where it names none', {}, undefined],
  ])('is limited %s', async (_what, claims, scopes) => {
    expect((await read(claims)).scopes).toEqual(scopes);
  });

  it('may have a nonce, where its type says that it is an access token', async () => {
    expect((await verified({ nonce: 'n-1', typ: 'Bearer' })).subject).toBe('ada');
  });

  it('may come from a clock that is a few seconds off', async () => {
    expect((await verified({ exp: inSeconds(-3), nbf: inSeconds(3) })).subject).toBe('ada');
  });
});

describe('a token is refused as invalid, in a sentence that says why,', () => {
  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['when it has expired', { exp: inSeconds(-60) }, /has expired/],
    ['when it never expires', { exp: undefined }, /when it expires/],
    ['when it is not valid yet', { nbf: inSeconds(60) }, /not valid yet/],
    ['when it is meant for another service', { aud: 'back-door' }, /not meant for this service/],
    ['when it names no audience', { aud: undefined }, /not meant for this service/],
    ['when another provider issued it', { iss: 'https://elsewhere.example' }, /another sign-in provider/],
    ['when it does not say when it was issued', { iat: undefined }, /when it was issued/],
    ['when it does not say whose it is', { sub: undefined }, /whose it is/],
    ['when its subject cannot be stored', { sub: 'a\0b' }, /cannot be read: sub/],
    ['when its roles are no words', { roles: { admin: true } }, /cannot be read: roles/],
    ['when it gives an agency role without an agency', { roles: ['agency-worker'] }, /agency-worker but no agency/],
    ['when its agency is blank', { roles: ['agency-lead'], agency: '' }, /cannot be read: agency/],
  ])('%s', async (_what, claims, says) => {
    const problem = await refusalOf(() => verified(claims));
    expect(problem.code).toBe('token-invalid');
    expect(problem.detail).toMatch(says);
  });

  it.each<[string, Claims]>([
    ['a nonce', { nonce: 'n-1' }],
    ['the hash of an access token', { at_hash: 'h' }],
    ['its type', { typ: 'ID' }],
  ])('when it is an ID token, by %s', async (_what, claims) => {
    expect((await refusalOf(() => verified(claims))).detail).toMatch(/an ID token.*Send the access token/);
  });

  it('when another key signed it', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const token = await provider.token(now, { key: privateKey });
    expect((await refusalOf(() => verifier().verify(token))).detail).toMatch(/signature .* is wrong/);
  });

  it('when it was changed after signing', async () => {
    const [header, , signature] = (await provider.token(now)).split('.');
    const payload = Buffer.from(JSON.stringify({ sub: 'eve', roles: ['hub-manager'] })).toString('base64url');
    expect((await refusalOf(() => verifier().verify(`${header}.${payload}.${signature}`))).code).toBe('token-invalid');
  });

  it('when the public key of the provider served as a shared secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(provider.publicKey));
    const forged = await new SignJWT({
      sub: 'eve',
      iss: provider.issuer,
      aud: audience,
      exp: inSeconds(60),
      iat: inSeconds(0),
    })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(secret);
    expect((await refusalOf(() => verifier().verify(forged))).detail).toMatch(/RS256, ES256, PS256/);
  });

  it('when it brings its own key', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const forged = await new SignJWT({
      sub: 'eve',
      iss: provider.issuer,
      aud: audience,
      exp: inSeconds(60),
      iat: inSeconds(0),
    })
      .setProtectedHeader({
        alg: 'ES256',
        kid: 'one',
        jwk: await exportJWK(publicKey),
        jku: 'https://elsewhere.example/keys',
      })
      .sign(privateKey);
    expect((await refusalOf(() => verifier().verify(forged))).detail).toMatch(/signature .* is wrong/);
  });

  it('when it is signed with a shared secret', async () => {
    const secret = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const token = await provider.token(now, { key: secret, algorithm: 'HS256' });
    expect((await refusalOf(() => verifier().verify(token))).detail).toMatch(/RS256, ES256, PS256/);
  });

  it.each([
    ['not signed at all', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
    ['no token', 'opensesame'],
    ['three words of nonsense', 'a.b.c'],
  ])('when it is %s', async (_what, token) => {
    expect((await refusalOf(() => verifier().verify(token))).code).toBe('token-invalid');
  });
});

describe('a provider that gives its claims under other names', () => {
  const keycloak = { subject: 'oid', roles: 'realm_access.roles', agency: 'extn.agency', strength: 'acrs' };
  const readAs = async (claims: Claims): Promise<Identity> => (await readWhole(claims)).identity;
  const readWhole = async (claims: Claims): Promise<VerifiedToken> => {
    const keys = providerKeys(provider.issuer, { now: () => now }, () => undefined);
    const elsewhere = tokenVerifier({
      issuer: provider.issuer,
      audience,
      claims: keycloak,
      keys,
      clock: { now: () => now },
    });
    return elsewhere.verify(await provider.token(now, { claims }));
  };

  it('is understood, by path or by a name that has dots in it', async () => {
    const claims = {
      oid: 'o-1',
      realm_access: { roles: ['agency-worker'] },
      'extn.agency': 'police',
      roles: ['auditor'],
    };
    expect(await readAs(claims)).toEqual({ subject: 'o-1', roles: ['agency-worker'], agency: 'police' });
  });

  it('is understood where it lists how strong the sign-in was', async () => {
    const claims = { oid: 'o-1', acrs: ['p1', 'c1'], acr: 'other' };
    expect((await readWhole(claims)).signIn.strengths).toEqual(['p1', 'c1']);
  });

  it('gives nothing where nothing stands, whatever the language itself has there', async () => {
    expect((await readAs({ oid: 'o-1', realm_access: 'none' })).roles).toEqual([]);
    expect((await refusalOf(() => readAs({}))).detail).toMatch(/cannot be read: oid/);
  });
});

describe('the keys of the provider', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['on another machine', { jwks_uri: 'http://169.254.169.254/latest/keys' }],
    ['on another port of this one', { jwks_uri: 'http://127.0.0.1:1/oidc/jwks' }],
    ['where tokens are given elsewhere', { token_endpoint: 'https://elsewhere.example/token' }],
  ])('are not looked for %s, whatever its discovery document says', async (_what, leads) => {
    const troubles: unknown[] = [];
    const waiting = verifierAt(() => now, troubles);
    provider.saysToo = leads;
    const before = provider.keysServed;
    try {
      expect((await refusalOf(async () => waiting.verify(await provider.token(now)))).code).toBe('busy');
    } finally {
      provider.saysToo = {};
    }
    expect(provider.keysServed).toBe(before);
    expect(String(troubles[0])).toMatch(/leads elsewhere/);
  });

  it('are fetched when the first token comes, and then kept', async () => {
    const before = provider.keysServed;
    const kept = verifier();
    expect(provider.keysServed).toBe(before);
    for (const sub of ['ada', 'ben', 'cy']) await kept.verify(await provider.token(now, { claims: { sub } }));
    expect(provider.keysServed).toBe(before + 1);
  });

  it('are not to be had while the provider is away: the service is busy, asks once in a while, and recovers', async () => {
    const troubles: unknown[] = [];
    let at = now;
    const waiting = verifierAt(() => at, troubles);
    const token = await provider.token(now);
    await provider.goAway();

    expect((await refusalOf(() => waiting.verify(token))).code).toBe('busy');
    expect((await refusalOf(() => waiting.verify(token))).code).toBe('busy');
    expect(troubles).toHaveLength(1);

    await provider.comeBack();
    at = new Date(now.getTime() + 5000);
    expect((await waiting.verify(token)).identity.subject).toBe('ada');
  });

  it('go on while the provider is away, however long ago they were fetched, and whatever other keys are asked for', async () => {
    const troubles: unknown[] = [];
    let at = now;
    const kept = verifierAt(() => at, troubles);
    const token = await provider.token(now);
    await kept.verify(token);
    await provider.goAway();

    at = new Date(now.getTime() + 45 * 60 * 1000);
    const machineTime = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 45 * 60 * 1000);
    try {
      expect((await kept.verify(token)).identity.subject).toBe('ada');
      expect(troubles).toHaveLength(1);
      expect((await refusalOf(async () => kept.verify(await provider.token(now, { keyId: 'two' })))).code).toBe('busy');
      expect((await kept.verify(token)).identity.subject).toBe('ada');
    } finally {
      machineTime.mockRestore();
      await provider.comeBack();
    }
  });

  it('are renewed in time, so that one which the provider withdrew is not trusted for ever', async () => {
    let at = now;
    const kept = verifierAt(() => at);
    const token = await provider.token(now);
    await kept.verify(token);
    const before = provider.keysServed;

    at = new Date(now.getTime() + 10 * 60 * 1000);
    await kept.verify(token);
    await kept.verify(token);
    expect(provider.keysServed).toBe(before + 1);
  });
});
