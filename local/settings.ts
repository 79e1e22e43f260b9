import { demonstrationSecret, readTemporalEnvironment } from '../runtime/environment.js';
import type { TemporalServer } from '../runtime/temporal-server.js';
import type { DemonstrationPolicy } from './demonstration.js';
import { servicePort } from './ports.js';
import { StartRefused } from './refusal.js';

/** What the person who starts the stack may choose, by environment variables. */
export interface Settings {
  /** PORT: where the service answers on loopback; 3000 when left out. */
  readonly port: number;
  /** DATA_DIR: where everything is kept; `.data` when left out. Not yet made absolute. */
  readonly dataDir: string;
  /** DEMO_POLICY: deadlines as shipped, or in seconds to watch escalations. */
  readonly policy: DemonstrationPolicy;
  /** DEMO_SECRET: the secret of all demonstration clients; `demo` when left out. */
  readonly secret: string;
  /** TEMPORAL_ADDRESS: a cluster that runs already, and how it is spoken to; one is started when left out. */
  readonly temporal: TemporalServer | undefined;
}

/**
 * Reads the settings; a blank variable counts as left out.
 * @throws StartRefused for a value that means nothing, EnvironmentError for one by which no cluster can be reached
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = (name: string): string | undefined => {
    const text = environment[name]?.trim();
    return text === '' ? undefined : text;
  };
  return {
    port: servicePort(given('PORT')),
    dataDir: given('DATA_DIR') ?? '.data',
    policy: demonstrationPolicy(given('DEMO_POLICY')),
    secret: given('DEMO_SECRET') ?? demonstrationSecret,
    temporal: given('TEMPORAL_ADDRESS') === undefined ? undefined : readTemporalEnvironment(environment),
  };
}

function demonstrationPolicy(text: string | undefined): DemonstrationPolicy {
  if (text === undefined) return 'as-shipped';
  if (text === 'seconds') return 'seconds';
  throw new StartRefused(
    `DEMO_POLICY is "${text}": the only other policy is seconds; leave it out for the one as shipped.`,
  );
}
