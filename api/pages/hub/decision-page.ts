import type { DecisionBody } from '../../../domain/decisions.js';
import type { Problem } from '../../../domain/problems.js';
import type { FoundCase } from '../../../records/case-lookup.js';
import { readCase, type CaseView } from '../../../records/case-view.js';
import { decideCase, reviewDecision } from '../../../records/decisions.js';
import { mailDirectory } from '../../../records/mail-directory.js';
import { decisionBody } from '../../rest/act-bodies.js';
import { aCase } from '../../rest/places.js';
import type { Services } from '../../services.js';
import { closedBy, type AskedForm } from '../frame/asked-form.js';
import { asks } from '../frame/form-page.js';
import type { Shown } from '../frame/page.js';
import { topOf } from './case-frame.js';
import { answersSideBySide } from './answers-shown.js';
import { decisionQuestions, type DecisionAsked } from './decision-questions.js';
import { messagesOfDecision } from './decision-messages.js';
import { referralShown } from './referral-shown.js';
import { wordsOf, stageWords } from './words.js';

/** The decision on a case, for each of its children; before it is made, every message that it sends is shown. */
export const decisionPage = asks({
  path: '/cases/:reference/decision',
  permission: 'decide-case',
  place: aCase,
  draft: { form: 'decision', about: ({ caseId }) => caseId },
  form: async ({ record, publicUrl }, asked): Promise<AskedForm<DecisionBody>> => {
    const view = await readCase(record.database, asked.sightFor('see-case'));
    return {
      ...decisionForm(asked, view),
      ...closedBy(whyUndecidable(view), asked),
      check: {
        template: 'hub/decision-check',
        title: `Check the decision on case ${view.reference}`,
        view: async (body) => {
          await reviewDecision(record.database, asked.sight, body);
          const directory = await mailDirectory(record.database.reads, asked.target.caseId);
          return { messages: messagesOfDecision({ publicUrl, directory }, view, body) };
        },
      },
    };
  },
  act: ({ record }: Services, { target, body, once }) => decideCase(record, target.caseId, body, once),
  done: ({ reference }) => `/cases/${reference}`,
});

/** Why no decision can be made now; undefined where it can. */
function whyUndecidable({ stage }: CaseView): Problem | undefined {
  if (stage === 'checks' || stage === 'decision') return undefined;
  if (stage === 'received' || stage === 'screening')
    return {
      code: 'stage-not-reached',
      pageTitle: 'This case has not been screened',
      detail: 'Screen the case first.',
    };
  return {
    code: 'stage-passed',
    pageTitle: 'This case has been decided',
    detail: `Somebody has decided this case. It is at: ${wordsOf(stageWords, stage)}.`,
  };
}

function decisionForm(asked: Shown<'decide-case', FoundCase>, view: CaseView): AskedForm<DecisionBody> {
  const { reference, version, rating } = view;
  const { now, visitor } = asked;
  const questions: DecisionAsked = decisionQuestions(view, {
    isRed: rating === 'red',
    isManager: visitor.actor.roles.includes('hub-manager'),
  });
  return {
    template: 'hub/decision',
    title: `Decide case ${reference}`,
    ...{ back: `/cases/${reference}`, send: 'Make the decision and send the messages', version },
    ...questions,
    schema: decisionBody,
    view: { top: topOf(asked, view, ''), answers: answersSideBySide(view), referral: referralShown(view, now) },
  };
}
