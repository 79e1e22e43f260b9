import { expect, it } from '@jest/globals';
import { rememberingTokens } from '../../api/security/remembered-tokens.js';
import type { VerifiedToken } from '../../api/security/tokens.js';

const begun = Date.parse('2026-11-20T09:00:00Z');
const afterMinutes = (minutes: number): Date => new Date(begun + minutes * 60_000);

const expiringAfter = (minutes: number): VerifiedToken => ({
  identity: { subject: 'ada', roles: ['hub-worker'], agency: null },
  issuedAt: afterMinutes(0),
  signIn: { strengths: [] },
  expiresAt: afterMinutes(minutes),
});

/** How often a token was verified that came at each of these minutes. */
async function timesVerified(token: VerifiedToken, minutes: readonly number[]): Promise<number> {
  let at = afterMinutes(0);
  let times = 0;
  const verify = () => {
    times += 1;
    return Promise.resolve(token);
  };
  const tokens = rememberingTokens({ now: () => at }, { verify });
  for (const minute of minutes) {
    at = afterMinutes(minute);
    expect(await tokens.verify('token')).toBe(token);
  }
  return times;
}

it('what a token says is verified once in ten minutes', async () => {
  expect(await timesVerified(expiringAfter(60), [0, 1, 9, 10, 11])).toBe(2);
});

it('what a token says is verified again once it may have expired', async () => {
  expect(await timesVerified(expiringAfter(5), [0, 4, 5])).toBe(2);
});

it('a token that was refused is looked at again', async () => {
  let isForged = true;
  const token = expiringAfter(60);
  const verify = () => (isForged ? Promise.reject(new Error('forged')) : Promise.resolve(token));
  const tokens = rememberingTokens({ now: () => afterMinutes(0) }, { verify });

  await expect(tokens.verify('token')).rejects.toThrow('forged');
  isForged = false;
  expect(await tokens.verify('token')).toBe(token);
});
