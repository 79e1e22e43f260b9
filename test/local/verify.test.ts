import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHub, type Hub } from '../support/hub.js';
import { testSecretKeys } from '../support/keys.js';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

let hub: Hub;
beforeAll(async () => {
  hub = await openHub();
});
afterAll(async () => {
  await hub.close();
});

/** Runs the program of `npm run audit:verify` on the hub's record to its end. */
async function verify(): Promise<{ said: string; complaint: string; succeeded: boolean }> {
  const variables = {
    DATABASE_URL: hub.applicationUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'no-reply@hub.example',
    PUBLIC_URL: 'https://front-door.example',
    SECRET_KEYS: testSecretKeys,
  };
  return new Promise((resolve) => {
    const settings = { cwd: projectFolder, env: { ...process.env, ...variables }, timeout: 20_000 };
    execFile(process.execPath, ['--import', 'tsx', 'records/verify.ts'], settings, (error, said, complaint) => {
      resolve({ said: said.trim(), complaint: complaint.trim(), succeeded: error === null });
    });
  });
}

describe('npm run audit:verify', () => {
  it('says how much it has read where every log is whole', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.receive();

    expect(await verify()).toEqual({
      said: '3 events of 2 cases read: every log is whole.',
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

    const { complaint, succeeded } = await verify();

    expect(succeeded).toBe(false);
    expect(complaint).toContain(`${inHand.reference}: entry 2 is not what was recorded.`);
    expect(complaint).toMatch(/read: 1 log is broken\.$/);
  });
});
