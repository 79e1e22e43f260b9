import { ratingNames, type Rating } from '../../../domain/policy.js';
import type { Cell } from './table.js';

const colours = { red: 'red', amber: 'orange', green: 'green' } as const satisfies Record<Rating, Cell['tag']>;

/** A rating in words and colour, as a cell of a table. */
export const ratingCell = (rating: Rating | null): Cell =>
  rating === null
    ? { text: 'Not rated', tag: 'grey' }
    : { text: `${ratingNames[rating]} rating`, tag: colours[rating] };
