import { instantInWords } from '../../domain/instants.js';
import type { Rating } from '../../domain/policy.js';
import type { ScreeningBody } from '../../domain/screening.js';
import { caseAnswer, done, type CaseAnswer } from './answers.js';
import { readCase } from './arrival.js';
import type { Journey } from './journey.js';
import { clockTime, counted, personLabels, remainingInWords } from './layout.js';
import { agencyName, byAgency } from './messages.js';

/** The rating that was asked for; without one, Red for a child in immediate danger and Amber for all others. */
export const ratingOf = ({ asked, referral }: Pick<Journey, 'asked' | 'referral'>): Rating =>
  asked.rating ?? (referral.immediateDanger ? 'red' : 'amber');

const screeningFor = (rating: Rating): ScreeningBody => ({
  route: 'mash',
  rating,
  rationale: 'What is described may be significant harm, and the picture is incomplete: ask all agencies.',
  legalBasis: 'public-task',
});

/** A decision maker rates the case and has all agencies asked about all persons. */
export async function screen(journey: Journey, reference: string): Promise<CaseAnswer> {
  const { door, terminal } = journey;
  const path = `/api/cases/${reference}`;
  const { version } = await door.readVersioned('decision-maker', path, caseAnswer);
  const body = screeningFor(ratingOf(journey));
  await door.act('decision-maker', { path: `${path}/screening`, body, answer: done, version });

  const screened = await readCase(journey, reference);
  terminal.table([
    ['rating', screened.rating ?? 'none'],
    ['legal basis', body.legalBasis],
    ['asked about', [...personLabels(screened.people).values()].join(', ')],
  ]);
  terminal.line(`${counted(screened.checks.length, 'check')}:`);
  terminal.table(
    screened.checks
      .toSorted(byAgency)
      .map(({ agency, state, dueAt }) => [`  ${agencyName(agency)}`, state, `due ${dueInWords(dueAt)}`]),
  );
  return screened;
}

const soonMs = 60 * 60 * 1000;

/** Near instants by the second, others by the day. */
function dueInWords(dueAt: string): string {
  const due = new Date(dueAt);
  const now = new Date();
  const when = due.getTime() - now.getTime() < soonMs ? `at ${clockTime(dueAt)}` : instantInWords(dueAt);
  return `${when} (${remainingInWords(due, now)})`;
}
