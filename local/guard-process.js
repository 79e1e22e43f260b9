// Runs one program for a parent process and ends it when that parent is gone, however it went: the channel to a killed
// parent closes by itself. Plain JavaScript, so that a guard is up in 40 ms.
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers';

/** How long a program may take to end once it was asked to, before it is killed. */
const patienceMs = 20_000;

/** @typedef {{ command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, user?: { uid: number, gid: number }, stopSignal: NodeJS.Signals }} Errand */

let endProgram = () => process.exit(0);

process.once('message', (/** @type {Errand} */ { command, args, cwd, env, user, stopSignal }) => {
  const program = spawn(command, args, { cwd, env, ...user, stdio: 'inherit' });
  program.once('spawn', () => tellParent({ pid: program.pid }));
  program.once('error', (error) => tellParent({ failure: error.message }, () => process.exit(127)));
  program.once('exit', (code) => process.exit(code ?? 1));
  endProgram = () => {
    program.kill(stopSignal);
    setTimeout(() => program.kill('SIGKILL'), patienceMs);
  };
});

process.once('disconnect', () => endProgram());
process.on('SIGTERM', () => endProgram());

/** A parent that has gone in the meantime hears nothing, which is no error here: its going ends this process as well. */
function tellParent(message, then = () => undefined) {
  if (!process.connected) return then();
  process.send(message, then);
}
