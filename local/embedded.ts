import { callbackPath } from '../api/pages/account/sign-in-pages.js';
import { serve, type Service } from '../api/server.js';
import { readApiEnvironment, type Variables } from '../runtime/environment.js';
import { identityProvider } from './identity.js';
import { localRoutes } from './local-routes.js';
import { personas, whatTheyAre } from './personas.js';

/**
 * Runs the API of the embedded stack: the service as it is everywhere, with the identity provider, the stack's own routes, and on
 * the start page a link for each persona.
 * @param dataDir an absolute path
 * @param variables what the API is told, its provider and its client those of the stack
 */
export async function serveEmbedded(dataDir: string, variables: Variables): Promise<Service> {
  const environment = readApiEnvironment(variables);
  const { oidc, client, publicUrl } = environment;
  if (client === undefined) throw new Error('The embedded stack has pages: its client is missing');
  const provider = await identityProvider({
    ...{ dataDir, issuer: oidc.issuer, audience: oidc.audience },
    ...{ secret: client.clientSecret, redirectUri: `${publicUrl}${callbackPath}` },
  });
  return serve(environment, {
    mounts: [
      { path: '/oidc', handler: provider },
      { path: '/local', handler: localRoutes(dataDir) },
    ],
    demonstration: personas.map((one) => ({
      ...{ path: `/local/sign-in/${one.persona}`, name: one.displayName, what: whatTheyAre(one) },
    })),
  });
}
