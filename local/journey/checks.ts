import type { AgencyCode } from '../../domain/policy.js';
import { check, checkList, done, type CaseAnswer, type Check } from './answers.js';
import { readCase } from './arrival.js';
import { StepFailed } from './failure.js';
import type { Journey } from './journey.js';
import { counted, personLabels } from './layout.js';
import { agencyName, byAgency } from './messages.js';
import { replyFor } from './replies.js';

/** Everything that a check may show: the question and the persons, how urgent it is and on what legal basis it is asked. */
const shownOfCheck = ['id', 'reference', 'agency', 'state', 'rating', 'dueAt', 'legalBasis', 'question', 'persons'];
const shownAside = ['answer'];
const shownOfPerson: Readonly<Record<string, string>> = {
  id: 'id',
  firstName: 'first name',
  lastName: 'last name',
  dateOfBirth: 'date of birth',
  expectedDate: 'expected date of birth',
  address: 'address',
  relationship: 'relationship',
};

/** Every agency but the late one finds its check on its list, reads it and answers. */
export async function answerChecks(journey: Journey, screened: CaseAnswer): Promise<void> {
  const { asked, terminal } = journey;
  const asking = screened.checks.filter(({ agency }) => agency !== asked.late).sort(byAgency);
  const [first] = asking;
  if (first !== undefined) await showSight(journey, screened.reference, first.agency);
  const labels = personLabels(screened.people);
  const rows: string[][] = [];
  for (const { agency } of asking) {
    terminal.passing(`${agencyName(agency)} answers …`);
    rows.push([agencyName(agency), ...(await answer(journey, screened.reference, agency, labels))]);
  }
  terminal.table(rows);
  if (asked.late !== undefined) terminal.line(`${agencyName(asked.late)} does not answer.`);
  const { stage } = await readCase(journey, screened.reference);
  terminal.line(`The case is at the stage "${stage}".`);
}

/** What an agency is shown, and that the case itself is not there for it. */
async function showSight({ door, terminal }: Journey, reference: string, agency: AgencyCode): Promise<void> {
  const found = await door.read(agency, `/api/checks/${await ownCheck(door, agency, reference)}`, check);
  const extra = surplusOf(found);
  if (extra.length > 0) throw new StepFailed(`${agencyName(agency)} is shown more than its check should say.`, extra);
  const status = await door.statusOf(agency, `/api/cases/${reference}`);
  if (status !== 404 && status !== 403) {
    throw new StepFailed(
      `${agencyName(agency)} should not see the case, but GET /api/cases/${reference} answered ${status}.`,
    );
  }
  const fields = Object.keys(shownOfPerson).filter(
    (field) => field !== 'id' && found.persons.some((person) => field in person),
  );
  terminal.line(`What ${agencyName(agency)} sees, for example:`);
  terminal.table([
    ['  question', found.question ?? 'none beyond the usual: what do you know?'],
    ['  persons', `${found.persons.length}, each by ${fields.map((field) => shownOfPerson[field]).join(', ')}`],
    ['  the case', `not there for an agency (${status})`],
  ]);
}

/** The fields of a check that an agency should not see, as pointers. */
export const surplusOf = (found: Check): string[] => [
  ...Object.keys(found)
    .filter((field) => ![...shownOfCheck, ...shownAside].includes(field))
    .map((field) => `/${field}`),
  ...found.persons.flatMap((person, index) =>
    Object.keys(person)
      .filter((field) => !(field in shownOfPerson))
      .map((field) => `/persons/${index}/${field}`),
  ),
];

/** @returns what was done, in columns */
async function answer(
  { door }: Journey,
  reference: string,
  agency: AgencyCode,
  labels: ReadonlyMap<string, string>,
): Promise<string[]> {
  const id = await ownCheck(door, agency, reference);
  const reply = replyFor(agency, await door.read(agency, `/api/checks/${id}`, check));
  await door.act(agency, { path: `/api/checks/${id}/answer`, body: reply, answer: done });
  const known = reply.results.filter(({ result }) => result === 'known');
  const told = reply.information?.map(({ kind, sharing }) => `${kind} for ${sharing}`) ?? [];
  return [
    `answered for ${counted(reply.results.length, 'person', 'people')}`,
    known.length === 0
      ? 'knows no one'
      : `knows ${known.map(({ person }) => labels.get(person) ?? 'someone').join(', ')}: ${told.join(', ')}`,
  ];
}

/** Finds the check of a case on the agency's own list, page by page, the most urgent first. */
async function ownCheck(door: Journey['door'], agency: AgencyCode, reference: string): Promise<string> {
  let cursor: string | null = null;
  do {
    const page: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, next } = await door.read(agency, `/api/checks?state=open&limit=100${page}`, checkList);
    const found = items.find((item) => item.reference === reference);
    if (found !== undefined) return found.id;
    cursor = next;
  } while (cursor !== null);
  throw new StepFailed(`The check of ${reference} is not on the list of ${agencyName(agency)}.`);
}
