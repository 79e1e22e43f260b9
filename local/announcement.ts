import { demonstrationSecret } from '../runtime/environment.js';
import { personas } from './personas.js';
import { seconds } from './steps.js';

export interface AnnouncementFacts {
  readonly port: number;
  /** An absolute path. */
  readonly dataDir: string;
  readonly temporalUi: string | undefined;
  /** Whether the clients' secret is the one that the README names; another is not shown. */
  readonly secret: string;
  readonly startedInMs: number;
}

/** What a person needs to know once the stack is up: where everything is, and who may sign in. */
export function announcement({ port, dataDir, temporalUi, secret, startedInMs }: AnnouncementFacts): string {
  const address = `http://localhost:${port}`;
  const shownSecret = secret === demonstrationSecret ? secret : '$DEMO_SECRET';
  const addresses = [
    ['Service', address],
    ['API description', `${address}/api/openapi.json`],
    ['Temporal', temporalUi ?? 'the cluster of TEMPORAL_ADDRESS'],
    ['Caught mail', `${address}/local/mail`],
    ['Data', dataDir],
  ] as const;
  const width = Math.max(...personas.map(({ persona }) => persona.length)) + 2;
  return [
    '',
    `Front Door is ready (${seconds(startedInMs)}).`,
    '',
    ...addresses.map(([name, where]) => `  ${name.padEnd(18)}${where}`),
    '',
    `Who may sign in (client id, name, role; the secret of each is ${shownSecret}):`,
    '',
    ...personas.map(({ persona, displayName, roles }) => {
      return `  ${persona.padEnd(width)}${displayName.padEnd(34)}${roles.join(', ')}`;
    }),
    '',
    'A token, good for an hour:',
    '',
    `  curl -s -u hub-manager:${shownSecret} -d grant_type=client_credentials ${address}/oidc/token`,
    '',
    'Ctrl-C stops everything; the next start resumes every case in flight.',
  ].join('\n');
}
