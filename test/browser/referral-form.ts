import type { Page } from 'playwright-core';
import type { ReferralSubmission, ReferredChild, HouseholdMember } from '../../domain/referral.js';

/* Fills in the pages of a referral as a person does, with what an example says. */

/** Saves a page and goes on. */
export const saveAndContinue = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Save and continue' }).click();

/** Fills the one field of a page, or a field by its label. */
async function fill(page: Page, label: string | RegExp, value: string | undefined): Promise<void> {
  if (value !== undefined) await page.getByLabel(label).first().fill(value);
}

/** Chooses, where something is said; a page may be passed by. */
async function choose(page: Page, label: string | undefined): Promise<void> {
  if (label !== undefined) await page.getByRole('radio', { name: label, exact: true }).check();
}

const yesOrNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'Yes' : 'No';

/** Fills a date, whole or as much of it as is known. @param date `YYYY-MM-DD` or less */
async function fillDate(page: Page, name: string, date: string | undefined): Promise<void> {
  const [year = '', month = '', day = ''] = date?.split('-') ?? [];
  await page.locator(`[id$="${name}-day"]`).fill(day);
  await page.locator(`[id$="${name}-month"]`).fill(month);
  await page.locator(`[id$="${name}-year"]`).fill(year);
}

/** From the list of tasks and back to it. */
export async function fillYou(page: Page, { referrer }: ReferralSubmission): Promise<void> {
  await page.getByRole('link', { name: 'You', exact: true }).click();
  await choose(page, 'Somebody as part of their work');
  await saveAndContinue(page);
  await fill(page, 'Full name', referrer.name);
  await saveAndContinue(page);
  await fill(page, 'Role', referrer.role);
  await fill(page, 'Organisation', referrer.organisation);
  await page.getByLabel('Kind of organisation').selectOption(referrer.sourceCode ?? '');
  await saveAndContinue(page);
  await fill(page, 'E-mail address', referrer.email);
  await fill(page, 'Telephone number', referrer.phone);
  await saveAndContinue(page);
}

async function fillAddress(page: Page, address: ReferredChild['address']): Promise<void> {
  await fill(page, 'Address line 1', address?.line1);
  await fill(page, 'Town', address?.town);
  await fill(page, 'Postcode', address?.postcode);
}

async function fillChild(page: Page, child: ReferredChild): Promise<void> {
  await fill(page, 'First name', child.firstName);
  await fill(page, 'Last name', child.lastName);
  await saveAndContinue(page);
  await choose(page, 'Yes');
  await fillDate(page, 'dateOfBirth', child.dateOfBirth);
  await saveAndContinue(page);
  await choose(page, child.sex === 'F' ? 'Girl' : 'Boy');
  await saveAndContinue(page);
  await fillAddress(page, child.address);
  await saveAndContinue(page);
  await fill(page, /Which school/, child.school);
  await saveAndContinue(page);
  await fill(page, /First language/, child.language);
  await saveAndContinue(page);
  await saveAndContinue(page);
}

/** Every child, from the list of tasks and back to it. */
export async function fillChildren(page: Page, { children }: ReferralSubmission): Promise<void> {
  await page.getByRole('link', { name: 'Children', exact: true }).click();
  for (const [index, child] of children.entries()) {
    await fillChild(page, child);
    await choose(page, index + 1 < children.length ? 'Yes' : 'No');
    await saveAndContinue(page);
  }
}

async function fillMember(page: Page, member: HouseholdMember): Promise<void> {
  await fill(page, 'First name', member.firstName);
  await fill(page, 'Last name', member.lastName);
  await saveAndContinue(page);
  await fill(page, /Who are they/, member.relationship);
  await saveAndContinue(page);
  await fillDate(page, 'dateOfBirth', member.dateOfBirth);
  await saveAndContinue(page);
  await choose(page, yesOrNo(member.livesWithChild));
  await saveAndContinue(page);
  await choose(page, yesOrNo(member.parentalResponsibility));
  await saveAndContinue(page);
  await choose(page, yesOrNo(member.mayPoseRisk));
  await saveAndContinue(page);
}

/** Everybody of the household, from the list of tasks and back to it. */
export async function fillHousehold(page: Page, { household = [] }: ReferralSubmission): Promise<void> {
  await page.getByRole('link', { name: /^Family and others/ }).click();
  await choose(page, household.length > 0 ? 'Yes' : 'No');
  await saveAndContinue(page);
  for (const [index, member] of household.entries()) {
    await fillMember(page, member);
    await choose(page, index + 1 < household.length ? 'Yes' : 'No');
    await saveAndContinue(page);
  }
}

/** The concern, immediate safety, the parents and the support, each from the list of tasks and back to it. */
export async function fillConcern(page: Page, { concern, parents, supportTried }: ReferralSubmission): Promise<void> {
  await page.getByRole('link', { name: 'Your concern' }).click();
  await fill(page, /What has happened/, concern.whatHappened);
  await saveAndContinue(page);
  await fill(page, /What have you seen/, concern.evidence);
  await saveAndContinue(page);
  await choose(page, concern.pattern === 'pattern' ? 'Part of a pattern' : 'The first concern');
  await fill(page, /What happened before/, concern.chronology);
  await saveAndContinue(page);
  await fill(page, /What has the child said/, concern.childsViews);
  await saveAndContinue(page);

  await page.getByRole('link', { name: 'Immediate safety' }).click();
  await choose(page, yesOrNo(concern.immediateDanger));
  await saveAndContinue(page);

  await page.getByRole('link', { name: /^What the parents know/ }).click();
  await choose(page, yesOrNo(parents.informed));
  if (!parents.informed) await fill(page, /Why do they not know/, parents.reasonNotInformed);
  await saveAndContinue(page);
  await choose(page, 'They were not asked');
  await saveAndContinue(page);
  await choose(page, yesOrNo(parents.leafletGiven));
  await saveAndContinue(page);

  await page.getByRole('link', { name: /^Support tried/ }).click();
  await fill(page, /What support has been tried/, supportTried);
  await saveAndContinue(page);
}
