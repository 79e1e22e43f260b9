import type { FoundCase } from '../../../records/case-lookup.js';
import type { CaseView, PersonView } from '../../../records/case-view.js';
import type { Act } from '../../../domain/permissions.js';
import { nameOf } from '../frame/formats.js';
import type { Shown } from '../frame/page.js';
import { ratingTag, type Tag } from '../frame/ratings.js';
import { stageWords } from './words.js';

/** The pages of a case, by the last word of their address. */
const tabs = [
  { path: '', says: 'Overview' },
  { path: '/referral', says: 'Referral' },
  { path: '/checks', says: 'Checks' },
  { path: '/documents', says: 'Documents' },
  { path: '/chronology', says: 'Chronology' },
  { path: '/messages', says: 'Messages' },
  { path: '/time', says: 'Time' },
  { path: '/print', says: 'Print' },
] as const;
type Tab = (typeof tabs)[number]['path'];

/** What stands above every page of a case. */
export interface CaseTop {
  reference: string;
  rating: Tag;
  stage: string;
  restricted: boolean;
  throughGlass: boolean;
  immediateDanger: boolean;
  tabs: { href: string; text: string; active: boolean }[];
}

/** @param tab the page that is shown */
export const topOf = (
  { target }: Pick<Shown<Act, FoundCase>, 'target'>,
  { reference, rating, stage, immediateDanger }: Pick<CaseView, 'reference' | 'rating' | 'stage' | 'immediateDanger'>,
  tab: Tab,
): CaseTop => ({
  ...{ reference, rating: ratingTag(rating), stage: stageWords[stage], immediateDanger },
  restricted: target.restricted,
  throughGlass: target.standing.wall === 'glass',
  tabs: tabs.map(({ path, says }) => ({ href: `/cases/${reference}${path}`, text: says, active: path === tab })),
});

/** Each part is called by its own name, so that windows and bookmarks can be told apart. */
export const titleOf = ({ reference }: Pick<CaseView, 'reference'>, tab: Tab): string => {
  const part = tabs.find(({ path }) => path === tab)?.says;
  return tab === '' || part === undefined ? `Case ${reference}` : `${part} – case ${reference}`;
};

/** The people of a case by their ids. */
export const namesOf = (people: readonly PersonView[]): ReadonlyMap<string, string> =>
  new Map(people.map((person) => [person.id, calledOn(person)]));

/** An unborn child may have no name yet. */
export const calledOn = (person: PersonView): string => nameOf(person) || 'Unnamed';
