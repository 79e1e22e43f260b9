// Loaded before a program of the embedded stack: one that does not end in good order within 4 s after its parent has
// gone, or that was not yet listening when it went, ends here.
import { setTimeout } from 'node:timers';

const patienceMs = 4000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), patienceMs).unref();
});
