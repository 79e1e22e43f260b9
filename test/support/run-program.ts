import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a program of the project said on its way to its end. */
export interface Ran {
  said: string;
  complaint: string;
  succeeded: boolean;
}

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const atMostMilliseconds = 20_000;

/** Runs a program of the project to its end. @param file from the project's folder */
export async function runProgram(
  file: string,
  variables: Readonly<Record<string, string>>,
  ...options: readonly string[]
): Promise<Ran> {
  return new Promise((resolve) => {
    const settings = { cwd: projectFolder, env: { ...process.env, ...variables }, timeout: atMostMilliseconds };
    execFile(process.execPath, ['--import', 'tsx', file, ...options], settings, (error, said, complaint) => {
      resolve({ said: said.trim(), complaint: complaint.trim(), succeeded: error === null });
    });
  });
}
