import { serve } from '../api/server.js';
import { readApiEnvironment } from '../runtime/environment.js';
import { identityProvider } from './identity.js';
import { localRoutes } from './local-routes.js';
import { readyWord } from './node-child.js';
import { readSettings } from './settings.js';

// The API of the embedded stack: the service as it is everywhere, with the identity provider and the stack's own routes
// beside it. Started by local/start.ts, which names the data folder on the command line.

const dataDir = process.argv.find((argument) => argument.startsWith('--data-dir='))?.slice('--data-dir='.length);
const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = process.env;
if (dataDir === undefined || issuer === undefined || audience === undefined) {
  throw new Error('This program is a part of npm start.');
}
const { secret } = readSettings(process.env);

const service = await serve(readApiEnvironment(process.env), {
  mounts: [
    { path: '/oidc', handler: await identityProvider({ dataDir, issuer, audience, secret }) },
    { path: '/local', handler: localRoutes(dataDir) },
  ],
});

let stopping: Promise<void> | undefined;
const stop = (): void => {
  stopping ??= service.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
// The channel breaks when the parent is gone, however it went; it may have gone while the service was starting.
process.once('disconnect', stop);
if (process.connected) process.send?.(readyWord);
else stop();
