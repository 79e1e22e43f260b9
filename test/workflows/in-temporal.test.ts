import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { openHub, type Hub } from '../support/hub.js';
import { openedWordsOf, valueOf } from '../support/payloads.js';
import { startProcess, type HubProcess } from '../support/process.js';
import { until } from '../support/until.js';

let hub: Hub;
let process: HubProcess;
beforeAll(async () => {
  hub = await openHub();
  process = await startProcess(hub);
});
afterAll(async () => {
  await process.stop();
  await hub.close();
});

describe('whoever looks a case up in Temporal', () => {
  it('finds its stage, rating and next deadline among its search attributes', async () => {
    const inHand = await hub.receive();
    await hub.screen(inHand, { rating: 'green' });
    await process.settled(inHand);

    const attributes = await until('the attributes', async () => {
      const { typedSearchAttributes } = await process.handle(inHand).describe();
      const pairs = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
      return pairs.CaseStage === 'checks' ? pairs : undefined;
    });

    expect(attributes).toMatchObject({ MashHub: 'hub', Rag: 'green', DueAt: new Date('2028-08-24T09:00:00Z') });
  });

  it('reads what the case is, what was done and what it waits for in plain words', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    await hub.screen(inHand);
    await process.settled(inHand);

    const handle = process.handle(inHand);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    const { events } = await handle.fetchHistory();
    const summaries = (events ?? []).flatMap(({ userMetadata }) =>
      userMetadata?.summary == null ? [] : [valueOf(userMetadata.summary)],
    );

    expect(await (await handle.describe()).staticSummary()).toBe(`Case ${inHand.reference}`);
    expect(currentDetails.replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z/g, 'then')).toBe(
      'Waiting for agencies to answer\n- then Acknowledged the referral\n- then Asked 8 agencies',
    );
    expect(summaries).toEqual(
      expect.arrayContaining([
        'The process begins',
        'Something was done on the case',
        'Waiting for agencies to answer; wakes at 2028-08-21T21:00:02.000Z',
      ]),
    );
  });
});

describe('whoever looks a closed case up in Temporal', () => {
  it('finds it closed, with everything that was told', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    await hub.screen(inHand, { checks: [] });
    await process.settled(inHand);
    await hub.decide(inHand);
    await process.closed(inHand);

    const handle = process.handle(inHand);
    const { typedSearchAttributes } = await handle.describe();
    const pairs = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');

    expect(pairs).toMatchObject({ CaseStage: 'closed' });
    expect(pairs.DueAt).toBeUndefined();
    expect(currentDetails).toMatch(/^Closed\n/);
    expect(currentDetails).toContain('Told the outcome to the referrer');
  });
});

describe('a process that does not fit its case', () => {
  it('fails and says so, and does nothing, where its reference is not that of the case', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    const before = await hub.events(inHand);
    const handle = await process.client.workflow.start('caseWorkflow', {
      workflowId: `hub/wrong/${inHand.caseId}`,
      taskQueue: process.temporal.taskQueue,
      args: [{ hubId: 'hub', caseId: inHand.caseId, reference: 'M28-0000-000' }],
    });

    const failure: unknown = await handle.result().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(WorkflowFailedError);
    const { status } = await handle.describe();
    expect(status.name).toBe('FAILED');
    expect(openedWordsOf(await handle.fetchHistory())).toContain('The record knows no case');
    expect(await hub.events(inHand)).toEqual(before);
  });

  it('fails its task at a stage that it does not know, and goes on once it does', async () => {
    const inHand = await hub.receive();
    await process.settled(inHand);
    await hub.asOwner(`UPDATE "Case" SET "stage" = 'unheard-of' WHERE "id" = $1`, [inHand.caseId]);
    hub.record.ring(inHand);

    const failed = await until('the task to fail', async () => {
      const { events } = await process.history(inHand);
      return events?.find(({ workflowTaskFailedEventAttributes: task }) => task != null);
    });
    await hub.asOwner(`UPDATE "Case" SET "stage" = 'received' WHERE "id" = $1`, [inHand.caseId]);
    await hub.screen(inHand, { checks: [] });
    await hub.decide(inHand);

    await process.closed(inHand);
    expect(openedWordsOf(failed)).toContain('is not a function');
  });
});
