import { expect } from '@jest/globals';
import { openDraft, saveDraft } from '../../records/drafts.js';
import type { Clock } from '../../runtime/clock.js';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import { done } from '../support/hub.js';
import type { TestService } from '../support/service.js';

/* Filling in the pages of a referral as a browser without a script does. */

export type Fields = Readonly<Record<string, string>>;

/** What must be said, by the step that asks for it. */
export const leastSteps: Readonly<Record<string, Fields>> = {
  who: { 'referrer.kind': 'professional' },
  name: { 'referrer.name': 'Tessa Teacherly' },
  contact: { 'referrer.email': 'tessa@school.example', 'referrer.phone': '' },
  'children/1/name': { 'children.1.firstName': 'Nia', 'children.1.lastName': 'Invented' },
  'what-happened': { 'concern.whatHappened': 'Came without a coat for a week.' },
  danger: { 'concern.immediateDanger': 'no' },
  'parents-informed': { 'parents.informed': 'yes' },
};

/** The same fields, without their steps. */
export const leastFields = Object.assign({}, ...Object.values(leastSteps)) as Fields;

/** Begins a referral. @returns the address of its draft */
export async function begin(browser: Browser): Promise<string> {
  const { status, location = '' } = await browser.submit('/referrals', '/referrals/drafts');
  expect([status, location]).toEqual([303, expect.stringMatching(/^\/referrals\/drafts\/[0-9a-f-]{36}$/)]);
  return location;
}

const tokens = new WeakMap<Browser, string>();

/** The token of the forms of a session, which stays what it is as long as somebody is signed in. */
async function tokenOf(browser: Browser): Promise<string> {
  const token = tokens.get(browser) ?? csrfTokenIn((await browser.get('/sign-out')).html);
  tokens.set(browser, token);
  return token;
}

/** Sends the form of a page, with the token of this very session. */
export const send = async (browser: Browser, path: string, fields: Fields = {}): Promise<Seen> =>
  browser.post(path, { _csrf: await tokenOf(browser), ...fields });

/** Fills in as many steps as are given, each of which is taken. */
export async function fillIn(browser: Browser, draft: string, steps: Readonly<Record<string, Fields>>): Promise<void> {
  for (const [step, fields] of Object.entries(steps)) {
    const { status, html } = await send(browser, `${draft}/${step}`, fields);
    expect([step, status, mistakesOn(html)]).toEqual([step, 303, []]);
  }
}

/** A draft of somebody, in which nothing is missing that anybody is asked, saved past its pages. @returns its address */
export async function complete(
  service: { database: TestService['database']; clock: Clock },
  subject: string,
  more: Fields = {},
): Promise<string> {
  const { id: userId, hubId } = await service.database.trees.user.findFirstOrThrow({ where: { subject } });
  const drafter = { actor: { userId, hubId }, now: service.clock.now(), days: 28 };
  const { id } = done(await openDraft(service.database, drafter, 'referral'));
  done(await saveDraft(service.database, drafter, id, { channel: 'phone', ...leastFields, ...more }));
  return `/referrals/drafts/${id}`;
}

/** The version that the page of answers to be checked was made for. */
export const versionIn = (html: string): string => /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';

/** Checks the answers and sends them. */
export async function checkAndSend(browser: Browser, draft: string): Promise<Seen> {
  const { html } = await browser.get(`${draft}/check`);
  return browser.post(`${draft}/check`, { _csrf: csrfTokenIn(html), version: versionIn(html) });
}

/** A referral that somebody sent. @returns its reference */
export async function sendReferral(
  service: TestService,
  { browser, subject }: { browser: Browser; subject: string },
  more: Fields = {},
): Promise<string> {
  const { location = '' } = await checkAndSend(browser, await complete(service, subject, more));
  return /^\/referrals\/(M26-[^/]+)\/sent$/.exec(location)?.[1] ?? '';
}

/** What the summary of a page says that is wrong, with where it leads. */
export function mistakesOn(html: string): string[] {
  const summary = /govuk-error-summary__list">(.*?)<\/ul>/s.exec(html)?.[1] ?? '';
  return [...summary.matchAll(/<a href="([^"]*)">(.*?)<\/a>/gs)].map(([, href = '', says = '']) => `${href} ${says}`);
}

/** The text of a page as its source has it, without its marks. */
export const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
