import { replaceModules } from './replace.js';

// The API of the embedded stack, without what it is told to do without.

replaceModules();
await import('../../local/api.js');
