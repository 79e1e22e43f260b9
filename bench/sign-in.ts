import { personas } from '../local/personas.js';

/** Access tokens of all personas, by persona, as their clients get them from the provider; good for an hour. */
export async function signEveryoneIn(issuer: string): Promise<ReadonlyMap<string, string>> {
  const tokens = await Promise.all(
    personas.map(async ({ persona }) => [persona, await tokenOf(issuer, persona)] as const),
  );
  return new Map(tokens);
}

async function tokenOf(issuer: string, persona: string): Promise<string> {
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${persona}:demo`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(30_000),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`${persona} was not signed in (${answer.status})`);
  return token;
}
