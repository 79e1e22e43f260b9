import sql, { type Sql as Fragment } from 'sql-template-tag';
import { warningKinds, type WarningKind } from '../domain/warnings.js';
import type { Database } from './database.js';
import { known } from './known.js';
import type { Sealing } from './sealing.js';

/** A warning note as the hub sees it with a case. Instants are RFC 3339, UTC. */
export interface CaseWarning {
  id: string;
  kind: WarningKind;
  /** In plain words. */
  says: string;
  /** Whom it is about; the address of the case, where there is nobody. */
  person?: string;
  /** Absent where it was written on another case that is restricted: words do not leave that. */
  text?: string;
  forAgencies?: string;
  since: string;
  by: { id: string; name: string };
  reviewDueAt: string;
  /** Whether it was added on this case, where it is ended. */
  isOfThisCase: boolean;
}

interface WarningRow {
  id: string;
  kind: WarningKind;
  person: string | null;
  text: string;
  forAgencies: string | null;
  since: Date;
  byId: string;
  name: string;
  reviewDueAt: Date;
  isOfThisCase: boolean;
  isTold: boolean;
}

/** The warning notes in force on a case and its people, also those of somebody with the same NHS number, the newest first. */
export async function warningsOnCase(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  caseId: string,
): Promise<CaseWarning[]> {
  const rows = await reads.rows<WarningRow>`
    SELECT n."id", n."kind", w."person", n."text", n."forAgencies", n."since", n."byId", u."name", n."reviewDueAt",
           n."caseId" = ${caseId}::uuid AS "isOfThisCase", n."caseId" = ${caseId}::uuid OR NOT c."restricted" AS "isTold"
    FROM (SELECT DISTINCT w."id", CASE WHEN w."isOfPerson" THEN p."personId" END AS "person"
          FROM "CasePerson" p, warnings_about(p."personId", p."caseId") w WHERE p."caseId" = ${caseId}::uuid) w
      JOIN "WarningNote" n ON n."id" = w."id" JOIN "Case" c ON c."id" = n."caseId" JOIN "User" u ON u."id" = n."byId"
    ORDER BY n."since" DESC, n."id"`;
  return rows.map(({ id, kind, person, text, forAgencies, since, byId, name, reviewDueAt, isOfThisCase, isTold }) => ({
    ...{ id, kind, says: warningKinds[kind], isOfThisCase, by: { id: byId, name } },
    ...known({ person }),
    ...(isTold ? { text: sealing.open('WarningNote.text', id, text) } : {}),
    ...(isTold ? known({ forAgencies: sealing.open('WarningNote.forAgencies', id, forAgencies) }) : {}),
    ...{ since: since.toISOString(), reviewDueAt: reviewDueAt.toISOString() },
  }));
}

/** A warning note as somebody sees it who is asked about people of a case: they may be the ones who visit. */
export interface CheckWarning {
  kind: WarningKind;
  /** In plain words. */
  says: string;
  /** Whom it is about; the address of the case, where there is nobody. */
  person?: string;
  /** What was written for agencies. */
  text?: string;
}

export interface CheckWarningRow {
  id: string;
  kind: WarningKind;
  person: string | null;
  forAgencies: string | null;
}

/** Of a check `k`, the warning notes about the persons asked about, as JSON; null where there are none. */
export const warningsOfCheck: Fragment = sql`
  (SELECT jsonb_agg(DISTINCT jsonb_build_object('kind', w."kind", 'id', w."id", 'person', CASE WHEN w."isOfPerson" THEN a."personId" END,
            'forAgencies', w."forAgencies"))
   FROM "AgencyCheckPerson" a, warnings_about(a."personId", k."caseId") w WHERE a."checkId" = k."id")`;

export const checkWarning = (sealing: Sealing, { id, kind, person, forAgencies }: CheckWarningRow): CheckWarning => ({
  ...{ kind, says: warningKinds[kind] },
  ...known({ person, text: sealing.open('WarningNote.forAgencies', id, forAgencies) }),
});
