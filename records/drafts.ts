import { randomUUID } from 'node:crypto';
import sql, { type Sql as Fragment } from 'sql-template-tag';
import {
  mostDraftCharacters,
  mostDrafts,
  type DraftAnswers,
  type DraftChanges,
  type DraftForm,
} from '../domain/drafts.js';
import type { Problem, Result } from '../domain/problems.js';
import type { Actor } from '../domain/roles.js';
import { answering } from './acts.js';
import type { Database } from './database.js';
import { sentAlready } from './draft-endings.js';
import { Refused } from './open-case.js';
import type { Sealing } from './sealing.js';
import { nothingHere } from './sight.js';
import type { Sql } from './statements.js';

/*
 * Drafts are notes of one user, and no part of any case: nobody else finds them, whatever their roles, and they leave neither events nor
 * looks. What they hold is judged by the act that they are sent in with (draft-endings.ts).
 */

/** Whose drafts, at which instant, kept for how many days after each saving. */
export interface Drafter {
  actor: Pick<Actor, 'userId' | 'hubId'>;
  now: Date;
  days: number;
}

/** A draft as its user sees it. */
export interface FormDraft {
  id: string;
  form: DraftForm;
  /** The check, or the case, that it is about. */
  subjectId: string | null;
  /** Empty once it was sent. */
  answers: DraftAnswers;
  /** Moved by each saving. */
  version: number;
  startedAt: Date;
  savedAt: Date;
  expiresAt: Date;
  /** Of the case that it was sent in for; null as long as it was not sent. */
  submittedReference: string | null;
}

export type SavedDraft = Pick<FormDraft, 'version' | 'savedAt' | 'expiresAt'>;

interface DraftRow extends Omit<FormDraft, 'answers'> {
  answers: unknown;
}

const columns = sql`"id", "form", "subjectId", "answers", "version", "startedAt", "savedAt", "expiresAt", "submittedReference"`;

/** Rows that are this user's, and not too old to be there any more. */
const areOf = ({ actor, now }: Omit<Drafter, 'days'>): Fragment =>
  sql`"userId" = ${actor.userId}::uuid AND "hubId" = ${actor.hubId} AND "expiresAt" > ${now}`;

/** Begins an empty draft about nothing that is there yet: a referral. Somebody may have several. */
export const openDraft = async (database: Database, drafter: Drafter, form: DraftForm): Promise<Result<FormDraft>> =>
  answering(async () => {
    const draft = await insertDraft(database.acts, drafter, form, null);
    if (draft === undefined) throw new Refused(tooMany);
    return draft;
  });

/** The user's draft of a form about one check or one case, begun where there is none. */
export const findDraftFor = async (
  { acts }: Database,
  drafter: Drafter,
  form: DraftForm,
  subjectId: string,
): Promise<Result<FormDraft>> =>
  answering(() =>
    acts.transaction(async (transaction) => {
      // One that is too old, and still there, would stand in the way of the next.
      transaction.write`
        DELETE FROM "FormDraft" WHERE "userId" = ${drafter.actor.userId}::uuid AND "form" = ${form}
          AND "subjectId" = ${subjectId}::uuid AND "expiresAt" <= ${drafter.now}`;
      const begun = await insertDraft(transaction, drafter, form, subjectId);
      if (begun !== undefined) return begun;
      const [row] = await transaction.rows<DraftRow>`
        SELECT ${columns} FROM "FormDraft" WHERE ${areOf(drafter)}
          AND "form" = ${form} AND "subjectId" = ${subjectId}::uuid AND "submittedReference" IS NULL`;
      if (row === undefined) throw new Refused(tooMany);
      return opened(transaction.sealing, row);
    }),
  );

/** @returns undefined where there is one about the subject already, and for somebody who has too many */
async function insertDraft(
  { rows }: Pick<Sql, 'rows'>,
  drafter: Drafter,
  form: DraftForm,
  subjectId: string | null,
): Promise<FormDraft | undefined> {
  const { actor, now } = drafter;
  const [row] = await rows<DraftRow>`
    INSERT INTO "FormDraft" ("id", "hubId", "userId", "form", "subjectId", "startedAt", "savedAt", "expiresAt")
    SELECT ${randomUUID()}::uuid, ${actor.hubId}, ${actor.userId}::uuid, ${form}, ${subjectId}::uuid, ${now}, ${now}, ${expiryOf(drafter)}
    WHERE (SELECT count(*) FROM "FormDraft" WHERE ${areOf(drafter)} AND "submittedReference" IS NULL) < ${mostDrafts}
    ON CONFLICT DO NOTHING RETURNING ${columns}`;
  return row === undefined ? undefined : { ...row, answers: {} };
}

/** @param id a UUID. @returns undefined where there is none, or it is somebody else's */
export async function findDraft(
  { reads, sealing }: Database,
  drafter: Omit<Drafter, 'days'>,
  id: string,
): Promise<FormDraft | undefined> {
  const [row] = await reads.rows<DraftRow>`
    SELECT ${columns} FROM "FormDraft" WHERE ${areOf(drafter)} AND "id" = ${id}::uuid`;
  return row === undefined ? undefined : opened(sealing, row);
}

/** The draft that was begun of a form about one thing, and not sent; undefined where there is none. @param subjectId a UUID */
export async function findDraftAbout(
  { reads, sealing }: Database,
  drafter: Omit<Drafter, 'days'>,
  form: DraftForm,
  subjectId: string,
): Promise<FormDraft | undefined> {
  const [row] = await reads.rows<DraftRow>`
    SELECT ${columns} FROM "FormDraft"
    WHERE ${areOf(drafter)} AND "form" = ${form} AND "subjectId" = ${subjectId}::uuid AND "submittedReference" IS NULL`;
  return row === undefined ? undefined : opened(sealing, row);
}

/** The user's drafts of a form that were not sent, the last saved first. */
export async function listDrafts(
  { reads, sealing }: Database,
  drafter: Omit<Drafter, 'days'>,
  form: DraftForm,
): Promise<FormDraft[]> {
  const rows = await reads.rows<DraftRow>`
    SELECT ${columns} FROM "FormDraft" WHERE ${areOf(drafter)} AND "form" = ${form} AND "submittedReference" IS NULL
    ORDER BY "savedAt" DESC, "id" LIMIT ${mostDrafts}`;
  return rows.map((row) => opened(sealing, row));
}

/** What the user's drafts of a form that were not sent are about: ids alone, and nothing of them is opened. */
export async function listDraftSubjects(
  { reads }: Pick<Database, 'reads'>,
  drafter: Omit<Drafter, 'days'>,
  form: DraftForm,
): Promise<string[]> {
  const rows = await reads.rows<{ subjectId: string }>`
    SELECT "subjectId" FROM "FormDraft"
    WHERE ${areOf(drafter)} AND "form" = ${form} AND "subjectId" IS NOT NULL AND "submittedReference" IS NULL`;
  return rows.map(({ subjectId }) => subjectId);
}

/**
 * Saves the fields that are given and leaves the others as they are: of two windows each keeps what it alone wrote, and in a field that
 * both wrote the last one's stands. It lives on for as long as a new one.
 * @param id a UUID
 */
export const saveDraft = async (
  { acts }: Database,
  drafter: Drafter,
  id: string,
  changes: DraftChanges,
): Promise<Result<SavedDraft>> =>
  answering(() =>
    acts.transaction(async ({ rows, write, sealing }) => {
      const [row] = await rows<DraftRow>`
        SELECT ${columns} FROM "FormDraft" WHERE ${areOf(drafter)} AND "id" = ${id}::uuid FOR UPDATE`;
      if (row === undefined) throw nothingHere();
      if (row.submittedReference !== null) throw new Refused(sentAlready);
      const answers = merged(opened(sealing, row).answers, changes);
      if (JSON.stringify(answers).length > mostDraftCharacters) throw new Refused(tooLong);
      const saved = { version: row.version + 1, savedAt: drafter.now, expiresAt: expiryOf(drafter) };
      write`
        UPDATE "FormDraft" SET "answers" = to_jsonb(${sealing.sealJson('FormDraft.answers', id, answers)}::text),
          "version" = ${saved.version}, "savedAt" = ${saved.savedAt}, "expiresAt" = ${saved.expiresAt}
        WHERE "id" = ${id}::uuid`;
      return saved;
    }),
  );

/** Removes a draft that was not sent, with everything that belongs to it. @returns whether there was one */
export async function discardDraft({ acts }: Database, drafter: Omit<Drafter, 'days'>, id: string): Promise<boolean> {
  const removed = await acts.run`
    DELETE FROM "FormDraft" WHERE ${areOf(drafter)} AND "id" = ${id}::uuid AND "submittedReference" IS NULL`;
  return removed === 1;
}

/** Removes the drafts that nobody has saved for as long as they are kept. */
export async function forgetOldDrafts({ acts }: Database, now: Date): Promise<void> {
  await acts.run`DELETE FROM "FormDraft" WHERE "expiresAt" <= ${now}`;
}

const tooMany: Problem = {
  code: 'too-many-drafts',
  detail: `You have ${mostDrafts} drafts that were not sent. Send or discard one of them first.`,
};

const tooLong: Problem = {
  code: 'body-too-large',
  detail: 'This is more than can be kept. What you saved before is still there; shorten what you entered last.',
};

const dayMilliseconds = 24 * 60 * 60 * 1000;

const expiryOf = ({ now, days }: Drafter): Date => new Date(now.getTime() + days * dayMilliseconds);

const opened = (sealing: Sealing, row: DraftRow): FormDraft => ({
  ...row,
  answers: (sealing.openJson('FormDraft.answers', row.id, row.answers) ?? {}) as DraftAnswers,
});

/** Entries rather than a copy of the object: a field may bear any name. */
function merged(answers: DraftAnswers, changes: DraftChanges): DraftAnswers {
  const after = new Map<string, string | readonly string[] | null>(Object.entries(answers));
  for (const [name, value] of Object.entries(changes)) after.set(name, value);
  return Object.fromEntries([...after].flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
