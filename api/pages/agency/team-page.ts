import { z } from 'zod';
import { rolesInWords } from '../../../domain/roles.js';
import { listChecks } from '../../../records/check-lookup.js';
import { listTeam } from '../../../records/workload.js';
import { theHub } from '../../rest/places.js';
import { looks } from '../frame/page.js';
import { ratingTag } from './check-words.js';
import { deadlineOf, pathOf } from './task-words.js';

const mostColleagues = 100;
const mostUnclaimed = 50;

/** Who of an agency holds how much, and what nobody holds. */
export const teamPage = looks({
  path: '/team',
  permission: 'see-team',
  place: theHub,
  query: z.object({ cursor: z.string() }),
  show: async ({ record: { database } }, { sight, sightFor, visitor: { actor }, query: { cursor }, now }) => {
    const [team, unclaimed] = await Promise.all([
      listTeam(database, sight, { limit: mostColleagues, now, ...(cursor === undefined ? {} : { cursor }) }),
      listChecks(database, sightFor('see-checks'), { state: 'open', holder: 'none', limit: mostUnclaimed, now }),
    ]);
    return {
      ...{ template: 'agency/team', title: 'Your team', items: team.items },
      view: {
        team: team.items.map(({ name, roles, open, overdue }) => ({
          name,
          what: rolesInWords(roles, null),
          open,
          overdue,
        })),
        next: team.next === null ? null : `/team?${new URLSearchParams({ cursor: team.next }).toString()}`,
        unclaimed: unclaimed.items.map((item) => ({
          ...{ reference: item.reference, path: pathOf(item), rating: ratingTag(item.rating) },
          deadline: deadlineOf(item, now),
        })),
        ...{ hasMoreUnclaimed: unclaimed.next !== null, mayHandOver: actor.roles.includes('agency-lead') },
      },
    };
  },
});
