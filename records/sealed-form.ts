import { sealedTables, type SealedColumn, type SealedKind, type SealedTable } from './sealed-columns.js';
import type { Database } from './database.js';
import { join, raw } from 'sql-template-tag';

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
  file: (column) => `(encode(substr(${column}, 1, 34), 'escape') ~ '^\\t[a-z0-9-]{1,32}:')`,
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

/**
 * The sealed columns that hold something in the clear, or might: whose constraint is not there, or not for every row. Every row is read,
 * a table at a time.
 */
export async function unsealedColumns(database: Pick<Database, 'reads'>): Promise<UnsealedColumn[]> {
  const guards = await guardsOf(database);
  const found: UnsealedColumn[] = [];
  for (const table of Object.keys(sealedTables)) {
    const columns = columnsInRecord.filter((each) => each.table === table);
    const counts = await plainIn(database, table, columns);
    for (const { column, constraint } of columns)
      found.push({
        column: `${table}.${column}` as SealedColumn,
        plain: counts[column] ?? 0,
        isGuarded: guards.has(constraint),
      });
  }
  return found.filter(({ plain, isGuarded }) => plain > 0 || !isGuarded);
}

/** The constraints that hold for every row. */
async function guardsOf({ reads }: Pick<Database, 'reads'>): Promise<Set<string>> {
  const names = columnsInRecord.map(({ constraint }) => constraint);
  const rows = await reads.rows<{ name: string }>`
    SELECT conname AS "name" FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype = 'c' AND convalidated AND conname = ANY (${names}::text[])`;
  return new Set(rows.map(({ name }) => name));
}

/** How many values of each column of a table are not in sealed form. */
async function plainIn(
  { reads }: Pick<Database, 'reads'>,
  table: string,
  columns: readonly ColumnInRecord[],
): Promise<Readonly<Record<string, number>>> {
  const counts = columns.map(({ column, isSealed }) =>
    raw(`(count(*) FILTER (WHERE NOT ${isSealed}))::int AS "${column}"`),
  );
  const [row = {}] = await reads.rows<Record<string, number>>`SELECT ${join(counts)} FROM ${raw(`"${table}"`)}`;
  return row;
}
