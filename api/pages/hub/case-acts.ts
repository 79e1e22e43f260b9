import { randomUUID } from 'node:crypto';
import type { Stage } from '../../../domain/case.js';
import type { Act } from '../../../domain/permissions.js';
import { claimCase, releaseCase } from '../../../records/ownership.js';
import type { FoundCase } from '../../../records/case-lookup.js';
import type { CaseView } from '../../../records/case-view.js';
import { noBody } from '../../rest/act-bodies.js';
import { aCase } from '../../rest/places.js';
import { asks } from '../frame/form-page.js';
import { together, type Shown } from '../frame/page.js';

/** Taking a case on, and putting it back: forms of one button. */
export const caseActs = together([
  asks({
    path: '/cases/:reference/claim',
    permission: 'claim-case',
    place: aCase,
    form: (_services, { target }) => ({
      title: `Take on case ${target.reference}`,
      back: `/cases/${target.reference}`,
      ...{ send: 'Take it on', sections: [], schema: noBody },
    }),
    act: ({ record }, { target, once }) => claimCase(record, target.caseId, once),
    done: ({ reference }) => `/cases/${reference}`,
  }),
  asks({
    path: '/cases/:reference/release',
    permission: 'claim-case',
    place: aCase,
    form: (_services, { target }) => ({
      title: `Put back case ${target.reference}`,
      back: `/cases/${target.reference}`,
      ...{ send: 'Put it back', sections: [], schema: noBody },
    }),
    act: ({ record }, { target, once }) => releaseCase(record, target.caseId, once),
    done: ({ reference }) => `/cases/${reference}`,
  }),
]);

/** A form of one button that is offered on a case. */
interface OfferedAct {
  says: string;
  path: string;
  once: string;
}

/** What can be done about who holds a case. */
interface OfferedActs {
  buttons: OfferedAct[];
  /** Where it is given to somebody; null where that may not be. */
  assign: string | null;
}

/** What can be done about who holds a case, by whoever looks at it. */
export function actsOffered(
  { may, visitor }: Shown<Act, FoundCase>,
  { owner, reference, closedAt }: CaseView,
): OfferedActs {
  const acts: OfferedAct[] = [];
  const offer = (says: string, word: string): void => {
    acts.push({ says, path: `/cases/${reference}/${word}`, once: randomUUID() });
  };
  const isMine = owner?.id === visitor.actor.userId;
  if (closedAt === null && may('claim-case')) {
    if (isMine) offer('Put it back', 'release');
    else if (owner?.available !== true) offer('Take it on', 'claim');
  }
  const assign = closedAt === null && may('assign-case') ? `/cases/${reference}/assign` : null;
  return { buttons: acts, assign };
}

/** What is done next on a case by a person of the hub, where it stands at one of these stages. */
const nextActs: readonly { says: string; page: string; act: Act; stages: readonly Stage[]; isAhead?: true }[] = [
  { says: 'Screen this case', page: 'screening', act: 'screen-case', stages: ['received', 'screening'] },
  { says: 'Decide this case', page: 'decision', act: 'decide-case', stages: ['decision'] },
  { says: 'Decide without waiting', page: 'decision', act: 'decide-case', stages: ['checks'], isAhead: true },
];

interface NextAct {
  says: string;
  path: string;
  /** Whether it is what the case waits for, and not done ahead of it. */
  isDue: boolean;
}

/** What is done next, where the visitor may do it. */
export function nextAct({ may }: Shown<Act, FoundCase>, { stage, reference }: CaseView): NextAct | null {
  const next = nextActs.find(({ stages, act }) => stages.includes(stage) && may(act));
  if (next === undefined) return null;
  return { says: next.says, path: `/cases/${reference}/${next.page}`, isDue: next.isAhead !== true };
}

/** Pages about who may know of a case, in their order. */
const furtherPages: readonly { says: string; page: string; act: Act }[] = [
  { says: 'Say that you know somebody on this case', page: 'conflicts/new', act: 'declare-conflict' },
  { says: 'Conflicts of interest', page: 'conflicts', act: 'lift-conflict' },
  { says: 'Who may see this case', page: 'restriction', act: 'see-access-list' },
  { says: 'Who looked at this case', page: 'looks', act: 'see-looks' },
];

/** Those that are for the visitor. */
export const furtherPagesOf = (
  { may }: Shown<Act, FoundCase>,
  { reference }: Pick<CaseView, 'reference'>,
): { says: string; path: string }[] =>
  furtherPages.filter(({ act }) => may(act)).map(({ says, page }) => ({ says, path: `/cases/${reference}/${page}` }));
