import { loadEnvFile } from 'node:process';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { EnvironmentError } from './environment.js';

/** The option by which a program takes its variables from a file, as `npm start` leaves one. */
export const variablesFile = { 'env-file': { type: 'string' } } as const;

/** The options that stand on the command line. @throws EnvironmentError for one that the program does not have */
export function readOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options }>>['values'] {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new EnvironmentError((error as Error).message, { cause: error });
  }
}

/** Adds the variables of a file to the environment, where one is named. @throws EnvironmentError if it cannot be read */
export function loadVariables(file: string | undefined): void {
  if (file === undefined) return;
  try {
    loadEnvFile(file);
  } catch (error) {
    throw new EnvironmentError(`${file} cannot be read: name the file of the worker's variables.`, { cause: error });
  }
}
