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

/**
 * An instant as people in the hub say it, in the time of Europe/London whatever zone the process runs in:
 * "Friday 3 July 2026 at 4:05pm", "at midnight", "at midday".
 * @param instant RFC 3339 with offset
 */
export function instantInWords(instant: string): string {
  const said = Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  const { weekday = '', day = '', month = '', year = '', hour = '', minute = '', dayPeriod = '' } = said;
  return `${weekday} ${day} ${month} ${year} at ${timeInWords(hour, minute, dayPeriod.toLowerCase().replaceAll(/[^ap]/g, ''))}`;
}

function timeInWords(hour: string, minute: string, half: string): string {
  if (hour === '12' && minute === '00') return half === 'a' ? 'midnight' : 'midday';
  return `${hour}${minute === '00' ? '' : `:${minute}`}${half}m`;
}
