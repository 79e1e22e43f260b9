import { sealedTables, type SealedColumn, type SealedKind, type SealedTable } from './sealed-columns.js';
import type { Database } from './database.js';
import sql, { join, raw } from 'sql-template-tag';

/** A sealed column as PostgreSQL knows it. */
export interface ColumnInRecord {
  readonly table: string;
  readonly column: string;
  readonly kind: SealedKind;
  /** Of the constraint by which PostgreSQL keeps every other value out of it, whoever writes. */
  readonly constraint: string;
  /** Whether its value is in sealed form, in SQL; null where there is none. */
  readonly isSealed: string;
}

const isSealedInSql: Record<SealedKind, (column: string) => string> = {
  text: (column) => `starts_with(${column}, E'\\t')`,
  json: (column) => `(jsonb_typeof(${column}) = 'string' AND starts_with(${column} #>> '{}', E'\\t'))`,
  bytes: (column) => `(length(${column}) > 32 AND substr(${column}, 1, 1) = '\\x09'::bytea)`,
};

/** Every column of sealed-columns.ts. */
export const columnsInRecord: readonly ColumnInRecord[] = Object.entries<SealedTable>(sealedTables).flatMap(
  ([table, { columns }]) =>
    Object.entries(columns).map(([column, kind]) => ({
      ...{ table, column, kind },
      constraint: `${table}_${column}_is_sealed`,
      isSealed: isSealedInSql[kind](`"${column}"`),
    })),
);

/** What is wrong with a sealed column as a whole. */
export interface UnsealedColumn {
  column: SealedColumn;
  /** Values that are not in sealed form. */
  plain: number;
  /** Whether PostgreSQL keeps such values out. */
  isGuarded: boolean;
}

/** The sealed columns that hold something in the clear, or might: whose constraint is not there, or not for every row. */
export async function unsealedColumns({ reads }: Pick<Database, 'reads'>): Promise<UnsealedColumn[]> {
  const each = columnsInRecord.map(
    ({ table, column, constraint, isSealed }) => sql`
      SELECT ${`${table}.${column}`}::text AS "column", (SELECT count(*)::int FROM ${raw(`"${table}"`)} WHERE NOT ${raw(isSealed)}) AS "plain",
        EXISTS (SELECT FROM pg_constraint WHERE conname = ${constraint} AND conrelid = ${raw(`'"${table}"'`)}::regclass AND convalidated) AS "isGuarded"`,
  );
  const columns = await reads.rows<UnsealedColumn>`${join(each, ' UNION ALL ')}`;
  return columns.filter(({ plain, isGuarded }) => plain > 0 || !isGuarded);
}
