import { z } from 'zod';
import { rolesInWords } from '../../../domain/roles.js';
import { listChecks, type CheckListItem } from '../../../records/check-lookup.js';
import { listTeam, type Load } from '../../../records/workload.js';
import { theHub } from '../../rest/places.js';
import { listCursor, pageAt, pagingOf } from '../frame/addresses.js';
import { looks } from '../frame/page.js';
import { ratingCell } from '../frame/ratings.js';
import { timeCell, type Cell, type Table } from '../frame/table.js';
import { deadlineOf, pathOf } from './task-words.js';

const mostColleagues = 100;
const mostUnclaimed = 50;

/** Who of an agency holds how much, and what nobody holds. */
export const teamPage = looks({
  path: '/team',
  permission: 'see-team',
  place: theHub,
  query: z.object({ cursor: listCursor }),
  show: async ({ record: { database } }, { sight, sightFor, visitor: { actor }, query: { cursor }, now }) => {
    const [team, unclaimed] = await Promise.all([
      listTeam(database, sight, { ...pageAt(mostColleagues, cursor), now }),
      listChecks(database, sightFor('see-checks'), { state: 'open', holder: 'none', limit: mostUnclaimed, now }),
    ]);
    const mayHandOver = actor.roles.includes('agency-lead');
    return {
      ...{ template: 'agency/team', title: 'Your team', items: team.items },
      view: {
        team: {
          ...{ caption: 'What everybody holds', head: teamHead, rows: team.items.map(colleagueCells) },
          ...{ empty: 'Nobody of your agency may answer checks yet.', ...pagingOf('/team', { cursor }, team.next) },
        },
        unclaimed: {
          ...{
            caption: 'Held by nobody',
            head: ['Check', 'Rating', 'Deadline', ...(mayHandOver ? ['Hand over'] : [])],
          },
          rows: unclaimed.items.map((item) => [...checkCells(item, now), ...(mayHandOver ? [handOver(item)] : [])]),
          empty: 'Every check that waits is held by somebody.',
        },
        hasMoreUnclaimed: unclaimed.next !== null,
      },
    };
  },
});

const teamHead: Table['head'] = ['Name', 'Role', { text: 'Waiting', number: true }, { text: 'Overdue', number: true }];

const colleagueCells = ({ name, roles, open, overdue }: Load): Cell[] => [
  ...[{ text: name }, { text: rolesInWords(roles, null) }, { text: String(open), number: true as const }],
  { text: String(overdue), number: true, ...(overdue === 0 ? {} : { time: 'overdue' }) },
];

function checkCells(item: CheckListItem, now: Date): Cell[] {
  const deadline = deadlineOf(item, now);
  return [
    { text: item.reference, href: pathOf(item), whole: true },
    ...[ratingCell(item.rating), timeCell(deadline, deadline.at)],
  ];
}

const handOver = (item: CheckListItem): Cell => ({
  ...{ text: 'Hand over', href: `${pathOf(item)}/hand-over`, of: item.reference },
});
