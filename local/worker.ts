import { readWorkerEnvironment } from '../runtime/environment.js';
import { work } from '../workflows/worker.js';

// The worker of the embedded stack: as it is everywhere, but for the keys that the stack has made for itself, which a worker outside
// of it refuses. Started by local/start.ts.

await work(readWorkerEnvironment(process.env));
