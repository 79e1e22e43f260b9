import fragment, { type Sql as Fragment } from 'sql-template-tag';
import { warningKinds, type WarningKind } from '../domain/warnings.js';
import type { Database } from './database.js';
import { known } from './known.js';
import { beforeTheFirst, keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { Sealing } from './sealing.js';
import { nothingHere, type Sight } from './sight.js';
import { isOpenTo } from './walls.js';
import type { FoundWarning } from './warnings.js';

/** A warning note in force, as whoever may end it sees it beside those of other cases. Instants are RFC 3339, UTC. */
export interface WarningInForce {
  id: string;
  /** Of the case on which it was added. */
  reference: string;
  kind: WarningKind;
  /** In plain words. */
  says: string;
  /** Whom it is about; the address of the case, where there is nobody. */
  person?: { id: string; firstName: string; lastName: string };
  text: string;
  forAgencies?: string;
  since: string;
  by: { id: string; name: string };
  reviewDueAt: string;
  /** Somebody should have looked already whether it is still true. */
  overdue: boolean;
}

interface Row {
  id: string;
  reference: string;
  kind: WarningKind;
  person: { id: string; firstName: string; lastName: string } | null;
  text: string;
  forAgencies: string | null;
  since: Date;
  by: { id: string; name: string };
  reviewDueAt: Date;
}

/** The warning notes in force on cases that are open to whoever asks, by when they are to be reviewed. */
export async function listWarnings(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  { actor }: Sight<'end-warning-note'>,
  { limit, cursor, now }: PageRequest & { now: Date },
): Promise<Page<WarningInForce>> {
  const after = keysetAfter(cursor) ?? beforeTheFirst;
  const rows = await reads.rows<Row>`
    ${inForce}
      AND n."hubId" = ${actor.hubId} AND ${isOpenTo(actor, now)}
      AND (n."reviewDueAt", n."id") > (${after.at}::timestamptz, ${after.id}::uuid)
    ORDER BY n."reviewDueAt", n."id" LIMIT ${limit + 1}`;
  return pageOf(rows, limit, ({ id, reviewDueAt }) => ({ rank: 0, at: reviewDueAt, id }), itemAt(sealing, now));
}

/** One of them. @throws Refused `not-found` where it was ended meanwhile */
export async function readWarning(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  { warningId }: Pick<FoundWarning, 'warningId'>,
  now: Date,
): Promise<WarningInForce> {
  const [row] = await reads.rows<Row>`${inForce} AND n."id" = ${warningId}::uuid`;
  if (row === undefined) throw nothingHere();
  return itemAt(sealing, now)(row);
}

const inForce: Fragment = fragment`
    SELECT n."id", c."reference", n."kind", n."text", n."forAgencies", n."since", n."reviewDueAt",
           json_build_object('id', u."id", 'name', u."name") AS "by",
           CASE WHEN p."id" IS NOT NULL THEN json_build_object('id', p."id", 'firstName', p."firstName", 'lastName', p."lastName") END AS "person"
    FROM "WarningNote" n JOIN "Case" c ON c."id" = n."caseId" JOIN "User" u ON u."id" = n."byId" LEFT JOIN "Person" p ON p."id" = n."personId"
    WHERE n."endedAt" IS NULL`;

const itemAt =
  (sealing: Sealing, now: Date) =>
  ({ id, reference, kind, person, text, forAgencies, since, by, reviewDueAt }: Row): WarningInForce => ({
    ...{ id, reference, kind, says: warningKinds[kind], by },
    ...known({ person, forAgencies: sealing.open('WarningNote.forAgencies', id, forAgencies) }),
    text: sealing.open('WarningNote.text', id, text),
    ...{ since: since.toISOString(), reviewDueAt: reviewDueAt.toISOString(), overdue: reviewDueAt <= now },
  });
