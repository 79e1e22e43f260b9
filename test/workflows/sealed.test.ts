import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type WorkflowService } from '@temporalio/client';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { keyRing } from '../support/keys.js';
import { keysOf, openedWordsOf, payloadsOf, unsealedPlaces, wordsOf } from '../support/payloads.js';
import { startProcess, type HubProcess } from '../support/process.js';
import { until } from '../support/until.js';

/*
 * What lies in Temporal's store, read by a client that has no keys: whoever holds a copy of the store reads no more than this.
 */

let hub: Hub;
let process: HubProcess;
let keyless: Client;
beforeAll(async () => {
  hub = await openHub();
  process = await startProcess(hub);
  keyless = new Client({ connection: process.client.connection });
});
afterAll(async () => {
  await process.stop();
  await hub.close();
});

const describedBy = async (workflowId: string): ReturnType<WorkflowService['describeWorkflowExecution']> =>
  keyless.workflowService.describeWorkflowExecution({
    namespace: process.temporal.namespace,
    execution: { workflowId },
  });

/** Everything that Temporal keeps of a workflow, as it keeps it. */
async function keptOf(workflowId: string): Promise<unknown> {
  return [await describedBy(workflowId), await keyless.workflow.getHandle(workflowId).fetchHistory()];
}

const keptOfCase = async (inHand: CaseInHand): Promise<unknown> => keptOf(process.handle(inHand).workflowId);

/** What a query answers, as it comes over the wire. */
const queried = async (inHand: CaseInHand): Promise<unknown> =>
  keyless.workflowService.queryWorkflow({
    namespace: process.temporal.namespace,
    execution: { workflowId: process.handle(inHand).workflowId },
    query: { queryType: '__temporal_workflow_metadata' },
  });

/** Search attributes must be searched, and of a local activity Temporal's own library keeps when it ran. */
const inTheClear = /searchAttributes|^events\.markerRecordedEventAttributes\.details\.data\.payloads$/;

describe('a case in the store of Temporal', () => {
  it('has every payload sealed, but for its search attributes and when local activities ran', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    await hub.screen(inHand);
    await process.settled(inHand);

    const kept = await keptOfCase(inHand);

    expect([...unsealedPlaces(kept)].filter((place) => !inTheClear.test(place))).toEqual([]);
    expect(new Set(keysOf(kept))).toEqual(new Set([keyRing().current.id]));
  });

  it('shows neither what it waits for nor what was done', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    await hub.screen(inHand);
    await process.settled(inHand);

    const kept = await keptOfCase(inHand);
    const answered = await queried(inHand);

    for (const words of [`Case ${inHand.reference}`, 'The process begins', 'wakes at 2028-08-21', 'heardSeq']) {
      expect(wordsOf(kept)).not.toContain(words);
      expect(openedWordsOf(kept)).toContain(words);
    }
    for (const words of ['Waiting for agencies to answer', 'Asked 8 agencies']) {
      expect(wordsOf([kept, answered])).not.toContain(words);
      expect(openedWordsOf([kept, answered])).toContain(words);
    }
  });
});

describe('an error in the store of Temporal', () => {
  it('that ended a workflow shows its type, and neither what it says nor where it was thrown', async () => {
    const start = { hubId: 'hub', caseId: (await hub.receive()).caseId, reference: 'Zzmark' };
    const handle = await process.client.workflow.start('caseWorkflow', {
      workflowId: `hub/sealed/${start.caseId}`,
      taskQueue: process.temporal.taskQueue,
      args: [start],
      memo: { note: 'Zzmark memo' },
      staticDetails: 'Zzmark details',
    });
    await handle.result().catch(() => undefined);

    const kept = await keptOf(handle.workflowId);

    expect(wordsOf(kept)).toContain('CaseMismatch');
    for (const words of ['Zzmark', 'The record knows no case', 'activities/case']) {
      expect(wordsOf(kept)).not.toContain(words);
      expect(openedWordsOf(kept)).toContain(words);
    }
    expect(openedWordsOf(kept)).toMatch(/Zzmark memo[^]*Zzmark details|Zzmark details[^]*Zzmark memo/);
  });

  it('that is tried again shows nothing of what it says either', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    await hub.asOwner('ALTER TABLE "CaseCourse" RENAME TO "CaseCourse away"');
    hub.record.ring(inHand);

    const failing = await until('a regular activity to fail', async () => {
      const { pendingActivities } = await describedBy(process.handle(inHand).workflowId);
      return pendingActivities.find(({ lastFailure }) => lastFailure != null);
    });
    await hub.asOwner('ALTER TABLE "CaseCourse away" RENAME TO "CaseCourse"');

    expect(wordsOf(failing)).not.toContain('catchUp failed');
    expect(openedWordsOf(failing)).toContain('catchUp failed: error 42P01');
    expect(payloadsOf(failing).length).toBeGreaterThan(0);
    await process.settled(inHand);
  });
});
