import type { Role } from '../../domain/roles.js';
import { actPages, type ActPage } from '../../test/service/act-pages.js';
import type { Models } from './models.js';

/** A page as it is measured. */
export interface AskedPage {
  /** Its path as it stands in the table of pages, with what is asked for beside it. */
  readonly name: string;
  /** Who asks. */
  readonly persona: string;
  readonly path: string;
  /** Fields of the form that it is asked for with; a GET where there are none. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Who asks for a page of a role. */
const personaOf: Readonly<Partial<Record<Role, string>>> = { 'agency-worker': 'police', 'agency-lead': 'police-lead' };

/** The board and the lists as they are worked with, beside their first page. */
const asWorkedWith: readonly (Omit<AskedPage, 'path'> & { path?: string })[] = [
  ...['?assignee=me', '?assignee=none', '?stage=checks&rating=amber', '?overdue=true', '?agency=police'].map(
    (query) => ({ name: `/board${query}`, persona: 'hub-worker' }),
  ),
  ...[
    '?stage=closed',
    '?q=M26',
    '?sort=received',
    '?sort=-received',
    '?sort=reference',
    '?sort=stage',
    '?sort=-rating',
  ].map((query) => ({
    ...{ name: `/board${query}`, persona: 'hub-manager' },
  })),
  ...['?held=me', '?held=none'].map((query) => ({ name: `/tasks${query}`, persona: 'police' })),
  ...['?kind=denied', '?kind=exported'].map((query) => ({ name: `/admin/looks${query}`, persona: 'auditor' })),
];

/** Pages that are under no act of the table, or of which it knows no path. */
const others = ({ decided }: Models): readonly AskedPage[] => [
  { name: '/', persona: 'hub-worker', path: '/' },
  { name: '/account/sessions', persona: 'hub-worker', path: '/account/sessions' },
  { name: '/help', persona: 'hub-worker', path: '/help' },
  { name: '/referrals', persona: 'referrer', path: '/referrals' },
  { name: '/referrals/{reference}', persona: 'referrer', path: `/referrals/${decided}` },
  { name: '/referrals/{reference}/copy', persona: 'referrer', path: `/referrals/${decided}/copy` },
  ...[
    { lastName: 'Sa' },
    { lastName: 'Silver', firstName: 'R' },
    { lastName: 'S', 'dateOfBirth-day': '5', 'dateOfBirth-month': '5', 'dateOfBirth-year': '2015' },
    { lastName: 'Nobody' },
  ].map((fields) => ({
    name: `/people/search for ${Object.values(fields).join(' ')}`,
    ...{ persona: 'hub-worker', path: '/people/search', fields: { ...fields, intent: 'send' } },
  })),
];

/** Every page of the table of pages, the one of a case of the case that has most to show. */
export const pagesOf = (models: Models): readonly AskedPage[] => [
  ...actPages.map((page) => ({
    ...{ name: page.path, persona: askedBy(page), path: pathOf(page, models) },
  })),
  ...asWorkedWith.map((page) => ({ path: page.name, ...page })),
  ...others(models),
];

const askedBy = ({ roles }: ActPage): string => {
  const [role = 'administrator'] = roles;
  return personaOf[role] ?? role;
};

function pathOf({ path, on }: ActPage, { received, answered, check, answeredCheck, ids, document }: Models): string {
  const beginning = Object.keys(ids).find((each) => path.startsWith(each)) ?? '';
  const task = on === 'answered' ? answeredCheck : check;
  return path
    .replace('{reference}', on === 'received' ? received : answered)
    .replace('{id}', path.startsWith('/tasks') ? task : (ids[beginning] ?? ''))
    .replace('{code}', 'police')
    .replace('{document}', document);
}
