import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signInAt, type Beginning } from '../../api/security/sign-in.js';
import { systemClock } from '../../runtime/clock.js';
import { claimNames, TestProvider, webClient } from './provider.js';

let provider: TestProvider;

beforeAll(async () => {
  provider = await TestProvider.start();
});
afterAll(() => provider.goAway());

/** What the provider is asked for, beside what every sign-in asks. */
async function asked(claim: string, strong: readonly string[], who: Beginning = 'new'): Promise<unknown> {
  const { issuer } = provider;
  const signIn = signInAt({
    provider: { issuer, audience: 'front-door', providerName: 'test', claims: { ...claimNames, strength: claim } },
    client: webClient,
    redirectUri: 'https://front-door.example/sign-in/callback',
    clock: systemClock,
    demands: { freshMinutes: 15, strong },
    onTrouble: () => undefined,
  });
  const { searchParams } = new URL((await signIn.begin(who)).address);
  const extra = ['acr_values', 'claims', 'prompt', 'max_age'];
  return Object.fromEntries([...searchParams].filter(([name]) => extra.includes(name)));
}

describe('a sign-in asks the provider', () => {
  it('for nothing more where nothing is demanded', async () => {
    expect(await asked('acr', [])).toEqual({});
  });

  it('for one of the values of acr that count', async () => {
    expect(await asked('acr', ['gold', 'platinum'])).toEqual({ acr_values: 'gold platinum' });
  });

  it.each([
    [['c1'], '{"id_token":{"acrs":{"essential":true,"value":"c1"}}}'],
    [['c1', 'c2'], '{"id_token":{"acrs":{"essential":true,"values":["c1","c2"]}}}'],
  ])('for the values %j of another claim, as OpenID Connect asks for claims', async (strong, claims) => {
    expect(await asked('acrs', strong)).toEqual({ claims });
  });

  it('to be made anew, as strongly, where somebody who is signed in shows anew who they are', async () => {
    expect(await asked('acr', ['gold'], 'again')).toEqual({ acr_values: 'gold', prompt: 'login', max_age: '0' });
  });
});
