import { z } from 'zod';
import { agencyNames } from '../../../records/agency-names.js';
import { readCaseHead } from '../../../records/case-head.js';
import { readChronology, whoActed } from '../../../records/chronology.js';
import { aCase } from '../../rest/places.js';
import { addressOf, pageAt, pagingOf, placeCursor } from '../frame/addresses.js';
import { looks } from '../frame/page.js';
import { titleOf, topOf } from './case-frame.js';
import { entryShown, eventKindNames, eventKinds, typesOf } from './event-words.js';

const perPage = 50;

const query = z.object({
  order: z.literal('oldest'),
  kind: z.enum(eventKindNames),
  who: z.literal('process').or(z.guid()),
  cursor: placeCursor,
});
type Asked = { [Name in keyof z.output<typeof query>]?: z.output<typeof query>[Name] | undefined };

/** Everything that happened on a case, newest first unless it is asked for otherwise. */
export const caseChronology = looks({
  path: '/cases/:reference/chronology',
  permission: 'see-events',
  place: aCase,
  query,
  show: async ({ record, hubId }, asked) => {
    const { order, kind, who, cursor } = asked.query;
    const { sight, may, sightFor, target } = asked;
    const isOpen = may('see-case');
    const [head, { items, next }, people, called] = await Promise.all([
      isOpen ? readCaseHead(record.database, sightFor('see-case')) : null,
      readChronology(record.database, sight, {
        ...{ newestFirst: order === undefined, ...pageAt(perPage, cursor) },
        ...(kind === undefined ? {} : { types: typesOf(kind) }),
        ...(who === undefined ? {} : { who }),
      }),
      whoActed(record.database, sight),
      agencyNames(record.database.reads, hubId),
    ]);
    const path = `/cases/${target.reference}/chronology`;
    const at = (changes: Asked): string => addressOf(path, { ...asked.query, cursor: undefined, ...changes });
    return {
      template: 'hub/chronology',
      title: titleOf(target, '/chronology'),
      view: {
        // An auditor sees that things happened, and of the case nothing else.
        ...(head === null ? { back: '/admin/looks' } : { back: '/board', top: topOf(asked, head, '/chronology') }),
        path,
        entries: items.map((entry) => entryShown(entry, called)),
        filter: filterForm(asked.query, people),
        order:
          order === undefined
            ? { says: 'Oldest first', path: at({ order: 'oldest' }) }
            : { says: 'Newest first', path: at({ order: undefined }) },
        isFiltered: kind !== undefined || who !== undefined,
        pages: pagingOf(path, asked.query, next),
      },
    };
  },
});

const filterForm = ({ kind, who, order }: Asked, people: readonly { id: string; name: string }[]) => ({
  order: order ?? null,
  kinds: [
    { value: '', text: 'Everything', selected: kind === undefined },
    ...eventKindNames.map((value) => ({ value, text: eventKinds[value], selected: value === kind })),
  ],
  people: [
    { value: '', text: 'Anybody', selected: who === undefined },
    { value: 'process', text: 'The service', selected: who === 'process' },
    ...people.map(({ id, name }) => ({ value: id, text: name, selected: id === who })),
  ],
});
