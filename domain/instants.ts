import type { Language } from './languages.js';

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  // h12 alone gives 12:30am; `hour12: true` would give 00:30am on some versions of Node.
  hourCycle: 'h12',
});

type Part = 'weekday' | 'day' | 'month' | 'year' | 'hour' | 'minute' | 'dayPeriod';

function partsOf(instant: Date | string): Readonly<Record<Part, string>> {
  const said = Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return said as Record<Part, string>;
}

const noonAndMidnight: Readonly<Record<Language, { am: string; pm: string }>> = {
  en: { am: 'midnight', pm: 'midday' },
  cy: { am: 'hanner nos', pm: 'hanner dydd' },
};

/**
 * The time of day in Europe/London, whatever zone the process runs in, as the GOV.UK style guide has it: "2:05pm", "3pm", "midnight", "midday".
 * @param instant as text, RFC 3339 with offset
 */
export function timeInWords(instant: Date | string, language: Language = 'en'): string {
  const { hour, minute, dayPeriod } = partsOf(instant);
  const half = dayPeriod.toLowerCase().startsWith('p') ? 'pm' : 'am';
  if (hour === '12' && minute === '00') return noonAndMidnight[language][half];
  return `${hour}${minute === '00' ? '' : `:${minute}`}${half}`;
}

/**
 * An instant as people in the hub say it, in the time of Europe/London whatever zone the process runs in:
 * "Friday 3 July 2026 at 4:05pm", "at midnight", "at midday".
 * @param instant RFC 3339 with offset
 */
export function instantInWords(instant: string): string {
  const { weekday, day, month, year } = partsOf(instant);
  return `${weekday} ${day} ${month} ${year} at ${timeInWords(instant)}`;
}
