import { z } from 'zod';

/*
 * The fields that requests are made of. Text is trimmed before it is looked at; a blank or null optional field counts as left
 * out; what cannot be stored is refused here, where the field can still be named.
 */

type Optional<Schema extends z.ZodType> = z.ZodOptional<z.ZodType<z.output<Schema> | undefined>>;

/** Zero bytes and halves of surrogate pairs: PostgreSQL stores neither. */
const unstorable = /\0|\p{Surrogate}/u;

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const field = <Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>> => z.preprocess(trimmed, schema);

/** A field that may be left out. */
export const optional = <Schema extends z.ZodType>(schema: Schema): Optional<Schema> =>
  z.preprocess((value) => (isBlank(value) ? undefined : trimmed(value)), schema.optional()).optional();

/** A group of fields that counts as left out when none of them says anything. */
export const optionalGroup = <Schema extends z.ZodObject>(schema: Schema): Optional<Schema> =>
  z
    .preprocess((value) => (saysNothing(value, Object.keys(schema.shape)) ? undefined : value), schema.optional())
    .optional();

function saysNothing(value: unknown, known: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return isBlank(value);
  return Object.entries(value).every(([name, part]) => known.includes(name) && isBlank(part));
}

const storable = (longest = Infinity): z.ZodString =>
  (longest === Infinity ? z.string() : z.string().max(longest, `Must have at most ${longest} characters.`))
    .min(1, 'Must not be blank.')
    .refine((value) => !unstorable.test(value), 'Take out what is not text: zero bytes or halves of characters.');

/** Any text that can be stored, of any number of lines; there is no shortest and no longest. */
export const text = (): z.ZodType<string> => field(storable());

/** Longer than any name or line of an address, in any script: what is longer was meant for another field. In UTF-16 code units. */
const longestLine = 300;

/** Line breaks, tabulators and whatever else only steers a screen or a printer. */
const steering = /\p{Cc}|[\u2028\u2029]/u;

/** A text of one line, such as a name: it is shown, and printed, among others. */
export const line = (): z.ZodType<string> =>
  field(
    storable(longestLine).refine(
      (value) => !steering.test(value),
      'Must be one line: take out line breaks, tabulators and other control characters.',
    ),
  );

/** One word of a list; `says` what is wrong with any other. */
export const oneOf = <const Word extends string>(
  words: readonly Word[],
  says = `Must be one of: ${words.join(', ')}.`,
): z.ZodType<Word> => field(z.enum(words, { error: ({ input }) => (input === undefined ? undefined : says) }));

export const yesOrNo = (): z.ZodType<boolean> => z.boolean();

const realDate = () =>
  z.iso
    .date({ error: 'Must be a real date, written YYYY-MM-DD.', abort: true })
    .refine((date) => date >= '1900-01-01', 'Must be a date of 1900 or later.');

/** A date of the calendar, `YYYY-MM-DD`. */
export const date = (): z.ZodType<string> => field(realDate());

/** A date of birth, not after `today`, a date `YYYY-MM-DD` asked for whenever one is checked. */
export const dateOfBirth = (today: () => string): z.ZodType<string> =>
  field(
    realDate().refine((born) => born <= today(), 'Must not be in the future. For an unborn child give expectedDate.'),
  );

/** The longest address that a mail server must take (RFC 5321, 4.5.3.1). */
const longestMailAddress = 254;

export const mailAddress = (): z.ZodType<string> =>
  field(
    z
      .email({ error: 'Must be an e-mail address, such as name@school.example.', abort: true })
      .max(longestMailAddress, `Must have at most ${longestMailAddress} characters.`),
  );

/** An id that an earlier answer gave, in any case. */
export const id = (says: string): z.ZodType<string> => field(z.guid(says).toLowerCase());

/** An object of which only the names of its fields are certain. */
type Unchecked<Schema extends z.ZodObject> = Partial<Record<keyof z.output<Schema>, unknown>>;

/**
 * A rule over several fields of an object. It is asked also where other fields are wrong, so that a person learns of every
 * mistake at once: it must be ready to meet fields that are missing or of another type.
 */
export const withRule = <Schema extends z.ZodObject>(
  schema: Schema,
  rule: (value: Unchecked<Schema>, refuse: (path: (string | number)[], says: string) => void) => void,
): Schema =>
  schema.superRefine(
    (value: unknown, context) => {
      if (typeof value !== 'object' || value === null) return;
      rule(value, (path, message) => {
        context.addIssue({ code: 'custom', path, message });
      });
    },
    { when: () => true },
  );

/** An id that must be given, or null, which says something as well. */
export const idOrNobody = (says: string): z.ZodType<string | null> => field(z.guid(says).toLowerCase().nullable());
