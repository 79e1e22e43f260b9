/*
 * How the journey writes: plain text, columns, times for reading.
 */

const second = 1000;
const units = [
  { name: 'day', milliseconds: 24 * 60 * 60 * second, from: 48 * 60 * 60 * second },
  { name: 'hour', milliseconds: 60 * 60 * second, from: 2 * 60 * 60 * second },
  { name: 'minute', milliseconds: 60 * second, from: 2 * 60 * second },
  { name: 'second', milliseconds: second, from: 0 },
] as const;

/** A length of time for reading: "40 seconds", "24 hours", "3 days", rounded to the unit. */
export function spanInWords(milliseconds: number): string {
  const unit = units.find(({ from }) => milliseconds >= from) ?? units[3];
  const count = Math.round(milliseconds / unit.milliseconds);
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}

/** How long there is still to go, or how long it is past: "18 seconds left", "overdue by 5 seconds". */
export const remainingInWords = (due: Date, now: Date): string => {
  const left = due.getTime() - now.getTime();
  return left >= 0 ? `${spanInWords(left)} left` : `overdue by ${spanInWords(-left)}`;
};

const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeStyle: 'medium' });

/**
 * The time of day in Europe/London: "14:02:51".
 * @param instant RFC 3339 with offset
 */
export const clockTime = (instant: string): string => timeOfDay.format(new Date(instant));

/** Breaks a text into lines of at most `width` characters between its words; its own line breaks stay. */
export const wrapped = (text: string, width: number): string[] =>
  text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrappedLine(line, width));

function wrappedLine(line: string, width: number): string[] {
  const [first = '', ...words] = line.split(' ');
  const lines = [first];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    if (last.length + 1 + word.length > width) lines.push(word);
    else lines.splice(-1, 1, `${last} ${word}`);
  }
  return lines;
}

/** Pads every column but the last to its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(cell.length, known[column] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** What to call the people of a case, by id and in their order, without naming them: "first child", "person 3". */
export function personLabels(people: readonly { id: string; role: string }[]): ReadonlyMap<string, string> {
  const children = people.filter(({ role }) => role === 'child');
  return new Map(
    people.map((person, index) => {
      const place = children.indexOf(person);
      return [person.id, place < 0 ? `person ${index + 1}` : `${ordinals[place] ?? `${place + 1}th`} child`] as const;
    }),
  );
}

/** "1 child", "2 children". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
