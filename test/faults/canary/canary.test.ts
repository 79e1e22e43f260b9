import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stackFolder, temporalAddress } from '../../support/stack.js';
import { Journey, type Course } from './course.js';
import { canariesNamedIn } from './finder.js';
import { freeTexts } from './free-texts.js';
import { directory, mark, messageToReferrer, referrerMailbox } from './marks.js';
import { plantEverywhere } from './planting.js';
import { filesIn, foundIn, mailTraces, processOf, rowsIn, type Trace } from './traces.js';

/*
 * A case from its referral to its end, on real processes, in which every text is a canary, with everything going wrong on the way that
 * can. Then the canaries are looked for wherever anything was left.
 */
let course: Course;
let rows: Trace[];
beforeAll(async () => {
  course = await Journey.toItsEnd();
  rows = await rowsIn(course.installation.database.administratorUrl);
}, 240_000);
afterAll(() => course.close());

const namedBy = (mayRead: boolean): Set<string> =>
  canariesNamedIn(
    course.talk.heard
      .filter((heard) => heard.mayRead === mayRead)
      .map(({ answer }) => answer.text)
      .join('\n'),
  );
const everythingOf = (traces: readonly Trace[]): string =>
  traces.map(({ left }) => Buffer.from(left).toString('latin1')).join('\n');

describe('the case', () => {
  it('had a canary in every field of every act in which people write what they want', () => {
    expect(freeTexts.length).toBeGreaterThan(45);
    expect(freeTexts.filter((text) => !course.talk.taken.has(text))).toEqual([]);
  });

  it('met every kind of trouble on its way', () => {
    const statuses = new Set(course.talk.heard.map(({ answer }) => answer.status));
    expect([...statuses].sort()).toEqual(
      expect.arrayContaining([200, 201, 400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 500, 503]),
    );
  });
});
describe('the canaries', () => {
  it('stand in the answers to those who may read them', () => {
    const shown = namedBy(true);
    for (const place of ['FirstfirstName', 'Motherline1', 'ConcernwhatHappened', 'Analysispolice', 'Glass', 'Decided'])
      expect(shown).toContain(mark(place));
    expect(shown.size).toBeGreaterThan(90);
  });

  it('stand in no answer to anybody else, and in no header', () => {
    const answers = course.talk.heard.map(({ what, mayRead, answer: { headers, text } }) => ({
      place: what.replace(/ \S+: /, ': '),
      left: `${JSON.stringify([...headers])}\n${mayRead ? '' : text}`,
    }));
    expect(answers.length).toBeGreaterThan(300);
    expect(foundIn(answers)).toEqual([]);
  });

  it('stand in PostgreSQL in the clear as names of people on the case and as details of agencies, and as nothing else', () => {
    const found = rows.flatMap(({ place, left }): [string, string[]][] =>
      foundIn([{ place, left }]).length === 0 ? [] : [[place, [...canariesNamedIn(String(left))].sort()]],
    );
    const names = ['First', 'Second', 'Mother'].flatMap((who) => [mark(`${who}firstName`), mark(`${who}lastName`)]);
    const { hub, agency, contact } = directory;
    const written = (...details: readonly object[]): string[] =>
      [...canariesNamedIn(details.map((each) => Object.values(each).join('\n')).join('\n'))].sort();
    expect(Object.fromEntries(found)).toEqual({
      'public."Person"': names.sort(),
      'public."Hub"': written(hub),
      'public."Agency"': written(agency),
      'public."AgencyContact"': written(contact),
      'public."DirectoryChange"': written(hub, agency, contact),
    });
  });

  it('stand in no line that a program wrote, however it ended', () => {
    const lines = course.programs.map(({ lines: said }, index) => ({
      place: `program ${index + 1}`,
      left: said.join('\n'),
    }));
    expect(everythingOf(lines)).toMatch(
      /A request failed[^]*A request was put off|A request was put off[^]*A request failed/,
    );
    expect(foundIn(lines)).toEqual([]);
  });

  it('stand in no figure', () => {
    const figures = course.figures.map((left) => ({ place: 'figures', left }));
    expect(everythingOf(figures)).toContain('/api/cases/:reference/screening');
    expect(foundIn(figures)).toEqual([]);
  });

  it('stand in no page, nor in its title or address', () => {
    expect(everythingOf(course.pages)).toContain('<title>');
    expect(foundIn(course.pages)).toEqual([]);
  });

  it('stand in no mail, but for the message to a professional who referred, in the mail to them', () => {
    const { caught } = course.installation.mails;
    const isOutcome = ({ subject, to }: (typeof caught)[number]): boolean =>
      to.includes(referrerMailbox) && subject.endsWith('the outcome of your referral');
    const outcomes = caught.filter(isOutcome);
    const others = caught.filter((mail) => !isOutcome(mail));
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.text).toContain(messageToReferrer);
    const without = outcomes.map((mail) => ({
      ...mail,
      text: mail.text.replace(messageToReferrer, ''),
      raw: mail.raw.replace(messageToReferrer, ''),
    }));
    expect(others.length).toBeGreaterThan(8);
    expect(foundIn(mailTraces([...others, ...without], referrerMailbox))).toEqual([]);
  });

  it('stand nowhere in what Temporal keeps, sealed or opened', async () => {
    const kept = await processOf(temporalAddress(), course.workflowId);
    expect(everythingOf(kept)).toContain(`Case ${course.reference}`);
    expect(foundIn(kept)).toEqual([]);
  });

  it('stand in no file of Temporal, nor in the log of Temporal or PostgreSQL', async () => {
    const files = await filesIn(stackFolder(), 'postgres');
    expect(files.map(({ place }) => place.replace(/.*\//, ''))).toEqual(
      expect.arrayContaining(['temporal.db', 'temporal.log', 'postgresql.log']),
    );
    expect(files.some(({ left }) => Buffer.from(left).includes(course.workflowId))).toBe(true);
    expect(foundIn(files)).toEqual([]);
  });

  it('stand in no file that a program left, not even in the report of its end', async () => {
    const working = await filesIn(course.folders.working);
    const temporary = await filesIn(course.folders.temporary);
    expect(working.filter(({ place }) => /report\.\d+\.[\d.]+\.json$/.test(place)).length).toBeGreaterThan(0);
    expect(foundIn([...working, ...temporary])).toEqual([]);
  });
});

describe('a canary that is planted', () => {
  /** Last of all, for from now on there are canaries where there may be none. */
  let planted: Readonly<Record<string, readonly Trace[]>>;
  beforeAll(async () => {
    planted = await plantEverywhere(course);
  });

  it.each([
    ...['a table', 'a line of a program', 'a mail', 'a sealed payload of Temporal', 'an open payload of Temporal'],
    ...['a file of Temporal', 'the log of PostgreSQL', 'a temporary file', 'the name of a file'],
  ])('is found in %s', (place) => {
    expect(foundIn(planted[place] ?? []).length).toBeGreaterThan(0);
  });
});
