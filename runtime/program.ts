import { pathToFileURL } from 'node:url';
import { HelpAsked } from './command-line.js';
import { EnvironmentError } from './environment.js';

const startSentences: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT is in use by another program.',
  EACCES: 'PORT may not be opened by this user.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine.',
};

const notTrusted =
  'its certificate is out of date, has another name than the address, or comes from an authority that is not trusted here';

/** What keeps a program from PostgreSQL, by the codes of Node and of PostgreSQL: nothing else that it speaks to ends a program. */
const databaseSentences: Readonly<Record<string, string>> = {
  ...{ ECONNREFUSED: 'it does not answer', ETIMEDOUT: 'it does not answer', ENOTFOUND: 'nobody knows its host' },
  ...{ '28P01': 'it refuses the role or its password', '28000': 'it refuses the role' },
  ...{ ERR_TLS_CERT_ALTNAME_INVALID: notTrusted, CERT_HAS_EXPIRED: notTrusted, CERT_NOT_YET_VALID: notTrusted },
  ...{ SELF_SIGNED_CERT_IN_CHAIN: notTrusted, DEPTH_ZERO_SELF_SIGNED_CERT: notTrusted },
  ...{ UNABLE_TO_VERIFY_LEAF_SIGNATURE: notTrusted, UNABLE_TO_GET_ISSUER_CERT_LOCALLY: notTrusted },
  ...{ UNABLE_TO_GET_ISSUER_CERT: notTrusted, CERT_SIGNATURE_FAILURE: notTrusted },
};

/**
 * Runs `main` if the module is the program that was started, and not imported by another. What ends it is told on standard
 * error, in a sentence where somebody can mend it, and the exit code is 1; who asks for help, gets it on standard output, and 0.
 * @param moduleUrl `import.meta.url` of the module
 */
export async function runIfMain(moduleUrl: string, main: () => Promise<void>): Promise<void> {
  const [, started] = process.argv;
  if (started === undefined || moduleUrl !== pathToFileURL(started).href) return;
  try {
    await main();
  } catch (error) {
    if (error instanceof HelpAsked) {
      process.stdout.write(`${error.usage}\n`);
      return;
    }
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  const { code, stack } = error as NodeJS.ErrnoException;
  if (code === undefined) return stack ?? String(error);
  const [start, database] = [startSentences[code], databaseSentences[code]];
  if (database !== undefined) return `PostgreSQL cannot be used (${code}): ${database}. See docs/operations.md.`;
  return start === undefined ? (stack ?? String(error)) : `Front Door cannot start: ${start}`;
}
