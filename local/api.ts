import { serveEmbedded } from './embedded.js';
import { readyWord } from './node-child.js';

// The API of the embedded stack. Started by local/start.ts, which names the data folder on the command line.

const dataDir = process.argv.find((argument) => argument.startsWith('--data-dir='))?.slice('--data-dir='.length);
if (dataDir === undefined) throw new Error('This program is a part of npm start.');

const service = await serveEmbedded(dataDir, process.env);

let stopping: Promise<void> | undefined;
const stop = (): void => {
  stopping ??= service.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
// The channel breaks when the parent is gone, however it went; it may have gone while the service was starting.
process.once('disconnect', stop);
if (process.connected) process.send?.(readyWord);
else stop();
