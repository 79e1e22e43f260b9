import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SealedKind } from '../../records/sealed-columns.js';
import { columnsInRecord, unsealedColumns } from '../../records/sealed-form.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { letPlainIn } from '../support/plain-record.js';

let hub: Hub;
let inHand: CaseInHand;
beforeAll(async () => {
  hub = await openHub();
  inHand = await hub.receive();
  await hub.screen(inHand);
  await hub.answer(inHand, 'police');
  await hub.decide(inHand, { gaps: await hub.gaps(inHand) });
});
afterAll(async () => {
  await hub.close();
});

const inTheClear: Record<SealedKind, string> = {
  text: `'FORGED'`,
  json: `'{"line1": "FORGED"}'`,
  bytes: `decode(repeat('00', 32), 'hex')`,
  file: `'\\x09255044462d'::bytea`,
};

async function columnsOf(table: string): Promise<string[]> {
  const rows = await hub.asOwner<{ name: string }>(
    'SELECT column_name AS "name" FROM information_schema.columns WHERE table_name = $1',
    [table],
  );
  return rows.map(({ name }) => name);
}

const everyColumnOptional = (columns: readonly string[]): string =>
  columns.map((column) => `ALTER "${column}" DROP NOT NULL`).join();

const rationale = { table: 'Screening', column: 'rationale' };

describe('a sealed column', () => {
  it('holds nothing in the clear, and PostgreSQL keeps it so, in every one of them', async () => {
    expect(await unsealedColumns(hub.database)).toEqual([]);
  });

  it.each(columnsInRecord)('takes nothing in the clear, not even from the owner: $table.$column', async (sealed) => {
    const { table, column, kind, constraint } = sealed;

    const writing = hub.asOwner(
      `CREATE TEMPORARY TABLE "copy" (LIKE "${table}" INCLUDING CONSTRAINTS);
       ALTER TABLE "copy" ${everyColumnOptional(await columnsOf(table))};
       INSERT INTO "copy" ("${column}") VALUES (${inTheClear[kind]})`,
    );

    await expect(writing).rejects.toMatchObject({ code: '23514', constraint });
  });
});

describe('what somebody has put there in the clear, past that', () => {
  beforeAll(async () => {
    await letPlainIn(hub, rationale);
    await hub.asOwner(`UPDATE "Screening" SET "rationale" = 'FORGED'`);
  });

  it('is shown to nobody', async () => {
    await expect(hub.look(inHand)).rejects.toMatchObject({ name: 'UnreadableColumn', missingKey: undefined });
  });

  it('is counted, with the column that is guarded no more', async () => {
    expect(await unsealedColumns(hub.database)).toEqual([
      { column: 'Screening.rationale', plain: 1, isGuarded: false },
    ]);
  });
});
