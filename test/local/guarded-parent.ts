import { startGuarded } from '../../local/guard.js';
import { startPostgres } from '../../local/postgres.js';

// A parent to be killed: starts what its first argument names on the data folder of its second, and writes the process id.
const [what, dataDir = ''] = process.argv.slice(2);

const begin = {
  postgres: () => startPostgres(dataDir),
  idler: () =>
    startGuarded(dataDir, {
      role: 'idler',
      command: process.execPath,
      args: ['--eval', 'setInterval(() => undefined, 1e9)'],
      cwd: dataDir,
      env: process.env,
      stopSignal: 'SIGTERM',
    }),
};

const started = await begin[what as keyof typeof begin]();
process.stdout.write(`${JSON.stringify({ ...started, exited: undefined })}\n`);
