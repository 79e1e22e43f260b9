import { z } from 'zod';

/*
 * The lists that requests hold. Each has a longest length, far beyond what a case needs: what one request may ask of the
 * record has a bound, however large its body.
 */

/** The most entries that each list takes, by the name of its field. */
export const longestLists = {
  children: 30,
  household: 50,
  checks: 50,
  persons: 100,
  results: 100,
  information: 200,
  decisions: 30,
  gaps: 50,
  people: 100,
  references: 100,
  roles: 12,
} as const;

/** A list of entries, refused as a whole where it is too long: nothing in it is looked at then. */
export const listOf = <Schema extends z.ZodType>(
  name: keyof typeof longestLists,
  entry: Schema,
): z.ZodType<z.output<Schema>[]> => bounded(longestLists[name], z.array(entry));

/** The same, which must not be empty; `says` what belongs into it. */
export const filledListOf = <Schema extends z.ZodType>(
  name: keyof typeof longestLists,
  entry: Schema,
  says: string,
): z.ZodType<z.output<Schema>[]> => bounded(longestLists[name], z.array(entry).min(1, says));

const bounded = <Entry extends z.ZodType>(most: number, list: z.ZodArray<Entry>): z.ZodType<z.output<Entry>[]> =>
  z.preprocess((given, context) => {
    if (!Array.isArray(given) || given.length <= most) return given;
    context.addIssue({
      code: 'custom',
      message: `Takes at most ${most} entries, and here are ${given.length}. Send no more than ${most}.`,
    });
    // Rules over several fields still meet the list: they need not walk all of it.
    return given.slice(0, most) as unknown[];
  }, list.max(most));

/** The places in a list whose value stands there before. */
export function repeated(values: readonly unknown[]): number[] {
  const seen = new Set<unknown>();
  return values.flatMap((value, index) => {
    if (typeof value !== 'string') return [];
    if (seen.has(value)) return [index];
    seen.add(value);
    return [];
  });
}

/** The places in a list whose `name` field repeats that of an earlier entry. */
export const repeats = (list: unknown, name: string): number[] =>
  Array.isArray(list)
    ? repeated(list.map((entry: unknown) => (entry as Record<string, unknown> | null | undefined)?.[name]))
    : [];
