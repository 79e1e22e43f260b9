import type * as real from '../../../records/looks.js';

export { LookUnrecorded } from '../../../records/looks.js';

// Looks leave no trace.

export const recordLook: typeof real.recordLook = () => Promise.resolve();
export const recordSent: typeof real.recordSent = () => undefined;
export const hashedTerms: typeof real.hashedTerms = (_keys, terms) => terms;
