import { defaultCalendar } from '../../../domain/calendar.js';
import { timeInWords } from '../../../domain/instants.js';
import type { Language } from './words.js';

/*
 * How pages write dates, times, lengths of time and names: in the time of the hub whatever zone the process runs in, as the GOV.UK style
 * guide has it ("2:05pm", "midnight", "midday").
 */

export { timeInWords };

const { timeZone } = defaultCalendar;

const months: Readonly<Record<Language, readonly string[]>> = {
  en: [
    ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
    ...['August', 'September', 'October', 'November', 'December'],
  ],
  cy: [
    ...['Ionawr', 'Chwefror', 'Mawrth', 'Ebrill', 'Mai', 'Mehefin', 'Gorffennaf'],
    ...['Awst', 'Medi', 'Hydref', 'Tachwedd', 'Rhagfyr'],
  ],
};

const wordAt: Readonly<Record<Language, string>> = { en: 'at', cy: 'am' };
/** What says the date of an instant as `YYYY-MM-DD`. */
const dates = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });

/** "2 March 2027", "March 2027", "2027". @param date `YYYY-MM-DD`, or less where less is known */
export function dateInWords(date: string, language: Language = 'en'): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const said = [day === '' ? '' : String(Number(day)), months[language][Number(month) - 1] ?? '', year];
  return said.filter((part) => part !== '').join(' ');
}

/** "22 November 2026 at 2:05pm". */
export const inHub = (instant: Date | string, language: Language = 'en'): string =>
  `${dateInWords(localDate(instant), language)} ${wordAt[language]} ${timeInWords(instant, language)}`;

/** The date of an instant in the hub, `YYYY-MM-DD`. */
export const localDate = (instant: Date | string): string => dates.format(new Date(instant));

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** "3 days", "1 hour 20 minutes", "less than a minute": the two largest units that say anything. */
export function lengthInWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'less than a minute';
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const units: [number, string][] = days > 0 ? [[days, 'day'], [hours, 'hour']] : [[hours, 'hour'], [rest, 'minute']]; // prettier-ignore
  return units
    .filter(([count]) => count > 0)
    .map(([count, unit]) => counted(count, unit))
    .join(' ');
}

/** How a deadline stands: how long is left of it, or how long it has been missed. */
export interface TimeLeft {
  says: string;
  state: 'overdue' | 'soon' | 'later';
}

/** @param amberAt from when on it counts as soon; never, when left out */
export function timeLeft(dueAt: Date | string, now: Date, amberAt?: Date | string | null): TimeLeft {
  const left = new Date(dueAt).getTime() - now.getTime();
  if (left < 0) return { says: `Overdue by ${lengthInWords(-left)}`, state: 'overdue' };
  const isSoon = amberAt !== undefined && amberAt !== null && new Date(amberAt) <= now;
  return { says: `${lengthInWords(left)} left`, state: isSoon ? 'soon' : 'later' };
}

/** "4 years old", "5 months old", "3 weeks old". @param born `YYYY-MM-DD` */
export function ageInWords(born: string, now: Date): string {
  const [year = 0, month = 0, day = 0] = born.split('-').map(Number);
  const [thisYear = 0, thisMonth = 0, today = 0] = localDate(now).split('-').map(Number);
  const inMonths = (thisYear - year) * 12 + (thisMonth - month) - (today < day ? 1 : 0);
  if (inMonths >= 24) return `${Math.floor(inMonths / 12)} years old`;
  if (inMonths >= 2) return `${inMonths} months old`;
  const days = Math.floor((now.getTime() - new Date(`${born}T00:00:00Z`).getTime()) / (24 * 60 * 60 * 1000));
  return days < 14 ? `${counted(Math.max(days, 0), 'day')} old` : `${Math.floor(days / 7)} weeks old`;
}

/** First and last name as one. */
export const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }): string =>
  `${firstName} ${lastName}`.trim();
