import { loadEnvFile } from 'node:process';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { EnvironmentError } from './environment.js';

/** Somebody asked how a program is used: not a failure, but the end of it. */
export class HelpAsked extends Error {
  override readonly name = 'HelpAsked';

  constructor(readonly usage: string) {
    super('Somebody asked how the program is used');
  }
}

const askingForHelp = ['--help', '-h'];

/** The option by which a program takes its variables from a file, as `npm start` leaves one. */
export const variablesFile = { 'env-file': { type: 'string' } } as const;

/**
 * The options that stand on the command line.
 * @param usage how the program is used, for whoever asks or mistypes
 * @throws EnvironmentError for one that the program does not have; HelpAsked
 */
export function readOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
  usage: string,
): ReturnType<typeof parseArgs<{ options: Options }>>['values'] {
  if (process.argv.slice(2).some((argument) => askingForHelp.includes(argument))) throw new HelpAsked(usage);
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new EnvironmentError(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

/** Adds the variables of a file to the environment, where one is named. @throws EnvironmentError if it cannot be read */
export function loadVariables(file: string | undefined): void {
  if (file === undefined) return;
  try {
    loadEnvFile(file);
  } catch (error) {
    throw new EnvironmentError(`${file} cannot be read: name a file with variables, as .env is one.`, { cause: error });
  }
}
