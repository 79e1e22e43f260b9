import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startService, type TestService } from '../support/service.js';
import { aReferral } from './bodies.js';

let service: TestService;
afterEach(() => service.stop());

/** The address from which a request came that passed these hops, as the looks keep it. */
async function addressSeen(trustedProxies: number, forwarded: Record<string, string>): Promise<string | undefined> {
  service = await startService({ trustedProxies });
  await service.as('hub-worker').get('/api/cases', forwarded);
  const owner = new Client({ connectionString: service.ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ address: string }>(
      `SELECT "address" FROM "AccessEvent" WHERE "kind" = 'listed'`,
    );
    return rows[0]?.address;
  } finally {
    await owner.end();
  }
}

describe('where a request came from', () => {
  it('is the connection itself where no proxy is trusted, whatever is claimed', async () => {
    expect(await addressSeen(0, { 'x-forwarded-for': '203.0.113.7' })).toBe('127.0.0.1');
  });

  it('is what the one trusted proxy says, whatever was claimed before it', async () => {
    expect(await addressSeen(1, { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' })).toBe('203.0.113.7');
  });

  it('is what the first of two trusted proxies says', async () => {
    expect(await addressSeen(2, { 'x-forwarded-for': '198.51.100.1, 203.0.113.7, 10.0.0.2' })).toBe('203.0.113.7');
  });
});

it('what a proxy says of host and protocol changes no link and no cookie', async () => {
  service = await startService({ trustedProxies: 1 });
  const claims = {
    'x-forwarded-host': 'elsewhere.example',
    'x-forwarded-proto': 'http',
    forwarded: 'host=elsewhere.example',
  };
  const { body } = await service.as('school-system').post('/api/referrals', aReferral, claims);
  expect((body as { statusUrl: string }).statusUrl).toMatch(/^https:\/\/front-door\.example\//);
  const { headers } = await service.anonymous.send('/sign-in', { redirect: 'manual', headers: claims });
  expect(headers.get('set-cookie')).toMatch(/^__Host-front-door=.*; Secure/);
  expect(new URL(headers.get('location') ?? '').searchParams.get('redirect_uri')).toMatch(
    /^https:\/\/front-door\.example\//,
  );
});
