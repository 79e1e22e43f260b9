import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReply, CheckResultCode } from '../../domain/checks.js';
import type { DecisionBody, OutcomeCode } from '../../domain/decisions.js';
import type { ReferralSubmission } from '../../domain/referral.js';
import type { ScreeningBody } from '../../domain/screening.js';

const folder = join(import.meta.dirname, '../../examples');

/** The example referrals by name: `school` is `examples/referral-school.json`. */
export const exampleNames: readonly string[] = readdirSync(folder).flatMap(
  (file) => /^referral-(.+)\.json$/.exec(file)?.[1] ?? [],
);

/** Reads an example referral. */
export const exampleReferral = (name: string): ReferralSubmission =>
  JSON.parse(readFileSync(join(folder, `referral-${name}.json`), 'utf8')) as ReferralSubmission;

/** A school's referral of two children, with whatever a test wants to be different. */
export const referral = (changes: Partial<ReferralSubmission> = {}): ReferralSubmission => ({
  ...exampleReferral('school'),
  ...changes,
});

/** An Amber screening on public task that asks the default set of agencies. */
export const screening = (changes: Partial<ScreeningBody> = {}): ScreeningBody => ({
  route: 'mash',
  rating: 'amber',
  rationale: 'Invented for a test.',
  legalBasis: 'public-task',
  ...changes,
});

/** The same result for every person asked about. */
export const reply = (persons: readonly string[], result: CheckResultCode = 'not-known'): CheckReply => ({
  results: persons.map((person) => ({ person, result })),
});

/** The same outcome for every child. */
export const decision = (
  children: readonly string[],
  outcome: OutcomeCode = 'early-help',
  changes: Partial<DecisionBody> = {},
): DecisionBody => ({
  decisions: children.map((child) => ({ child, level: 3, outcome, rationale: 'Invented for a test.' })),
  messageToReferrer: 'Thank you for telling us.',
  ...changes,
});
