import type { DirectoryChangeItem } from '../../../records/directory.js';

export const agenciesPath = '/agencies';
export const hubPath = '/admin/hub';
export const changesPath = '/admin/agency-changes';

/** Where administrators change an agency. */
export const adminPathOf = (code: string): string => `/admin/agencies/${code}`;

export const contactPathOf = (id: string): string => `/admin/contacts/${id}`;

/** Details as the history names them, in the order in which they stand on a form. */
const details: Readonly<Record<string, string>> = {
  name: 'Name',
  role: 'Role',
  email: 'E-mail',
  phone: 'Phone',
  replyEmail: 'E-mail',
  howToReach: 'How to reach them',
  outOfHours: 'Out of hours',
  enabled: 'Switched on',
};

/** What was changed, detail by detail: "Phone: from 1 to 2"; of what was added or removed, how it stands or stood. */
export function changeInWords({ before, after }: Pick<DirectoryChangeItem, 'before' | 'after'>): string {
  const stood = before ?? {};
  const stands = after ?? {};
  return Object.entries(details)
    .filter(([name]) => stood[name] !== stands[name])
    .map(([name, says]) => {
      if (before === undefined) return `${says}: ${valueInWords(stands[name])}`;
      if (after === undefined) return `${says}: ${valueInWords(stood[name])}`;
      return `${says}: from ${valueInWords(stood[name])} to ${valueInWords(stands[name])}`;
    })
    .join('; ');
}

function valueInWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
