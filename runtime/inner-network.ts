import { accessSync, constants } from 'node:fs';
import { z } from 'zod';
import { isThisMachine } from './this-machine.js';

/*
 * How PostgreSQL and Temporal are spoken to: by TLS, with a certificate that is verified for the name by which the server was called. In
 * clear only on this machine, or on a network of which the operator has said that nobody else is on it.
 */

/** What a variable must be that is set, but cannot be with the others. */
export interface Mistake {
  readonly variable: string;
  readonly mustBe: string;
}

/** Finds what is wrong between variables, once each is right by itself. */
export type Judgement<Read> = (read: Read) => readonly Mistake[];

/** Judgements as a schema wants them. */
export const judgedBy =
  <Read>(...judgements: readonly Judgement<Read>[]) =>
  (read: Read, context: z.RefinementCtx): void => {
    for (const { variable, mustBe } of judgements.flatMap((judge) => judge(read))) {
      context.addIssue({ code: 'custom', path: [variable], message: mustBe });
    }
  };

const networkMustBe =
  'must be private, or not be set: private where nobody but Front Door, PostgreSQL, Temporal and the virus scanner is on their network';

/** What every program is told of the network behind it. */
export const innerNetworkVariables = { INNER_NETWORK: z.literal('private', networkMustBe).optional() };

export interface ReadNetwork {
  readonly INNER_NETWORK?: 'private' | undefined;
}

export const unlessPrivate = '(in clear only with INNER_NETWORK=private: see .env.example)';

const databaseVariables = ['DATABASE_URL', 'AGENCY_DATABASE_URL', 'MIGRATION_DATABASE_URL'] as const;

type ReadDatabases = ReadNetwork & Partial<Readonly<Record<(typeof databaseVariables)[number], string>>>;

const encryptedMustBe = `must have sslmode=verify-full, since PostgreSQL is on another machine ${unlessPrivate}`;

/** Parameters of an address of PostgreSQL that name files. */
const fileParameters = ['sslrootcert', 'sslcert', 'sslkey'] as const;

/** Refuses an address of PostgreSQL by which others could listen, or which names files that are not there. */
export const judgeDatabases: Judgement<ReadDatabases> = (read) =>
  databaseVariables.flatMap((variable) => {
    const url = read[variable];
    if (url === undefined) return [];
    if (read.INNER_NETWORK !== 'private' && !isSafeDatabase(url)) return [{ variable, mustBe: encryptedMustBe }];
    const unreadable = fileParameters.filter((name) => !namesReadableFiles(url, name));
    return unreadable.map((name) => ({ variable, mustBe: `must name a file that can be read by ${name}` }));
  });

/** How a folder with PostgreSQL's socket begins, where a host may stand. */
const socketFolder = /^(\/|%2f)/i;

/** Every host that an address of PostgreSQL names. */
const hostsIn = ({ hostname, searchParams }: URL): string[] =>
  [hostname, ...searchParams.getAll('host')].filter((host) => host !== '');

/** Whether an address of PostgreSQL leads to this machine, and nowhere else. */
export function isDatabaseOnThisMachine(url: string): boolean {
  const hosts = hostsIn(new URL(url));
  return hosts.length > 0 && hosts.every((host) => isThisMachine(host) || socketFolder.test(host));
}

/**
 * Whether PostgreSQL is on this machine, or its certificate is verified with its name. Of parameters that stand in the address
 * more than once the last one counts for pg, so each of them has to do.
 */
export function isSafeDatabase(url: string): boolean {
  if (isDatabaseOnThisMachine(url)) return true;
  const { searchParams } = new URL(url);
  const modes = searchParams.getAll('sslmode');
  return modes.length > 0 && modes.every((mode) => mode === 'verify-full');
}

function namesReadableFiles(url: string, parameter: string): boolean {
  try {
    for (const path of new URL(url).searchParams.getAll(parameter)) accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
