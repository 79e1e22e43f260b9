import { z } from 'zod';
import { legalBases, routes } from '../../domain/case.js';
import { checkResults, informationKinds, sharingMarks, type CheckReply } from '../../domain/checks.js';
import {
  meetingSkipReasons,
  outcomeCodes,
  primaryNeeds,
  thresholdLevels,
  type DecisionBody,
} from '../../domain/decisions.js';
import { agencies, ratings } from '../../domain/policy.js';
import type { ScreeningBody } from '../../domain/screening.js';
import { id, line, oneOf, optional, optionalGroup, text, withRule } from './fields.js';
import { filledListOf, listOf, repeated, repeats } from './lists.js';

const agencyCodes = agencies.map(({ code }) => code);

/** The code of an agency that the hub works with. */
export const agencyCode = (): z.ZodType<string> =>
  oneOf(agencyCodes, `There is no such agency. Choose one of: ${agencyCodes.join(', ')}.`);

const person = (): z.ZodType<string> =>
  id('This is not the id of a person. Take the ids from the case or the check as it was read.');

const checkOrder = withRule(
  z.strictObject({
    agency: agencyCode(),
    persons: filledListOf('persons', person(), 'Name at least one person to ask about.'),
    question: optional(text()),
  }),
  ({ persons }, refuse) => {
    if (!Array.isArray(persons)) return;
    repeated(persons).forEach((index) => {
      refuse(['persons', index], 'This person is named twice in the check.');
    });
  },
);

/** A screening. The one route so far, through the hub, needs a rating and a legal basis. */
export const screeningBody: z.ZodType<ScreeningBody> = withRule(
  z.strictObject({
    route: oneOf(routes),
    rating: oneOf(ratings),
    rationale: text(),
    legalBasis: oneOf(legalBases),
    agreementOverride: optionalGroup(z.strictObject({ reason: text() })),
    checks: optional(
      filledListOf('checks', checkOrder, 'Name at least one agency, or leave checks out for the default set.'),
    ),
    referTo: optional(text()),
  }),
  ({ checks }, refuse) => {
    repeats(checks, 'agency').forEach((index) => {
      refuse(['checks', index, 'agency'], 'This agency is asked twice. Put all persons into one check.');
    });
  },
);

/** An agency's answer to a check. */
export const answerBody: z.ZodType<CheckReply> = withRule(
  z.strictObject({
    results: filledListOf(
      'results',
      z.strictObject({ person: person(), result: oneOf(checkResults), systemsSearched: optional(text()) }),
      'Give a result for every person asked about.',
    ),
    information: optional(
      listOf(
        'information',
        z.strictObject({ person: person(), kind: oneOf(informationKinds), text: text(), sharing: oneOf(sharingMarks) }),
      ),
    ),
    analysis: optional(text()),
    rating: optional(oneOf(ratings)),
  }),
  ({ results, information, analysis }, refuse) => {
    repeats(results, 'person').forEach((index) => {
      refuse(['results', index, 'person'], 'There is a result for this person already. Give one result a person.');
    });
    if (analysis !== undefined) return;
    knownInVain(results, information).forEach((index) => {
      refuse(
        ['results', index, 'result'],
        '"known" needs something known: add information about this person, or an analysis.',
      );
    });
  },
);

/** The places of results that say `known` of a person about whom no information is given. */
function knownInVain(results: unknown, information: unknown): number[] {
  if (!Array.isArray(results)) return [];
  const told = new Set(
    Array.isArray(information) ? information.map((item) => (item as { person?: unknown } | null)?.person) : [],
  );
  return results.flatMap((item, index) => {
    const given = item as { person?: unknown; result?: unknown } | null;
    return given?.result === 'known' && !told.has(given.person) ? [index] : [];
  });
}

const childDecision = z.strictObject({
  child: id('This is not the id of a child. Take the ids from people of the case.'),
  level: z.literal(thresholdLevels),
  outcome: oneOf(outcomeCodes),
  primaryNeed: optional(oneOf(primaryNeeds)),
  rationale: text(),
});

const gap = z.strictObject({
  check: id('This is not the id of a check. Take the ids from checks of the case.'),
  reason: text(),
});

/** A decision over all children of a case. */
export const decisionBody: z.ZodType<DecisionBody> = withRule(
  z.strictObject({
    decisions: filledListOf('decisions', childDecision, 'Decide for every child of the case.'),
    gaps: optional(listOf('gaps', gap)),
    meetingSkipped: optionalGroup(z.strictObject({ reason: oneOf(meetingSkipReasons), agreedBy: optional(line()) })),
    messageToReferrer: text(),
  }),
  ({ decisions, gaps }, refuse) => {
    repeats(decisions, 'child').forEach((index) => {
      refuse(['decisions', index, 'child'], 'There is a decision for this child already. Decide once a child.');
    });
    repeats(gaps, 'check').forEach((index) => {
      refuse(['gaps', index, 'check'], 'A reason is given for this check already.');
    });
  },
);

/** The body of an act that needs no words. */
export const noBody: z.ZodType<Record<string, never>> = z.strictObject({});
