import { randomUUID } from 'node:crypto';
import { isWaiting } from '../../../domain/checks.js';
import { aCheckInFull } from '../../rest/places.js';
import { noQuery } from '../../rest/queries.js';
import { csrfTokenOf } from '../../security/sessions.js';
import { looks } from '../frame/page.js';
import { nobodyKnownIn } from './answer-form.js';
import { ratingTag, stateWords } from './check-words.js';
import { shownPerson } from './persons.js';
import { deadlineOf, pathOf, whatIsAsked, whyAsked } from './task-words.js';

/** One check: what is asked, about whom, why, and by when. */
export const taskPage = looks({
  path: '/tasks/:id',
  permission: 'see-checks',
  place: aCheckInFull,
  query: noQuery,
  show: (_services, { target: { check }, request, now, may }) => {
    const waits = isWaiting(check.state);
    return Promise.resolve({
      ...{ template: 'agency/task', title: `Check ${check.reference}` },
      view: {
        ...{ back: '/tasks', path: pathOf(check), asked: whatIsAsked(check), why: whyAsked(check) },
        ...{ state: stateWords[check.state], rating: ratingTag(check.rating), deadline: deadlineOf(check, now) },
        ...{ persons: check.persons.map((person) => shownPerson(person, now)), waits },
        ...{ mayAnswer: waits && may('answer-check'), nobodyKnown: nobodyKnownIn(check) },
        ...{ once: randomUUID(), csrfToken: csrfTokenOf(request) },
      },
    });
  },
});
