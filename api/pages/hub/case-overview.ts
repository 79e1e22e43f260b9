import { z } from 'zod';
import { readCase, type CaseView, type PersonView } from '../../../records/case-view.js';
import { waitingFor, type Waiting } from '../../../records/waiting.js';
import { aCase } from '../../rest/places.js';
import { csrfTokenOf } from '../../security/sessions.js';
import { inHub, timeLeft, type TimeLeft } from '../frame/formats.js';
import { looks } from '../frame/page.js';
import { bornInWords } from './born.js';
import { calledOn, namesOf, titleOf, topOf } from './case-frame.js';
import { actsOffered, furtherPagesOf, nextAct } from './case-acts.js';
import { checksShown, contactsOf } from './checks-shown.js';
import { clockState } from './clock-state.js';
import { newWarningPath, warningsShown } from './warnings-shown.js';
import type { Tag } from '../frame/ratings.js';
import { clockWords, levelWords, outcomeWords, wordsOf } from './words.js';
import type { ThresholdLevel } from '../../../domain/decisions.js';

/** How a case stands: what it waits for, who is on it, its clocks and checks, and what is to be done next. */
export const caseOverview = looks({
  path: '/cases/:reference',
  permission: 'see-case',
  place: aCase,
  query: z.object({}),
  show: async ({ record, hubId }, asked) => {
    const { sight, sightFor, now, request } = asked;
    const [view, waiting, contacts] = await Promise.all([
      readCase(record.database, sight),
      waitingFor(record.database, sightFor('see-waiting'), now),
      contactsOf(record.database, hubId),
    ]);
    return {
      template: 'hub/overview',
      title: titleOf(view, ''),
      view: {
        back: '/board',
        top: topOf(asked, view, ''),
        next: nextAct(asked, view),
        waiting: waitingShown(waiting),
        owner: ownerShown(view),
        acts: actsOffered(asked, view),
        warnings: warningsShown(view, now).map((warning) => ({
          ...warning,
          mayEnd: warning.isOfThisCase && asked.may('end-warning-note'),
        })),
        addWarning: asked.may('add-warning-note') ? newWarningPath(view.reference) : null,
        people: view.people.map((person) => personShown(person, now)),
        clocks: clocksShown(view, now),
        checks: checksShown(view, contacts, now),
        decisions: decisionsShown(view),
        further: furtherPagesOf(asked, view),
        csrfToken: csrfTokenOf(request),
      },
    };
  },
});

const waitingShown = ({ summary, items }: Waiting) => ({
  summary,
  items: items.map(({ what, who, since, next, nextAt }) => ({
    ...{ what, who, since: inHub(since) },
    next: nextAt === null ? next : `${next}, ${inHub(nextAt)}`,
  })),
});

const ownerShown = ({ owner }: CaseView): string => {
  if (owner === null) return 'Nobody holds this case.';
  return owner.available
    ? `${owner.name} holds this case.`
    : `${owner.name} holds this case, and is not available: anybody may take it on.`;
};

const personShown = (person: PersonView, now: Date) => ({
  name: calledOn(person),
  role: person.role === 'child' ? 'Child' : (person.relationship ?? 'Household'),
  born: bornInWords(person, now),
  facts: [
    ...(person.parentalResponsibility === true ? ['Has parental responsibility'] : []),
    ...(person.livesWithChild === true ? ['Lives with the child'] : []),
    ...(person.livesWithChild === false ? ['Does not live with the child'] : []),
    ...(person.school === undefined ? [] : [`School: ${person.school}`]),
    ...(person.locationNow === undefined ? [] : [`Now at: ${person.locationNow}`]),
    ...(person.language === undefined ? [] : [`Language: ${person.language}`]),
  ],
  mayPoseRisk: person.mayPoseRisk === true,
});

/** A clock, and how it stands. */
interface ClockShown {
  what: string;
  rule: string;
  dueAt: string;
  state: Tag;
  time: TimeLeft | null;
}

/** The clocks of a case, those of its checks left to the checks. */
function clocksShown({ deadlines }: CaseView, now: Date): ClockShown[] {
  return deadlines
    .filter(({ check }) => check === undefined)
    .map((deadline) => ({
      what: wordsOf(clockWords, deadline.clock),
      rule: deadline.rule,
      dueAt: inHub(deadline.dueAt),
      state: clockState(deadline),
      time: deadline.settledAt === null ? timeLeft(deadline.dueAt, now) : null,
    }));
}

const decisionsShown = ({ decisions, people }: CaseView) => {
  const names = namesOf(people);
  return decisions.map(({ child, level, outcome, rationale, at, by }) => ({
    child: names.get(child) ?? '',
    level: levelWords[level as ThresholdLevel],
    outcome: wordsOf(outcomeWords, outcome),
    ...{ rationale, at: inHub(at), by: by.name },
  }));
};
