import type { Sql } from './statements.js';

/** An agency that is switched off. */
export interface SwitchedOff {
  code: string;
  name: string;
}

/** The agencies that are not to be asked. None is switched off until the transaction that asks them ends (records/directory-acts.ts). */
export async function agenciesSwitchedOff(sql: Pick<Sql, 'rows'>, hubId: string): Promise<SwitchedOff[]> {
  const [, off] = await Promise.all([
    sql.rows`SELECT pg_advisory_xact_lock_shared(hashtext('agencies:' || ${hubId}::text))`,
    sql.rows<SwitchedOff>`SELECT "code", "name" FROM "Agency" WHERE "hubId" = ${hubId} AND NOT "enabled"`,
  ]);
  return off;
}
