import { replaceModules } from './replace.js';

// The worker, without what it is told to do without.

replaceModules();
const { work } = await import('../../workflows/worker.js');
const { readWorkerEnvironment } = await import('../../runtime/environment.js');
await work(readWorkerEnvironment(process.env));
