import { z } from 'zod';
import { parseReference } from '../../../domain/reference.js';
import type { Problem } from '../../../domain/problems.js';
import { glassReasons, glassWarning } from '../../../domain/restriction.js';
import { findCase } from '../../../records/case-lookup.js';
import type { ActRequest } from '../../../records/case-record.js';
import { breakGlass } from '../../../records/glass.js';
import { recordLook } from '../../../records/looks.js';
import { Sight } from '../../../records/sight.js';
import { text } from '../../rest/fields.js';
import { theHub } from '../../rest/places.js';
import { glassBody } from '../../rest/restricted-bodies.js';
import type { Services } from '../../services.js';
import { asks } from '../frame/form-page.js';
import type { Section } from '../frame/questions.js';

const body = z.strictObject({
  reference: text().refine((typed) => parseReference(typed) !== undefined, {
    error: 'Enter a whole reference, such as M26-7KQ4-X3P',
    abort: true,
  }),
  glass: glassBody,
});

const sections: readonly Section[] = [
  {
    questions: [
      {
        kind: 'line',
        name: 'reference',
        label: 'Reference of the case',
        width: 20,
        missing: 'Enter the reference of the case',
      },
      {
        kind: 'choice',
        name: 'reason',
        label: 'Why do you have to open it?',
        missing: 'Choose why you have to open it',
        options: Object.entries(glassReasons).map(([value, label]) => ({ value, label })),
      },
      {
        kind: 'text',
        name: 'text',
        label: 'What has happened?',
        hint: 'Whoever reviews it reads this.',
        missing: 'Say what has happened',
      },
      {
        kind: 'choices',
        name: 'warningRead',
        label: glassWarning,
        missing: 'Say that you have read the warning',
        wrong: 'Say that you have read the warning',
        options: [{ value: 'read', label: 'I have read this' }],
      },
    ],
  },
];

/**
 * Opens a restricted case for some minutes to somebody who is not on its list. The case is not there for them before, so the page is no page
 * of the case: the reference is typed in.
 */
export const glassPage = asks({
  path: '/break-glass',
  permission: 'break-glass',
  place: theHub,
  form: () => ({
    template: 'hub/break-glass',
    title: 'Open a restricted case',
    ...{ back: '/board', send: 'Open the case', sections, schema: body },
    bodyFrom: ({ reference, reason, text: said, warningRead }) => ({
      reference,
      glass: { reason, text: said, warningRead: Array.isArray(warningRead) ? true : undefined },
    }),
    askedAt: (path) => (path[0] === 'glass' ? path.slice(1) : path),
    view: { warning: glassWarning },
  }),
  act: async (services, { body: { reference, glass }, once }) => {
    const caseId = await closedCase(services, reference, once);
    if (caseId === undefined) return { refused: nothingClosed };
    const { reason, text: said } = glass;
    return breakGlass(services.record, { caseId }, { reason, text: said }, once);
  },
  done: ({ reference }) => `/cases/${reference}`,
});

/** One sentence for what is not there and for what stays closed by a conflict of interest: it tells nobody which. */
const nothingClosed: Problem = {
  code: 'invalid-input',
  detail: 'Nothing was opened.',
  errors: [
    { pointer: '/reference', detail: 'There is no case of this reference that you can open. Check the reference.' },
  ],
};

/** The case that may be opened so. That there is none leaves a trace, as it does wherever a case is asked for that is not there. */
async function closedCase({ record }: Services, typed: string, once: ActRequest): Promise<string | undefined> {
  const { actor, now, from } = once;
  const reference = parseReference(typed) ?? '';
  const found = await findCase(record.database, actor, reference, now);
  if (found !== undefined && Sight.of(actor, 'break-glass', found) instanceof Sight) return found.caseId;
  await recordLook(record.database.acts, {
    ...{ hubId: actor.hubId, at: now, kind: 'denied', what: 'break-glass', userId: actor.userId },
    ...{ role: actor.roles.join(' '), on: { reference }, why: 'not-found', ...from },
  });
  return undefined;
}
