import { z } from 'zod';
import type { ReferralSubmission } from '../../../domain/referral.js';
import { submitReferral } from '../../../records/referrals.js';
import { listDrafts } from '../../../records/drafts.js';
import {
  courseOfReferral,
  listOwnReferrals,
  namesOfOwnDocuments,
  readOwnSubmission,
} from '../../../records/own-referrals.js';
import { anOwnSubmission, aReferral, theHub } from '../../rest/places.js';
import { csrfTokenOf } from '../../security/sessions.js';
import { localDate } from '../frame/formats.js';
import { languageOf } from '../frame/language.js';
import { listCursor, pageAt, pagingOf } from '../frame/addresses.js';
import { looks, together, type PageRoute } from '../frame/page.js';
import type { SteppedPages } from '../frame/stepped-declaration.js';
import { asksInSteps } from '../frame/stepped-pages.js';
import { inLanguage, type Words } from '../frame/words.js';
import { dangerAdvice } from './questions/concern.js';
import { filesOfReferral, referralDocuments } from './referral-documents.js';
import { referralForm } from './referral-form.js';
import { copyView, courseView, draftView, listedView } from './referral-views.js';
import { referrerWords } from './words.js';

const home = '/referrals';
const signIn = '/sign-in/choose';
const perPage = 25;

const inWords =
  (request: Parameters<typeof languageOf>[0]) =>
  (words: Words): string =>
    inLanguage(words, languageOf(request));

/** What somebody has begun, and what they have sent. */
const ownReferrals = looks({
  path: home,
  permission: 'see-own-referral',
  place: theHub,
  signIn,
  query: z.object({ cursor: listCursor }),
  show: async ({ record, pages }, { request, visitor, sight, now, query: { cursor } }) => {
    const language = languageOf(request);
    const [drafts, sent] = await Promise.all([
      listDrafts(record.database, { actor: visitor.actor, now }, 'referral'),
      listOwnReferrals(record.database, sight, pageAt(perPage, cursor)),
    ]);
    return {
      template: 'referrer/own',
      title: inLanguage(referrerWords.home, language),
      view: {
        drafts: drafts.map((draft) => draftView(draft, language)),
        ...{
          sent: sent.items.map((referral) => listedView(referral, language)),
          ...pagingOf(home, { cursor }, sent.next),
        },
        ...{ csrfToken: csrfTokenOf(request), isFirst: cursor === undefined },
        draftDays: pages?.draftDays,
      },
      bilingual: true,
      items: sent.items,
    };
  },
});

const referralSteps: SteppedPages<ReferralSubmission> = {
  ...{ path: `${home}/drafts`, home, signIn, draft: 'referral', permission: 'submit-referral' },
  formFor: ({ clock }, { actor }) => referralForm(actor, () => localDate(clock.now())),
  ...{ title: referrerWords.tasks, says: referrerWords.aboutTasks, keptUntil: referrerWords.keptUntil },
  further: filesOfReferral,
  warns: (answer) => (answer('concern.immediateDanger') === 'yes' ? dangerAdvice : undefined),
  ...{ declaration: referrerWords.declaration, send: referrerWords.send },
  // Who refers for themselves is written to in the language they read; whoever keys in a call may read another than the caller.
  act: ({ record }, { body, once, language }) =>
    submitReferral(record, once.actor.roles.includes('referrer') ? { language, ...body } : body, once),
  sentAt: (reference) => `${home}/${reference}/sent`,
};
const drafts = asksInSteps(referralSteps);
const documents = referralDocuments(referralSteps);

/** How far a referral is: in words, with the dates, and nothing of the family. */
const status = looks({
  path: `${home}/:reference`,
  permission: 'see-own-referral',
  place: aReferral,
  signIn,
  query: z.object({}),
  show: async ({ record }, { request, target, sight }) => {
    const course = await courseOfReferral(record.database, sight, target.reference);
    return {
      template: 'referrer/status',
      title: inWords(request)(referrerWords.status),
      view: { ...courseView(target, course, languageOf(request)), back: home },
      bilingual: true,
    };
  },
});

/** What happens next: shown after sending, and whenever its address is opened again. */
const sent = looks({
  path: `${home}/:reference/sent`,
  permission: 'see-own-submission',
  place: anOwnSubmission,
  signIn,
  query: z.object({}),
  show: async ({ record }, { request, target, sight }) => {
    const { submission } = await readOwnSubmission(record.database, sight, target.referralId);
    const says = inWords(request);
    const { email } = submission.referrer;
    return {
      template: 'referrer/sent',
      title: says(referrerWords.sent),
      view: {
        reference: target.reference,
        warns: submission.concern.immediateDanger ? says(dangerAdvice) : '',
        told: says(email === undefined ? referrerWords.toldInPerson : referrerWords.toldByMail),
      },
      bilingual: true,
    };
  },
});

/** The questions and answers that were sent, to be read and printed by whoever sent them. */
const copy = looks({
  path: `${home}/:reference/copy`,
  permission: 'see-own-submission',
  place: anOwnSubmission,
  signIn,
  query: z.object({}),
  show: async (services, { request, visitor, target, sight, now }) => {
    const { database } = services.record;
    const [sentIn, files] = await Promise.all([
      readOwnSubmission(database, sight, target.referralId),
      namesOfOwnDocuments(database, sight),
    ]);
    const form = referralForm(visitor.actor, () => localDate(now));
    return {
      template: 'referrer/copy',
      title: inWords(request)(referrerWords.copy),
      view: {
        ...copyView(form, { ...sentIn, files }, languageOf(request)),
        ...{ reference: target.reference, back: `${home}/${target.reference}` },
      },
      bilingual: true,
    };
  },
});

/** For whoever refers: from the first question to what became of it. */
export const referrerPages: PageRoute = together([ownReferrals, documents, drafts, status, sent, copy]);
