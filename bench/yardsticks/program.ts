import { listen } from '../../api/listening.js';
import { providerKeys } from '../../api/security/provider-keys.js';
import { tokenVerifier } from '../../api/security/tokens.js';
import { readyWord } from '../../local/node-child.js';
import { systemClock } from '../../runtime/clock.js';
import type { ApiEnvironment } from '../../runtime/environment.js';
import { openLog } from '../../runtime/log.js';
import { createYardstickApp, type YardstickActs } from './http.js';

/** Connections of a process to PostgreSQL: as many as the product's two pools have together. */
export const poolSizes = { api: 15, worker: 20 } as const;

/**
 * Runs the API of a yardstick until it is told to stop.
 * @param close closes what the acts use
 */
export async function serveYardstick(
  { oidc, host, port, publicUrl, logLevel }: ApiEnvironment,
  acts: YardstickActs,
  close: () => Promise<void>,
): Promise<void> {
  const log = openLog('api', logLevel);
  const keys = providerKeys(oidc.issuer, systemClock, (error) => {
    log.warn({ dependency: 'sign-in provider', error }, 'A dependency did not answer');
  });
  const tokens = tokenVerifier({ ...oidc, keys, clock: systemClock });
  const listening = await listen(createYardstickApp({ acts, tokens, log, publicUrl }), host, port);
  endWhenTold(async () => {
    await listening.stop();
    await close();
  });
}

/** Says that this process does its work, and ends it in good order when it is told to or its parent has gone. */
export function endWhenTold(stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  const end = (): void => {
    stopping ??= stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('disconnect', end);
  process.send?.(readyWord);
}
