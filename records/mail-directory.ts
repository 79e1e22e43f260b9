import type { Sql } from './statements.js';

/** What mails say of the hub and its agencies, as administrators have it. */
export interface MailDirectory {
  phone: string | null;
  /** Where those answer who do not work at the hub. */
  replyEmail: string | null;
  /** By their codes. */
  agencyNames: Readonly<Record<string, string>>;
}

/** What the mails of a case say. @throws Error where there is no such case */
export async function mailDirectory(sql: Pick<Sql, 'rows'>, caseId: string): Promise<MailDirectory> {
  const [row] = await sql.rows<MailDirectory>`
    SELECT h."phone", h."replyEmail",
      COALESCE((SELECT json_object_agg(g."code", g."name") FROM "Agency" g WHERE g."hubId" = h."id"), '{}') AS "agencyNames"
    FROM "Case" c JOIN "Hub" h ON h."id" = c."hubId" WHERE c."id" = ${caseId}::uuid`;
  if (row === undefined) throw new Error(`There is no case ${caseId}`);
  return row;
}
