import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../../local/ports.js';
import { testSecretKeys } from '../support/keys.js';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the program of `npm run ring` to its end. @returns what it said of why it could not ring */
async function ring(options: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'records/ring.ts', ...options];
    const settings = { cwd: projectFolder, env: { ...process.env, ...environment }, timeout: 20_000 };
    execFile(process.execPath, command, settings, (error, _said, complaint) => {
      resolve(error === null ? 'It rang.' : complaint.trim());
    });
  });
}

describe('npm run ring says in a sentence why it cannot ring', () => {
  it('when it is not told what', async () => {
    expect(await ring([])).toMatch(/^Say what to ring\.\n\nnpm run ring -- --all/);
  });

  it('when it does not know an option', async () => {
    expect(await ring(['--everything'])).toMatch(/^Unknown option '--everything'[^\n]*\n\nnpm run ring -- --all/);
  });

  it('when the file of the variables is not there', async () => {
    // Node 20 looks for the file itself, wherever the option stands, and says so in words of its own.
    expect(await ring(['--all', '--env-file', 'nowhere.env'])).toMatch(/^[^\n]*nowhere\.env[^\n]*$/);
  });

  it('when Temporal is away', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const variables = {
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
      TEMPORAL_ADDRESS: address,
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'no-reply@hub.example',
      PUBLIC_URL: 'https://front-door.example',
      SECRET_KEYS: testSecretKeys,
    };
    expect(await ring(['--all'], variables)).toBe(`Temporal does not answer at ${address}. Start it, then ring again.`);
  });
});
