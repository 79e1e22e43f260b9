import type { CheckReply } from '../../../domain/checks.js';
import { answerCheck } from '../../../records/checks.js';
import type { Actor } from '../../../domain/roles.js';
import type { CheckView } from '../../../records/check-view.js';
import { aCheckInFull } from '../../rest/places.js';
import { noQuery } from '../../rest/queries.js';
import { saysAnything } from '../frame/form-drafts.js';
import { answerDocuments, filesOfAnswer, keptAnswer } from './answer-documents.js';
import type { AskedForm } from '../frame/asked-form.js';
import { asks } from '../frame/form-page.js';
import { looks, together } from '../frame/page.js';
import { answerForm } from './answer-form.js';
import { sharingWords } from '../frame/answer-words.js';
import { alreadySettled, deadlineOf, heldBy, isAnswerable, pathOf, whatIsAsked } from './task-words.js';

const settledMeanwhile = ({ state }: CheckView): string =>
  `This check was ${state} while you were working on it, so nothing can be sent any more. What you entered is shown below: copy what the hub should still know, and tell the hub.`;

/** Marks and what they mean, of the items that are about to be sent. */
const marksIn = ({ information = [] }: CheckReply) =>
  [...new Set(information.map(({ sharing }) => sharing))].map((mark) => sharingWords[mark]);

const answering = asks({
  path: '/tasks/:id/answer',
  permission: 'answer-check',
  place: aCheckInFull,
  draft: keptAnswer,
  form: async (
    services,
    { target: { check }, visitor: { actor }, sent, more, now },
  ): Promise<AskedForm<CheckReply>> => {
    if (!isAnswerable(check) && !saysAnything(sent)) throw alreadySettled(check);
    const files = await filesOfAnswer(services, { actor, now }, check);
    return {
      ...answerForm(check, { sent, more, now }),
      title: 'Answer the check',
      back: pathOf(check),
      send: 'Send the answer',
      template: 'agency/answer',
      view: {
        ...{ asked: whatIsAsked(check), deadline: deadlineOf(check, now), colleague: colleagueAt(check, actor) },
        files,
      },
      aside: `${pathOf(check)}/answer/documents`,
      ...(isAnswerable(check) ? {} : { closed: settledMeanwhile(check) }),
      check: {
        template: 'agency/answer-check',
        title: 'Check the answer before you send it',
        view: (reply) => ({ marks: marksIn(reply) }),
      },
    };
  },
  act: ({ record }, { target: { caseId, check }, body, once }) =>
    answerCheck(record, { checkId: check.id, caseId }, body, once),
  done: (_answered, { target: { check } }) => `${pathOf(check)}/sent`,
});

/** Who else is at it; null where that is nobody. */
const colleagueAt = (check: CheckView, actor: Actor): string | null =>
  check.claimedBy === null || check.claimedBy.id === actor.userId ? null : heldBy(check, actor);

const sent = looks({
  path: '/tasks/:id/sent',
  permission: 'answer-check',
  place: aCheckInFull,
  query: noQuery,
  show: (_services, { target: { check } }) => {
    const isSent = check.state === 'answered';
    return Promise.resolve({
      ...{ template: 'agency/sent', title: isSent ? 'Answer sent' : 'Nothing has been sent' },
      view: { reference: check.reference, path: pathOf(check), isSent },
    });
  },
});

/** Answering a check, from the form to what happens next. */
export const answerPages = together([answerDocuments, answering, sent]);
