import { pathToFileURL } from 'node:url';
import { EnvironmentError } from './environment.js';

const startSentences: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT is in use by another program.',
  EACCES: 'PORT may not be opened by this user.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine.',
};

/**
 * Runs `main` if the module is the program that was started, and not imported by another. What ends it is told on standard
 * error, in a sentence where somebody can mend it, and the exit code is 1.
 * @param moduleUrl `import.meta.url` of the module
 */
export async function runIfMain(moduleUrl: string, main: () => Promise<void>): Promise<void> {
  const [, started] = process.argv;
  if (started === undefined || moduleUrl !== pathToFileURL(started).href) return;
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  const { code, stack } = error as NodeJS.ErrnoException;
  const sentence = code === undefined ? undefined : startSentences[code];
  return sentence === undefined ? (stack ?? String(error)) : `Front Door cannot start: ${sentence}`;
}
