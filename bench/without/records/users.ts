import * as real from '../../../records/users.js';

export const { saidOfUser } = real;

const remembered = new Map<string, Promise<real.KnownUser>>();

/** Who somebody was at their first request: no change of theirs is ever noticed. */
export const identify: typeof real.identify = (database, identity) => {
  const known = remembered.get(identity.subject) ?? real.identify(database, identity);
  remembered.set(identity.subject, known);
  return known;
};
