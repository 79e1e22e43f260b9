import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHub, type Hub } from '../support/hub.js';
import { rotatedSecretKeys, testSecretKeys } from '../support/keys.js';
import { runProgram, type Ran } from '../support/run-program.js';

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
  await hub.receive();
});
afterAll(async () => {
  await hub.close();
});

const rotate = async (keys: string): Promise<Ran> =>
  runProgram('records/rotate.ts', { MIGRATION_DATABASE_URL: hub.ownerUrl, SECRET_KEYS: keys });

const verify = async (keys: string): Promise<Ran> =>
  runProgram('records/verify.ts', { DATABASE_URL: hub.applicationUrl, SECRET_KEYS: keys });

const [newKey = ''] = rotatedSecretKeys.split(',');

describe('npm run keys:rotate', () => {
  it('says which key it needs where the ring has not the one that the record is sealed with', async () => {
    const { complaint, succeeded } = await rotate(newKey);

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
    const { said, complaint, succeeded } = await rotate(rotatedSecretKeys);

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
