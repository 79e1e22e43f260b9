import { setTimeout as pause } from 'node:timers/promises';
import pg, { DatabaseError } from 'pg';
import sql, { join, raw, type Sql as Fragment } from 'sql-template-tag';
import type { KeyRing } from '../runtime/keys.js';
import { sealedTables, type SealedColumn, type SealedKind, type SealedTable } from './sealed-columns.js';
import { columnsInRecord, type ColumnInRecord } from './sealed-form.js';
import { indexMarkOf, markOf, sealingWith, type Sealing } from './sealing.js';
import { sqlOver } from './statements.js';
import { inTransaction, type Transaction } from './transactions.js';

/** What one table had that was not sealed with the key in use. */
export interface ResealedTable {
  table: string;
  rows: number;
}

/** A row as a pass reads and writes it: its key, and each sealed column as text (bytes in hexadecimal digits). */
type Row = Record<string, string | number | null>;

/** One column in SQL, and its value from what is stored to what is to be stored. */
interface ColumnInSql {
  read: (column: Fragment) => Fragment;
  /** Whether the value is plain, or sealed with another key than the one whose values begin with `mark`. */
  isOutdated: (column: Fragment, mark: string) => Fragment;
  written: (value: Fragment) => Fragment;
  reseal: (sealing: Sealing, column: SealedColumn, row: string, stored: string) => string | null;
}

const inSql: Record<SealedKind, ColumnInSql> = {
  text: {
    read: (column) => column,
    isOutdated: (column, mark) => sql`NOT starts_with(${column}, ${mark})`,
    written: (value) => value,
    reseal: (sealing, column, row, stored) => sealing.seal(column, row, sealing.open(column, row, stored)),
  },
  json: {
    read: (column) => sql`${column}::text`,
    isOutdated: (column, mark) => sql`NOT starts_with(${column} #>> '{}', ${mark})`,
    written: (value) => sql`to_jsonb(${value})`,
    reseal: (sealing, column, row, stored) =>
      sealing.sealJson(column, row, sealing.openJson(column, row, JSON.parse(stored)) as object),
  },
  bytes: {
    read: (column) => sql`encode(${column}, 'hex')`,
    isOutdated: (column, mark) =>
      sql`(length(${column}) = 32 OR NOT starts_with(encode(${column}, 'escape'), ${mark}))`,
    written: (value) => sql`decode(${value}, 'hex')`,
    reseal: (sealing, column, row, stored) => {
      const bytes = sealing.openBytes(column, row, Buffer.from(stored, 'hex'));
      return Buffer.from(sealing.sealBytes(column, row, bytes)).toString('hex');
    },
  },
  file: {
    read: (column) => sql`encode(${column}, 'hex')`,
    // Only how it begins is read, of however many.
    isOutdated: (column, mark) =>
      sql`substr(${column}, 1, ${mark.length}::int) <> ${Buffer.from(mark, 'latin1')}::bytea`,
    written: (value) => sql`decode(${value}, 'hex')`,
    reseal: (sealing, column, row, stored) => {
      const bytes = sealing.openFile(column, row, Buffer.from(stored, 'hex'));
      return Buffer.from(sealing.sealFile(column, row, bytes)).toString('hex');
    },
  },
};

/**
 * A pass waits for a row for less time than PostgreSQL lets go by before it ends a deadlock: then it lets go of its own, and it is never a
 * person's act that is ended for it.
 */
const lockMilliseconds = 100;
const usualRowsAtOnce = 200;
const pauseMilliseconds = 200;
const attempts = 50;

/**
 * Seals every value that is plain or sealed with another key with the key in use, and makes its blind index anew: in small transactions
 * in the order of the primary keys, beside a service that runs. What is done already is passed over, so that a pass that was ended
 * goes on where it was. Then sees that PostgreSQL takes nothing but sealed values any more.
 * @param ownerUrl of the role that owns the tables: the application may change none of this
 * @param sealing with the keys of the ring; `takingPlain` for a record from before its columns were sealed
 * @returns each table, once it is done
 * @throws UnreadableColumn at the first value that does not open; what was sealed before it stays
 */
export async function* resealEverything(
  ownerUrl: string,
  keys: KeyRing,
  sealing: Sealing = sealingWith(keys),
): AsyncGenerator<ResealedTable> {
  const options = `-c lock_timeout=${lockMilliseconds}`;
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1, pipeline: true, options });
  try {
    for (const [table, shape] of Object.entries<SealedTable>(sealedTables)) {
      yield { table, rows: await resealTable(pool, new TablePass(table, shape, { keys, sealing })) };
    }
    for (const column of columnsInRecord) await patiently(() => guard(pool, column));
  } finally {
    await pool.end();
  }
}

async function resealTable(pool: pg.Pool, pass: TablePass): Promise<number> {
  let count = 0;
  let last: Row | undefined;
  do {
    const page = await resealPage(pool, pass, last);
    count += page.length;
    last = page.at(-1);
  } while (last !== undefined);
  return count;
}

const resealPage = async (pool: pg.Pool, pass: TablePass, last: Row | undefined): Promise<Row[]> =>
  patiently(() =>
    inTransaction(pool, pass.sealing, async (transaction) => {
      const page = await pass.lockOutdated(transaction, last);
      if (page.length > 0) pass.reseal(transaction, page);
      return page;
    }),
  );

/** Does what gives way to whoever holds a lock, until nobody does. */
async function patiently<T>(work: () => Promise<T>, attempt = 1): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isLockHeld(error) || attempt === attempts) throw error;
    await pause(pauseMilliseconds);
    return patiently(work, attempt + 1);
  }
}

/** Has PostgreSQL keep what is not sealed out of a column, where it does not yet; its rows are read beside the people who work. */
async function guard(pool: pg.Pool, { table, constraint, isSealed }: ColumnInRecord): Promise<void> {
  const { rows, run } = sqlOver(async (statement) => pool.query(statement));
  const [known] = await rows<{ convalidated: boolean }>`
    SELECT convalidated FROM pg_constraint WHERE conname = ${constraint} AND connamespace = 'public'::regnamespace`;
  if (known?.convalidated === true) return;
  if (known === undefined)
    await run`ALTER TABLE ${named(table)} ADD CONSTRAINT ${named(constraint)} CHECK (${raw(isSealed)}) NOT VALID`;
  await run`ALTER TABLE ${named(table)} VALIDATE CONSTRAINT ${named(constraint)}`;
}

const isLockHeld = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === '55P03' || error.code === '40P01');

/** The statements of a pass over one table. */
class TablePass {
  readonly sealing: Sealing;
  private readonly keys: KeyRing;
  private readonly key: [string, string][];
  private readonly columns: [string, ColumnInSql][];
  private readonly rowsAtOnce: number;
  private readonly indexes: [string, NonNullable<SealedTable['indexes']>[string]][];

  constructor(
    private readonly table: string,
    { key, columns, indexes = {}, rowsAtOnce = usualRowsAtOnce }: SealedTable,
    { keys, sealing }: { keys: KeyRing; sealing: Sealing },
  ) {
    this.keys = keys;
    this.sealing = sealing;
    this.rowsAtOnce = rowsAtOnce;
    this.key = Object.entries(key);
    this.columns = Object.entries(columns).map(([name, kind]) => [name, inSql[kind]]);
    this.indexes = Object.entries(indexes);
  }

  /** The next rows with something outdated, in the order of the primary key, locked. */
  async lockOutdated({ rows }: Transaction, last: Row | undefined): Promise<Row[]> {
    const { current } = this.keys;
    const key = join(this.key.map(([name]) => named(name)));
    const isOutdated = [
      ...this.columns.map(([name, column]) => column.isOutdated(named(name), markOf(current))),
      ...this.indexes.map(([name]) => inSql.text.isOutdated(named(name), indexMarkOf(current))),
    ];
    const after = join(this.key.map(([name, type]) => sql`${last?.[name]}::${raw(type)}`));
    const isNext = last === undefined ? sql`true` : sql`(${key}) > (${after})`;
    const values = join(this.columns.map(([name, column]) => sql`${column.read(named(name))} AS ${named(name)}`));
    return rows<Row>`
      SELECT ${key}, ${values} FROM ${named(this.table)} WHERE ${isNext} AND (${join(isOutdated, ' OR ')})
      ORDER BY ${key} LIMIT ${this.rowsAtOnce} FOR NO KEY UPDATE`;
  }

  /** Stores rows as they are sealed now. The trigger of "Referral" lets only a transaction pass that says what it does. */
  reseal({ write }: Transaction, page: readonly Row[]): void {
    const resealed = JSON.stringify(page.map((row) => this.resealed(row)));
    const assignments = [
      ...this.columns.map(([name, column]) => sql`${named(name)} = ${column.written(sql`r.${named(name)}`)}`),
      ...this.indexes.map(([name]) => sql`${named(name)} = r.${named(name)}`),
    ];
    const definitions = [
      ...this.key.map(([name, type]) => sql`${named(name)} ${raw(type)}`),
      ...[...this.columns, ...this.indexes].map(([name]) => sql`${named(name)} text`),
    ];
    const isSame = this.key.map(([name]) => sql`t.${named(name)} = r.${named(name)}`);
    write`SELECT set_config('front_door.resealing', 'on', true)`;
    write`
      UPDATE ${named(this.table)} t SET ${join(assignments)}
      FROM jsonb_to_recordset(${resealed}::jsonb) AS r(${join(definitions)}) WHERE ${join(isSame, ' AND ')}`;
  }

  private resealed(row: Row): Row {
    const id = this.key.map(([name]) => row[name]).join(':');
    const { sealing } = this;
    const changed = this.columns.map(([name, { reseal }]): [string, string | null] => {
      const stored = textOf(row[name]);
      return [name, stored === null ? null : reseal(sealing, this.column(name), id, stored)];
    });
    const indexes = this.indexes.map(([name, { of, as }]): [string, string | null] => [
      name,
      sealing.blindIndex(as, sealing.open(this.column(of), id, textOf(row[of]))),
    ]);
    return { ...row, ...Object.fromEntries([...changed, ...indexes]) };
  }

  private column(name: string): SealedColumn {
    return `${this.table}.${name}` as SealedColumn;
  }
}

const textOf = (value: Row[string] | undefined): string | null => (typeof value === 'string' ? value : null);

/** A name of sealed-columns.ts in a statement. */
const named = (name: string): Fragment => raw(`"${name}"`);
