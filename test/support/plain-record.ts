import { sealedTables, type SealedColumn, type SealedTable } from '../../records/sealed-columns.js';
import { columnsInRecord, type ColumnInRecord } from '../../records/sealed-form.js';
import type { Hub } from './hub.js';

type Row = Record<string, unknown>;

/** Opens every sealed column of the record where it stands and forgets the blind indexes, as if it were from before columns were sealed. */
export async function makePlain(hub: Hub): Promise<void> {
  await hub.asOwner('ALTER TABLE "Referral" DISABLE TRIGGER USER');
  await letPlainIn(hub, ...columnsInRecord);
  for (const [table, shape] of Object.entries<SealedTable>(sealedTables)) {
    const rows = await hub.asOwner<Row>(`SELECT * FROM "${table}"`);
    for (const row of rows) await makeRowPlain(hub, table, shape, row);
  }
  await hub.asOwner('ALTER TABLE "Referral" ENABLE TRIGGER USER');
}

/** Lifts what keeps values in the clear out of columns, as only the owner of the record could. */
export async function letPlainIn(
  hub: Pick<Hub, 'asOwner'>,
  ...columns: readonly Pick<ColumnInRecord, 'table' | 'column'>[]
): Promise<void> {
  for (const { table, column } of columns)
    await hub.asOwner(`ALTER TABLE "${table}" DROP CONSTRAINT "${table}_${column}_is_sealed"`);
}

async function makeRowPlain(
  hub: Hub,
  table: string,
  { key, columns, indexes = {} }: SealedTable,
  row: Row,
): Promise<void> {
  const keys = Object.keys(key);
  const id = keys.map((name) => String(row[name])).join(':');
  const plain = Object.keys(columns).map((name) => opened(hub, `${table}.${name}` as SealedColumn, id, row[name]));
  const names = [...Object.keys(columns), ...Object.keys(indexes)];
  const values = [...plain, ...Object.keys(indexes).map(() => null)];
  const assignments = names.map((name, index) => `"${name}" = $${index + 1}`);
  const isRow = keys.map((name, index) => `"${name}" = $${names.length + index + 1}`);
  await hub.asOwner(`UPDATE "${table}" SET ${assignments.join()} WHERE ${isRow.join(' AND ')}`, [
    ...values,
    ...keys.map((name) => row[name]),
  ]);
}

function opened({ database: { sealing } }: Hub, column: SealedColumn, id: string, stored: unknown): unknown {
  const [table = '', name = ''] = column.split('.');
  const kind = (sealedTables as Record<string, SealedTable>)[table]?.columns[name];
  if (kind === 'json') return sealing.openJson(column, id, stored);
  if (kind === 'bytes') return sealing.openBytes(column, id, stored as Uint8Array);
  if (kind === 'file') return sealing.openFile(column, id, stored as Uint8Array);
  return sealing.open(column, id, stored as string | null);
}
