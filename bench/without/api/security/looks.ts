import type * as real from '../../../../api/security/looks.js';

// Nobody notes who wants what, and nothing waits for a trace.

export const noteVisitor: typeof real.noteVisitor = () => undefined;
export const noteWanted: typeof real.noteWanted = () => undefined;
export const noteFound: typeof real.noteFound = () => undefined;
export const givenWithTrace: typeof real.givenWithTrace = (_services, _giving, read) => read();
export const recordGiven: typeof real.recordGiven = () => Promise.resolve();
export const traceDenials: typeof real.traceDenials = () => (error: unknown, _request, _response, next) => {
  next(error);
};
export const recordOfSession: typeof real.recordOfSession = () => Promise.resolve();
export const comingFrom: typeof real.comingFrom = () => ({});
