import { agencyName } from '../domain/policy.js';
import type { Sql } from './statements.js';

/** What agencies are called, by their codes. */
export type CalledAgency = (code: string) => string;

/** As administrators have it; one that the record does not know is called as it was shipped. */
export async function agencyNames(sql: Pick<Sql, 'rows'>, hubId: string): Promise<CalledAgency> {
  const rows = await sql.rows<{ code: string; name: string }>`
    SELECT "code", "name" FROM "Agency" WHERE "hubId" = ${hubId}`;
  const names = new Map(rows.map(({ code, name }) => [code, name]));
  return (code) => names.get(code) ?? agencyName(code);
}
