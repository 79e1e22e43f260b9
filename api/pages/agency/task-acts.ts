import { linkKindNames, linkKinds } from '../../../domain/restriction.js';
import { claimCheck } from '../../../records/checks.js';
import { declareConflict } from '../../../records/conflicts.js';
import { handOverCheck } from '../../../records/hand-over.js';
import { listTeam } from '../../../records/workload.js';
import { noBody } from '../../rest/act-bodies.js';
import { holderBody } from '../../rest/holder-bodies.js';
import { aCheckInFull } from '../../rest/places.js';
import { ownConflictBody } from '../../rest/restricted-bodies.js';
import { nameOf } from '../frame/formats.js';
import { asks } from '../frame/form-page.js';
import { together } from '../frame/page.js';
import { pathOf } from './task-words.js';

const claim = asks({
  path: '/tasks/:id/claim',
  permission: 'answer-check',
  place: aCheckInFull,
  form: (_services, { target: { check } }) => ({
    ...{ title: `Take on check ${check.reference}`, back: pathOf(check), send: 'Take it on' },
    ...{ sections: [], schema: noBody, view: { says: 'Your colleagues will see that you are at it.' } },
  }),
  act: ({ record }, { target: { caseId, check }, once }) => claimCheck(record, { checkId: check.id, caseId }, once),
  done: (_claimed, { target: { check } }) => pathOf(check),
});

/** More people than any agency has who answer checks. */
const mostColleagues = 100;
const nobody = 'nobody';

const handOver = asks({
  path: '/tasks/:id/hand-over',
  permission: 'hand-over-check',
  place: aCheckInFull,
  form: async ({ record }, { target: { check }, sightFor, now }) => {
    const { items } = await listTeam(record.database, sightFor('see-team'), { limit: mostColleagues, now });
    const others = items.filter(({ id }) => id !== check.claimedBy?.id);
    return {
      ...{ title: `Hand over check ${check.reference}`, back: pathOf(check), send: 'Hand it over' },
      sections: [
        {
          questions: [
            {
              ...{ kind: 'choice', name: 'user', label: 'Who is to answer it?', missing: 'Choose who is to answer it' },
              options: [
                ...others.map(({ id, name, open }) => ({ value: id, label: name, hint: `Holds ${open} now` })),
                ...(check.claimedBy === null
                  ? []
                  : [
                      { value: nobody, label: 'Nobody yet', hint: 'It goes back to the list, for anybody to take on.' },
                    ]),
              ],
            },
          ],
        },
      ],
      schema: holderBody,
      bodyFrom: ({ user }) => ({ user: user === nobody ? null : user }),
    };
  },
  act: ({ record }, { target: { caseId, check }, body, once }) =>
    handOverCheck(record, { checkId: check.id, caseId }, body, once),
  done: (_handedOver, { target: { check } }) => pathOf(check),
});

const conflict = asks({
  path: '/tasks/:id/conflict',
  permission: 'declare-own-conflict',
  place: aCheckInFull,
  form: (_services, { target: { check } }) => ({
    ...{ title: 'I know somebody on this check', back: pathOf(check), send: 'Close the check to me' },
    view: {
      says: 'Once you say so you cannot open this check any more, nor any other case of this person. Your colleagues can.',
    },
    sections: [
      {
        questions: [
          {
            ...{ kind: 'choice', name: 'person', label: 'Who is it?', missing: 'Choose who it is' },
            options: check.persons.map((person) => ({ value: person.id, label: nameOf(person) })),
          },
          {
            ...{ kind: 'choice', name: 'kind', label: 'How do you know them?', missing: 'Say how you know them' },
            options: linkKinds.map((value) => ({ value, label: linkKindNames[value] })),
          },
          { kind: 'text', name: 'note', label: 'Anything that the hub should know of it', optional: true, rows: 3 },
        ],
      },
    ],
    schema: ownConflictBody,
  }),
  act: ({ record }, { target: { caseId, check }, body, once }) => {
    const persons = check.persons.map(({ id }) => id);
    return declareConflict(record, { caseId, act: 'declare-own-conflict', persons }, body, once);
  },
  done: () => '/tasks?done=conflict',
});

/** Who answers a check: taking it on, handing it over, and being too near to it. */
export const taskActs = together([claim, handOver, conflict]);
