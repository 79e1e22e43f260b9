import type { CheckReply, InformationItem } from '../../domain/checks.js';
import type { AgencyCode } from '../../domain/policy.js';
import type { Check } from './answers.js';

/** What an agency says that knows something. All of it is invented, and names no one. */
interface Holding {
  readonly about: 'a child' | 'an adult';
  readonly systemsSearched: string;
  readonly items: readonly Pick<InformationItem, 'kind' | 'text' | 'sharing'>[];
  readonly analysis: string;
}

/** The agencies that know someone; all others know no one. */
const holdings: Readonly<Record<AgencyCode, Holding>> = {
  police: {
    about: 'an adult',
    systemsSearched: 'local records, national database',
    items: [
      {
        kind: 'fact',
        text: 'Two calls to a previous address in 2024 for domestic disturbance; no charge.',
        sharing: 'professionals',
      },
      { kind: 'fact', text: 'Subject of a live investigation.', sharing: 'existence-only' },
    ],
    analysis: 'A pattern of disturbance at home, with children present.',
  },
  education: {
    about: 'a child',
    systemsSearched: 'attendance and safeguarding records',
    items: [
      { kind: 'fact', text: 'Attendance has fallen from 96% to 81% since September.', sharing: 'family' },
      { kind: 'opinion', text: 'Quieter than last year, and often reluctant to go home.', sharing: 'professionals' },
    ],
    analysis: 'The change began at the start of the term.',
  },
};

/** The agency's reply to a check: a result for every person asked about. */
export function replyFor(agency: AgencyCode, { persons }: Pick<Check, 'persons'>): CheckReply {
  const holding = holdings[agency];
  const known = holding === undefined ? undefined : personFor(holding, persons);
  const systemsSearched = holding?.systemsSearched ?? 'own records';
  const results = persons.map(({ id }) => ({
    person: id,
    result: id === known ? ('known' as const) : ('not-known' as const),
    systemsSearched,
  }));
  if (holding === undefined || known === undefined) return { results };
  const { items, analysis } = holding;
  return { results, information: items.map((item) => ({ ...item, person: known })), analysis };
}

/** Adults have a relationship to the children; where nobody is of the kind sought, whoever stands first. */
function personFor({ about }: Holding, persons: Check['persons']): string | undefined {
  const sought = persons.find(({ relationship }) => (relationship !== undefined) === (about === 'an adult'));
  return (sought ?? persons[0])?.id;
}
