import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellKeysInUse, type KeysInUse } from '../../records/keys-in-use.js';
import { openHub, type Hub } from '../support/hub.js';
import { keyRing, rotatedSecretKeys, testSecretKeys } from '../support/keys.js';
import { runProgram, type Ran } from '../support/run-program.js';
import { until } from '../support/until.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
  await hub.receive();
});
afterAll(async () => {
  await hub.close();
});

const rotate = async (keys: string, ...options: readonly string[]): Promise<Ran> =>
  runProgram('records/rotate.ts', { MIGRATION_DATABASE_URL: hub.ownerUrl, SECRET_KEYS: keys }, ...options);

/** Runs as a process with these keys does, as far as the record is told, until it is stopped. */
async function running(keys: string): Promise<KeysInUse> {
  const inUse = tellKeysInUse({
    ...{ database: hub.database, program: 'api', keys: keyRing(keys) },
    onTrouble: (error) => {
      throw error;
    },
  });
  await until(
    'its word',
    async () => (await hub.asOwner('SELECT 1 FROM "RunningProcess" WHERE "program" = $1', ['api']))[0],
  );
  return inUse;
}

const verify = async (keys: string): Promise<Ran> =>
  runProgram('records/verify.ts', { DATABASE_URL: hub.applicationUrl, SECRET_KEYS: keys });

const [newKey = ''] = rotatedSecretKeys.split(',');

const standsStill = '--service-stands-still';
const keyOf = async (): Promise<unknown> =>
  hub.asOwner(`SELECT split_part("referrerEmail", ':', 1) AS "key" FROM "Referral"`);

describe('npm run keys:rotate', () => {
  it.each([
    ['does not have the key', testSecretKeys],
    ['has it, but seals with another yet', rotatedSecretKeys.split(',').reverse().join()],
  ])('seals nothing while a process of the service %s', async (_what, keys) => {
    const process = await running(keys);
    const refused = [await rotate(rotatedSecretKeys), await rotate(rotatedSecretKeys, standsStill)];
    await process.stop();

    for (const { complaint, succeeded } of refused) {
      expect(succeeded).toBe(false);
      expect(complaint).toMatch(/^Nothing was sealed: the service does not seal with the key test-2 yet \(api: test/);
    }
    expect(await keyOf()).toEqual([{ key: '\ttest' }]);
  });

  it('wants to be told that the service stands still where no process says that it runs', async () => {
    await hub.asOwner(
      `INSERT INTO "RunningProcess" VALUES (gen_random_uuid(), 'worker', '{test-2}', now() - interval '4 minutes')`,
    );
    const { complaint, succeeded } = await rotate(rotatedSecretKeys);

    expect(succeeded).toBe(false);
    expect(complaint).toMatch(/^Nothing was sealed: no process of the service runs.* or add --service-stands-still\.$/);
    expect(await keyOf()).toEqual([{ key: '\ttest' }]);
  });

  it('says which key it needs where the ring has not the one that the record is sealed with', async () => {
    const { complaint, succeeded } = await rotate(newKey, standsStill);

    expect(succeeded).toBe(false);
    expect(complaint).toMatch(
      /^Referral\.\w+ of [0-9a-f-]{36} needs the key test\. What was sealed before it stays so\.$/,
    );
  });

  it('names what it must be told', async () => {
    const { complaint } = await runProgram('records/rotate.ts', { SECRET_KEYS: testSecretKeys });

    expect(complaint).toContain('  MIGRATION_DATABASE_URL must be');
  });

  it('says how many rows of each table it has sealed anew, and leaves logs that verify with the new key alone', async () => {
    const process = await running(rotatedSecretKeys);
    const { said, complaint, succeeded } = await rotate(rotatedSecretKeys);
    await process.stop();

    expect({ complaint, succeeded }).toEqual({ complaint: '', succeeded: true });
    expect(said.split('\n').slice(0, 1)).toEqual(['Referral: 1 row sealed anew.']);
    expect(said).toMatch(/\nCaseEventContent: \d+ rows sealed anew\.\nEverything is sealed with the key test-2\.$/);
    expect((await verify(newKey)).said).toContain('1 event of 1 case read: every log is whole.');
  });

  it('after which the logs are not called broken where only the key is missing', async () => {
    const { complaint, succeeded } = await verify(testSecretKeys);

    expect(succeeded).toBe(false);
    expect(complaint).toMatch(
      /^CaseEventContent\.\w+ of \S+ needs the key test-2: without it, nothing can be said of the logs\.$/,
    );
  });
});
