import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { columnsInRecord } from '../../records/sealed-form.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHub, type Hub } from '../support/hub.js';
import { rotatedSecretKeys, testSecretKeys } from '../support/keys.js';
import { letPlainIn } from '../support/plain-record.js';
import { runProgram, type Ran } from '../support/run-program.js';
import { look, seal, sealings, tamper } from '../support/sealed.js';

let hub: Hub;
let folder: string;
beforeAll(async () => {
  hub = await openHub();
  folder = await mkdtemp(join(tmpdir(), 'front-door-'));
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

/** Runs a program of the record to its end: `npm run audit:verify` is `verify`, `npm run audit:digest` is `digest`. */
const run = async (program: 'verify' | 'digest', ...options: readonly string[]): Promise<Ran> =>
  runWith(testSecretKeys, program, ...options);

const runWith = async (keys: string, program: 'verify' | 'digest', ...options: readonly string[]): Promise<Ran> =>
  runProgram(
    `records/${program}.ts`,
    {
      DATABASE_URL: hub.applicationUrl,
      SECRET_KEYS: keys,
    },
    ...options,
  );

describe('npm run audit:verify', () => {
  it('says how much it has read where every log is whole', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.receive();

    expect(await run('verify')).toEqual({
      said: `3 events of 2 cases read: every log is whole.\n${columnsInRecord.length} sealed columns read: nothing is in the clear.\nNo day is sealed yet.`,
      complaint: '',
      succeeded: true,
    });
  });

  it('names the case and the first entry that is not what was recorded, and fails', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.asOwner('ALTER TABLE "CaseEvent" DISABLE TRIGGER USER');
    await hub.asOwner(`UPDATE "CaseEvent" SET "actorRole" = 'auditor' WHERE "caseId" = $1 AND "seq" = 2`, [
      inHand.caseId,
    ]);
    await hub.asOwner('ALTER TABLE "CaseEvent" ENABLE TRIGGER USER');

    const { complaint, succeeded } = await run('verify');

    expect(succeeded).toBe(false);
    expect(complaint).toContain(`${inHand.reference}: entry 2 is not what was recorded.`);
    expect(complaint).toMatch(/The record is not what was recorded, in 1 place\.$/);
  });

  it('names the columns that hold something in the clear, and those that would take it', async () => {
    await hub.screen(await hub.receive());
    await letPlainIn(hub, { table: 'Screening', column: 'rationale' });
    const before = await hub.asOwner<{ id: string; rationale: string }>('SELECT "id", "rationale" FROM "Screening"');
    await hub.asOwner(`UPDATE "Screening" SET "rationale" = 'FORGED'`);

    const { complaint, succeeded } = await run('verify');

    for (const { id, rationale } of before)
      await hub.asOwner('UPDATE "Screening" SET "rationale" = $2 WHERE "id" = $1', [id, rationale]);
    expect(succeeded).toBe(false);
    expect(complaint).toContain(
      `Screening.rationale: ${before.length} values in the clear, which the service did not write.`,
    );
    expect(complaint).toContain('Screening.rationale: the constraint that keeps values in the clear out is gone.');
    expect(complaint).not.toContain('FORGED');
  });

  it('holds a digest that was kept elsewhere against the record, and names what was rewritten since', async () => {
    const inHand = await hub.receive();
    await look(hub, inHand);
    await seal(hub, sealings[0]);
    const file = join(folder, 'digest.json');
    await writeFile(file, (await run('digest')).said);
    const before = await run('verify', '--digest', file);
    await tamper(hub, `UPDATE "SealedHead" SET "hash" = sha256('other') WHERE "caseId" = '${inHand.caseId}'`);
    const after = await run('verify', '--digest', file);

    expect(before.said).toMatch(/1 sealed day with 1 look and 5 heads of cases read, up to 2028-08-21: .* whole\.$/m);
    expect(before.said).toContain('The record agrees with the kept digest of 2028-08-21.');
    expect(after.succeeded).toBe(false);
    expect(after.complaint).toContain(`The heads of cases sealed on 2028-08-21 are not those in its digest.`);
  });

  it('says which file it cannot read', async () => {
    const { complaint, succeeded } = await run('verify', '--digest', join(folder, 'nothing.json'));

    expect(succeeded).toBe(false);
    expect(complaint).toMatch(/nothing\.json cannot be read/);
  });
});

describe('a file that is no digest, or one that nothing can be learnt from,', () => {
  it.each(['{}', 'no JSON'])('is blamed itself, and not the record: %s', async (content) => {
    const file = join(folder, 'other.json');
    await writeFile(file, content);

    const { complaint, said, succeeded } = await run('verify', '--digest', file);

    expect({ said, succeeded }).toEqual({ said: '', succeeded: false });
    expect(complaint).toMatch(
      /^The file is no digest as npm run audit:digest writes it\. The record was not verified: .*other\.json\.$/,
    );
  });
});

describe('either of them', () => {
  it.each(['verify', 'digest'] as const)('refuses keys that anybody could have typed: audit:%s', async (program) => {
    const { complaint, succeeded } = await runWith(`test:${'A'.repeat(43)}`, program);

    expect(succeeded).toBe(false);
    expect(complaint).toContain('SECRET_KEYS must be random');
  });
});

describe('npm run audit:digest', () => {
  it('prints the newest digest, and nothing else', async () => {
    const { said, succeeded } = await run('digest');

    expect(succeeded).toBe(true);
    expect(JSON.parse(said)).toMatchObject({ keyId: 'test', publicKey: expect.stringContaining('PUBLIC KEY') });
  });
});

it('a newest digest whose key has left the ring is not printed, and the key is named', async () => {
  const [otherKey = ''] = rotatedSecretKeys.split(',');
  const { complaint, succeeded } = await runWith(otherKey, 'digest');

  expect(succeeded).toBe(false);
  expect(complaint).toMatch(
    /^The newest digest, of 2028-08-21, is signed under the key test, which is not among [^\n]*$/,
  );
});
