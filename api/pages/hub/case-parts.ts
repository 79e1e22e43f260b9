import { z } from 'zod';
import { agencyNames, type CalledAgency } from '../../../records/agency-names.js';
import { readCase, type CaseView } from '../../../records/case-view.js';
import { readChronology } from '../../../records/chronology.js';
import { aCase } from '../../rest/places.js';
import { inHub } from '../frame/formats.js';
import { looks, together } from '../frame/page.js';
import { answersSideBySide } from './answers-shown.js';
import { titleOf, topOf } from './case-frame.js';
import { checksShown, contactsOf } from './checks-shown.js';
import { entryShown } from './event-words.js';
import { referralShown } from './referral-shown.js';
import { screeningShown } from './screening-shown.js';
import { pictureOf } from './time-picture.js';
import type { Tag } from '../frame/ratings.js';
import { deliveryTags, noticeWords, recipientWords, wordsOf } from './words.js';

const noQuery = z.object({});

const referral = looks({
  path: '/cases/:reference/referral',
  permission: 'see-case',
  place: aCase,
  query: noQuery,
  show: async ({ record }, asked) => {
    const view = await readCase(record.database, asked.sight);
    return {
      template: 'hub/referral',
      title: titleOf(view, '/referral'),
      view: { back: '/board', top: topOf(asked, view, '/referral'), referral: referralShown(view, asked.now) },
    };
  },
});

const checks = looks({
  path: '/cases/:reference/checks',
  permission: 'see-case',
  place: aCase,
  query: noQuery,
  show: async ({ record, hubId }, asked) => {
    const [view, contacts] = await Promise.all([
      readCase(record.database, asked.sight),
      contactsOf(record.database, hubId),
    ]);
    return {
      template: 'hub/checks',
      title: titleOf(view, '/checks'),
      view: {
        ...{ back: '/board', top: topOf(asked, view, '/checks') },
        ...{ answers: answersSideBySide(view), checks: checksShown(view, contacts, asked.now) },
        screening: screeningShown(view),
      },
    };
  },
});

/** Of one case, so many escalations at most. */
const mostClimbed = 200;

const messages = looks({
  path: '/cases/:reference/messages',
  permission: 'see-case',
  place: aCase,
  query: noQuery,
  show: async ({ record, hubId }, asked) => {
    const [view, climbed, called] = await Promise.all([
      readCase(record.database, asked.sight),
      readChronology(record.database, asked.sightFor('see-events'), {
        ...{ newestFirst: true, types: ['ladder-climbed', 'deadline-breached'], limit: mostClimbed },
      }),
      agencyNames(record.database.reads, hubId),
    ]);
    return {
      template: 'hub/messages',
      title: titleOf(view, '/messages'),
      view: {
        ...{ back: '/board', top: topOf(asked, view, '/messages') },
        messages: view.notices.map((notice) => messageShown(notice, called)),
        escalations: climbed.items.map((entry) => entryShown(entry, called)),
      },
    };
  },
});

/** A message of the case, and what has become of it. */
export interface MessageRow {
  what: string;
  to: string;
  state: Tag;
  owed: string;
  sent: string;
  attempts: number;
}

export const messageShown = (notice: CaseView['notices'][number], called: CalledAgency): MessageRow => ({
  what: wordsOf(noticeWords, notice.kind),
  to:
    notice.agency === undefined
      ? wordsOf(recipientWords, notice.tells)
      : `${called(notice.agency)}${notice.tells === 'agency-lead' ? ', lead' : ''}`,
  state: (deliveryTags as Readonly<Record<string, Tag>>)[notice.state] ?? { text: notice.state, classes: '' },
  owed: inHub(notice.dueAt),
  sent: notice.sentAt === null ? 'Not yet' : inHub(notice.sentAt),
  attempts: notice.attempts,
});

const time = looks({
  path: '/cases/:reference/time',
  permission: 'see-case',
  place: aCase,
  query: noQuery,
  show: async ({ record }, asked) => {
    const view = await readCase(record.database, asked.sight);
    return {
      template: 'hub/time',
      title: titleOf(view, '/time'),
      view: { back: '/board', top: topOf(asked, view, '/time'), picture: pictureOf(view, asked.now) },
    };
  },
});

/** The parts of a case that are only read. */
export const caseParts = together([referral, checks, messages, time]);
