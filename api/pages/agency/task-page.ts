import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../domain/roles.js';
import { documentStates } from '../../../domain/documents.js';
import type { CheckView } from '../../../records/check-view.js';
import { listDocuments, type CaseDocumentView } from '../../../records/document-sights.js';
import { hubContact } from '../../../records/directory.js';
import { aCheckInFull } from '../../rest/places.js';
import { noQuery } from '../../rest/queries.js';
import { csrfTokenOf } from '../../security/sessions.js';
import { pathOfDocument } from '../frame/download.js';
import { shownFile } from '../frame/files-view.js';
import { ratingTag } from '../frame/ratings.js';
import { looks } from '../frame/page.js';
import { nobodyKnownIn } from './answer-form.js';
import { answerRecord } from './answer-record.js';

import { shownPerson, warningsTold } from './persons.js';
import { deadlineOf, heldBy, isAnswerable, pathOf, stateOf, whatIsAsked, whyAsked } from './task-words.js';

/** One check: what is asked, about whom, why, by when, and who is at it. */
export const taskPage = looks({
  path: '/tasks/:id',
  permission: 'see-checks',
  place: aCheckInFull,
  query: noQuery,
  show: async ({ record, hubId }, { target: { check }, request, visitor: { actor }, now, may, sightFor }) => {
    const waits = isAnswerable(check);
    const mayAnswer = waits && may('answer-check');
    const files = waits ? [] : await listDocuments(record.database, sightFor('see-documents'), { checkId: check.id });
    return {
      ...{ template: 'agency/task', title: `Check ${check.reference}` },
      view: {
        ...{ back: '/tasks', path: pathOf(check), asked: whatIsAsked(check), why: whyAsked(check) },
        ...{ state: stateOf(check), rating: ratingTag(check.rating), deadline: deadlineOf(check, now) },
        ...{ persons: check.persons.map((person) => shownPerson(person, now)), waits, mayAnswer },
        warnings: warningsTold(check),
        ...{ held: heldBy(check, actor), answer: answerRecord(check), hub: await hubContact(record.database, hubId) },
        files: files.map(sentFile),
        mayClaim: mayAnswer && check.claimedBy?.id !== actor.userId,
        mayHandOver: mayAnswer && mayHandOver(check, actor),
        mayDeclare: mayAnswer && may('declare-own-conflict'),
        ...{ nobodyKnown: nobodyKnownIn(check), once: randomUUID(), csrfToken: csrfTokenOf(request) },
      },
    };
  },
});

/** A file that was sent with the answer; to be taken away where it is shown to anybody. */
const sentFile = (file: CaseDocumentView) => ({
  ...shownFile(file, 'en'),
  href: documentStates[file.state].isShown ? pathOfDocument(file) : null,
});

/** As the act itself asks it (records/hand-over.ts), so that it is not offered in vain. */
const mayHandOver = ({ claimedBy }: CheckView, { userId, roles }: Actor): boolean =>
  claimedBy?.id === userId || roles.includes('agency-lead');
