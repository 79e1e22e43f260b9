import { ratingNames, type Rating } from '../../../domain/policy.js';
import type { Cell } from './table.js';

const colours = { red: 'red', amber: 'orange', green: 'green' } as const satisfies Record<Rating, Cell['tag']>;

/** A rating in words and colour, as a cell of a table. */
export const ratingCell = (rating: Rating | null): Cell & Required<Pick<Cell, 'tag'>> =>
  rating === null
    ? { text: 'Not rated', tag: 'grey' }
    : { text: `${ratingNames[rating]} rating`, tag: colours[rating] };

/** A tag with its colour, which never says anything that its text does not. */
export interface Tag {
  text: string;
  classes: string;
}

/** The same as a tag. */
export function ratingTag(rating: Rating | null): Tag {
  const { text, tag } = ratingCell(rating);
  return { text, classes: `govuk-tag--${tag}` };
}
