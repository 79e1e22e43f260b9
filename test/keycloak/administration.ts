/** What is done to a realm in Keycloak's console, by the calls that the console itself makes. */
export interface Administration {
  /** @returns what stands there */
  read: (path: string) => Promise<unknown>;
  /** @returns the id of what was made; blank where it has none */
  make: (path: string, what: unknown) => Promise<string>;
  put: (path: string, what?: unknown) => Promise<void>;
  remove: (path: string) => Promise<void>;
}

/** A program that asks for tokens as itself. */
export interface ProgramClient {
  id: string;
  secret: string;
}

const longestWaitMilliseconds = 30_000;

/** @param url of the server @param administrator a client of the realm `master` that may do everything */
export function administrationOf(url: string, administrator: ProgramClient): Administration {
  const ask = async (method: string, path: string, what?: unknown): Promise<Response> => {
    // A fresh one for each call: they last a minute.
    const token = await tokenFor(`${url}/realms/master`, administrator);
    const response = await fetch(`${url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(longestWaitMilliseconds),
      ...(what === undefined ? {} : { body: JSON.stringify(what) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${await response.text()}`);
    return response;
  };
  return {
    read: async (path) => (await ask('GET', path)).json(),
    make: async (path, what) => (await ask('POST', path, what)).headers.get('location')?.split('/').at(-1) ?? '',
    put: async (path, what) => {
      await ask('PUT', path, what);
    },
    remove: async (path) => {
      await ask('DELETE', path);
    },
  };
}

/** An access token by `client_credentials`. @param scope for which it asks besides those that it gets anyway */
export const tokenFor = (realmUrl: string, client: ProgramClient, scope?: string): Promise<string> =>
  askForToken(realmUrl, client, { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) });

/** An access token for the code that a browser brought back. */
export const tokenForCode = (
  realmUrl: string,
  client: ProgramClient,
  { code, verifier, redirectUri }: { code: string; verifier: string; redirectUri: string },
): Promise<string> =>
  askForToken(realmUrl, client, {
    ...{ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri },
  });

async function askForToken(
  realmUrl: string,
  { id, secret }: ProgramClient,
  grant: Readonly<Record<string, string>>,
): Promise<string> {
  const response = await fetch(`${realmUrl}/protocol/openid-connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(grant),
    signal: AbortSignal.timeout(longestWaitMilliseconds),
  });
  if (!response.ok) throw new Error(`${id} gets no token: ${response.status} ${await response.text()}`);
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
