import { referralForm } from '../../api/pages/referrer/referral-form.js';
import { everyStep } from '../../api/pages/frame/stepped-form.js';
import type { Page } from 'playwright-core';
import type { Role } from '../../domain/roles.js';
import { actPages, type ActPage } from '../service/act-pages.js';
import { groupOf, pageRoutes, pageRows } from '../service/page-rows.js';
import { referrerRoutes } from '../service/referrer-routes.js';
import { draftsOf, saidIn, type SeededHub } from '../browser/seeded-hub.js';

/** A page as somebody opens it who may. */
export interface Visit {
  /** Of the tables of pages, or in what state it is. */
  readonly what: string;
  /** A persona; nobody is signed in when left out. */
  readonly who?: string;
  readonly pathIn: (hub: SeededHub) => string;
  /** What must have been done in the same window, if anything. */
  readonly before?: (page: Page, hub: SeededHub) => Promise<void>;
  /** 200 when left out. */
  readonly status?: number;
  /** Whether there is a form on it that cannot be sent empty: nothing when left out. */
  readonly asks?: 'something' | 'perhaps something';
}

const personas: Partial<Record<Role, string>> = { 'agency-worker': 'police', 'agency-lead': 'police-lead' };
const personaOf = (role: Role): string => personas[role] ?? role;

const isDownload = ({ kind, leaves }: ActPage): boolean => kind === 'look' && leaves === 'exported';

const pathOfAct =
  ({ path, on }: ActPage) =>
  ({ cases, checks, ids }: SeededHub): string => {
    const beginning = Object.keys(ids).find((each) => path.startsWith(each)) ?? '';
    return path
      .replace('{reference}', on === 'received' ? cases.received : cases.screened)
      .replace('{id}', on === 'answered' ? checks.answered : (ids[beginning] ?? ''))
      .replace('{code}', 'police');
  };

const ofActs = actPages
  .filter((page) => !isDownload(page))
  .map((page): Visit => {
    const [role = 'administrator'] = page.roles;
    const who = personaOf(role);
    const visit = { what: `GET ${page.path}`, who, pathIn: pathOfAct(page) };
    return page.kind === 'form' ? { ...visit, asks: 'something' } : visit;
  });

/** Rows whose form cannot be sent empty; in the forms of all others there is nothing to be filled in. */
const asking = ['GET /sign-in/code', 'GET /referrals/drafts/{draft}/documents'];

const opens = (gets: string): boolean => !gets.startsWith('303');

/** What nobody in particular gets of a row, or where that is no page, what whoever may gets. */
const ofRows = pageRows.flatMap(([what = '', nobody = '', may = '', gets = '']): Visit[] => {
  if (!what.startsWith('GET')) return [];
  const [role] = groupOf(may === 'everyone' ? 'hub' : may);
  const visit: Visit = {
    what,
    pathIn: ({ ids, drafts }) =>
      what
        .replace('GET ', '')
        .replace('{id}', ids['/admin/users'] ?? '')
        .replace('/referrals/drafts/{draft}', drafts.family),
    ...(asking.includes(what) ? { asks: 'something' } : {}),
  };
  if (what.includes('{draft}')) return [{ ...visit, who: draftsOf.family.by }];
  if (opens(nobody)) return [{ ...visit, status: Number(nobody.slice(0, 3)) }];
  if (!opens(gets) || role === undefined || role === 'no role') return [];
  return [{ ...visit, who: personaOf(role), status: Number(gets.slice(0, 3)) }];
});

const below = '/referrals/drafts/{draft}';

/** Every step that is asked, once for whoever fills it in: of a list, in the last row that asks it. */
const ofSteps = (['keyedIn', 'family', 'complete'] as const).flatMap((draft): [string, Visit][] => {
  const { by } = draftsOf[draft];
  const form = referralForm({ userId: '', hubId: '', agency: null, roles: [by] }, () => '2026-11-17');
  // What differs between them is who refers, and how.
  const tasks = draft === 'complete' ? form.tasks : form.tasks.slice(0, 1);
  return everyStep({ tasks }, saidIn(draft)).map(({ path, row, task, step }) => [
    `${by} ${JSON.stringify(task.title)} ${step.slug}`,
    {
      what: `GET ${below}/${row === null ? '{step}' : '{list}/{row}/{step}'}`,
      ...{ who: by, asks: 'perhaps something' },
      pathIn: ({ drafts }) => `${drafts[draft]}/${path}`,
    },
  ]);
});
const stepsOnce = [...new Map(ofSteps).values()];

/** The lists within a draft are steps to its addresses. */
const ofReferrers = referrerRoutes
  .flatMap(({ route }) =>
    route.includes('{step}') ? ['children', 'household'].map((list) => [route, list]) : [[route, 'children']],
  )
  .filter(([route = '']) => route.startsWith('GET') && !route.includes('{row}/{step}'))
  .map(([what = '', list = '']): Visit => ({
    ...{ what, who: 'referrer' },
    pathIn: ({ cases, drafts }) =>
      what
        .replace('GET ', '')
        .replace(below, drafts.complete)
        .replace('{step}', list)
        .replace('{list}', list)
        .replace('{row}', '1')
        .replace('{reference}', cases.sentByReferrer),
    ...(what.includes('{step}') ? { asks: 'something' } : {}),
  }));

/** There is no page for entering a code before one was asked for. */
const enterCode: Visit = {
  ...{ what: 'GET /sign-in/code/enter', pathIn: () => '/sign-in/code/enter', asks: 'something' },
  before: async (page, { service }) => {
    await page.goto(`${service.url}/sign-in/code`);
    await page.locator('#email').fill('rita@school.example');
    await page.locator('main form button').click();
    await page.locator('#code').waitFor();
  },
};

/** What is behind no address of its own, or looks different from case to case. */
const states: readonly Visit[] = [
  { what: 'no page', pathIn: () => '/nowhere', status: 404 },
  { what: 'a page for others', who: 'hub-worker', pathIn: () => '/admin/users', status: 403 },
  { what: 'the home page of the hub', who: 'hub-manager', pathIn: () => '/' },
  { what: 'the home page of an agency', who: 'police', pathIn: () => '/' },
  { what: 'the home page of an administrator', who: 'administrator', pathIn: () => '/' },
  { what: 'a draft in which something is missing', who: 'referrer', pathIn: ({ drafts }) => `${drafts.begun}/check` },
  { what: 'a case that nobody has screened', who: 'decision-maker', pathIn: ({ cases }) => `/cases/${cases.received}` },
  { what: 'a case that is decided', who: 'decision-maker', pathIn: ({ cases }) => `/cases/${cases.decided}` },
  { what: 'answers side by side', who: 'decision-maker', pathIn: ({ cases }) => `/cases/${cases.decided}/checks` },
  { what: 'messages to be sent', who: 'decision-maker', pathIn: ({ cases }) => `/cases/${cases.decided}/messages` },
  { what: 'the time of a decided case', who: 'decision-maker', pathIn: ({ cases }) => `/cases/${cases.decided}/time` },
  { what: 'a case through broken glass', who: 'hub-worker', pathIn: ({ cases }) => `/cases/${cases.restricted}` },
  { what: 'a restriction', who: 'hub-manager', pathIn: ({ cases }) => `/cases/${cases.restricted}/restriction` },
  { what: 'conflicts of interest', who: 'hub-manager', pathIn: ({ cases }) => `/cases/${cases.conflicted}/conflicts` },
  { what: 'a check that is answered', who: 'police', pathIn: ({ checks }) => `/tasks/${checks.answered}` },
];

export const visits: readonly Visit[] = [...ofRows, ...ofActs, enterCode, ...ofReferrers, ...stepsOnce, ...states];

/** Routes that open no page: those that only lead on to another, and those that give a file. */
export const withoutPage: readonly string[] = [
  ...pageRows.flatMap(([route = '', nobody = '', , gets = '']) =>
    !route.startsWith('GET') || opens(nobody) || opens(gets) || route === enterCode.what ? [] : [route],
  ),
  ...actPages.filter(isDownload).map(({ path }) => `GET ${path}`),
];

/** Every address that shows something, by its route. */
export const everyPage: readonly string[] = pageRoutes.filter((route) => route.startsWith('GET'));
