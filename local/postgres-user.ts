import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { reasonOf, StartRefused } from './refusal.js';

/** The operating-system user that PostgreSQL runs as. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

const run = promisify(execFile);
const userName = 'postgres';

/**
 * PostgreSQL refuses to run as root. Started by root it runs as the user `postgres`, who is created where there is none.
 * @returns undefined when this process is not root's: the server then runs as the same user
 * @throws StartRefused when root can neither find nor create the user
 */
export async function postgresUser(): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  try {
    return (await lookUp()) ?? (await create());
  } catch (error) {
    throw new StartRefused(
      `PostgreSQL does not run as root, and the user ${userName} could not be created (${reasonOf(error)}): start as another user.`,
    );
  }
}

async function lookUp(): Promise<PostgresUser | undefined> {
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, userName])).stdout);
  try {
    return { uid: await id('-u'), gid: await id('-g') };
  } catch {
    return undefined;
  }
}

async function create(): Promise<PostgresUser> {
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', userName]);
  const user = await lookUp();
  if (user === undefined) throw new Error('not found after its creation');
  return user;
}
