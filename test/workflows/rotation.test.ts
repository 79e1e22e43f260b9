import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { agencies } from '../../domain/policy.js';
import type { KeyRing } from '../../runtime/keys.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { keyRing, rotatedSecretKeys } from '../support/keys.js';
import { keysOf, openedWordsOf } from '../support/payloads.js';
import { startProcess, type HubProcess } from '../support/process.js';
import { until } from '../support/until.js';

const codes = agencies.map(({ code }) => code);
const oldRing = keyRing();
const rotated = keyRing(rotatedSecretKeys);
const [newSecret = ''] = rotatedSecretKeys.split(',');
const withoutOld = keyRing(newSecret);

let hub: Hub;
let process: HubProcess;
beforeEach(async () => {
  hub = await openHub();
  process = await startProcess(hub, { keys: oldRing });
});
afterEach(async () => {
  await process.stop();
  await hub.close();
});

/** Starts relay and worker again, with other keys. */
async function restartWith(keys: KeyRing): Promise<void> {
  const { taskQueue } = process.temporal;
  await process.stop();
  process = await startProcess(hub, { keys, taskQueue });
}

/** A case that waits for the agencies' answers, begun under the old key. */
async function caseUnderOldKey(): Promise<CaseInHand> {
  const inHand = await hub.receive();
  await process.settled(inHand);
  await hub.screen(inHand);
  await process.settled(inHand);
  return inHand;
}

async function finish(inHand: CaseInHand): Promise<void> {
  await hub.answer(inHand, ...codes);
  await hub.decide(inHand);
  await process.closed(inHand);
}

describe('a run that was begun under another key', () => {
  it('goes on to its end, and what it says from then on is sealed with the new key', async () => {
    const inHand = await caseUnderOldKey();

    await restartWith(rotated);
    await finish(inHand);

    const history = await process.history(inHand);
    const used = keysOf(history);
    expect(used[0]).toBe(oldRing.current.id);
    expect(used.at(-1)).toBe(rotated.current.id);
    expect(openedWordsOf(history, rotated)).toContain('The process begins');
    expect(await (await process.handle(inHand).describe()).staticSummary()).toBe(`Case ${inHand.reference}`);
  });

  it('stands still where its key was taken away, loses nothing, and goes on once the key is back', async () => {
    const inHand = await caseUnderOldKey();

    await restartWith(withoutOld);
    await hub.answer(inHand, ...codes);
    const failed = await until('a task to fail', async () => {
      const { events } = await process.history(inHand);
      return events?.find(({ workflowTaskFailedEventAttributes: task }) => task != null);
    });
    await restartWith(rotated);
    await hub.decide(inHand);
    await process.closed(inHand);

    expect(openedWordsOf(failed, rotated)).toContain(`There is no key ${oldRing.current.id}`);
  });
});
