import { describe, expect, it } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { processConverter } from '../../runtime/process-payloads.js';
import { recordedHistories } from '../support/histories.js';
import { keyRing } from '../support/keys.js';
import { quietRuntime } from '../support/process.js';
import { workflowBundle } from '../support/stack.js';

describe('the workflow as it is now', () => {
  it('takes every recorded case the way it went', async () => {
    quietRuntime();
    const replayed: string[] = [];
    const errors: unknown[] = [];

    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle: workflowBundle(), dataConverter: processConverter(keyRing()) },
      recordedHistories(),
    )) {
      replayed.push(workflowId);
      if (error !== undefined) errors.push(error);
    }

    expect(errors).toEqual([]);
    expect(replayed.length).toBeGreaterThanOrEqual(3);
  });
});
