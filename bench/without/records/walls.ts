import sql from 'sql-template-tag';
import type * as real from '../../../records/walls.js';

// No wall stands anywhere: the conditions of the queries are what they would be without them.

export const isInConflict: typeof real.isInConflict = () => sql`false`;
export const isClosedTo: typeof real.isClosedTo = () => sql`false`;
export const wallTo: typeof real.wallTo = () => sql`'none'`;
export const isOpenTo: typeof real.isOpenTo = () => sql`true`;
export const isOpenById: typeof real.isOpenById = () => sql`true`;
export const isLinked: typeof real.isLinked = () => sql`false`;
