import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { agencies } from '../../domain/policy.js';
import { CannotBegin } from './failure.js';
import type { Options } from './options.js';

/** A confidential client of the OIDC provider. */
interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** By persona: who acts in the journey, and with which client. An agency's worker goes by the code of the agency. */
export type Clients = ReadonlyMap<string, Client>;

const clientsFile = z.record(
  z.string(),
  z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
);

/**
 * The clients of everyone who acts. With one secret for all, each persona is its own client.
 * @throws CannotBegin for a file that cannot be read, or that lacks someone without whom nothing can begin
 */
export async function clientsFor({ credentials, submitter }: Options): Promise<Clients> {
  const needed = [submitter, 'decision-maker', 'hub-manager'];
  if (credentials.kind === 'one-secret') {
    const personas = [...needed, ...agencies.map(({ code }) => code)];
    return new Map(
      personas.map((persona) => [persona, { clientId: persona, clientSecret: credentials.secret }] as const),
    );
  }
  const clients = await readClients(credentials.path);
  const missing = needed.filter((persona) => !clients.has(persona));
  if (missing.length === 0) return clients;
  throw new CannotBegin(`The credentials in ${credentials.path} have no client for ${missing.join(', ')}.`);
}

async function readClients(path: string): Promise<Clients> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CannotBegin(`The credentials file ${path} cannot be read.`);
  });
  // What the parsers say of a mistake could quote a secret.
  const { data } = clientsFile.safeParse(parsed(text));
  if (data !== undefined) return new Map(Object.entries(data));
  throw new CannotBegin(
    `The credentials file ${path} is not of the form { "<persona>": { "clientId": "…", "clientSecret": "…" } }.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
