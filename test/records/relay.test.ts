import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { workflowIdOf } from '../../domain/process.js';
import { claimUnheard } from '../../records/course.js';
import { ringEveryCase, startRelay, type Relay } from '../../records/relay.js';
import { hearSituation } from '../../records/situation.js';
import type { TemporalEnvironment } from '../../runtime/environment.js';
import { processConverter } from '../../runtime/process-payloads.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { keyRing } from '../support/keys.js';
import { temporalAddress } from '../support/stack.js';
import { until } from '../support/until.js';

// No worker listens on this queue: what is rung is not heard unless a test hears it.
const temporal: TemporalEnvironment = {
  address: temporalAddress(),
  namespace: 'default',
  taskQueue: `test-${randomUUID()}`,
};

let hub: Hub;
let connection: Connection;
let client: Client;
const relays: Relay[] = [];
const troubles: unknown[] = [];
beforeAll(async () => {
  hub = await openHub();
  connection = await Connection.connect({ address: temporal.address });
  client = new Client({ connection, dataConverter: processConverter(keyRing()) });
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map(async (relay) => relay.stop()));
  await hub.asOwner('UPDATE "CaseCourse" SET "heardSeq" = "courseSeq"');
  hub.ringWith(() => undefined);
  troubles.length = 0;
});
afterAll(async () => {
  await connection.close();
  await hub.close();
});

function relayTo(address: string): Relay {
  const relay = startRelay({
    database: hub.database,
    temporal: { ...temporal, address },
    keys: keyRing(),
    onTrouble: (error) => troubles.push(error),
  });
  relays.push(relay);
  hub.ringWith(relay.ring);
  return relay;
}

/** How often a case's workflow has been rung. */
async function ringsAt(inHand: CaseInHand): Promise<number> {
  const history = await client.workflow
    .getHandle(workflowIdOf(inHand))
    .fetchHistory()
    .catch(() => undefined);
  return (history?.events ?? []).filter(({ workflowExecutionSignaledEventAttributes: signal }) => signal != null)
    .length;
}

const rungTimes = async (inHand: CaseInHand, times: number): Promise<number> =>
  until(`${times} rings`, async () => {
    const rings = await ringsAt(inHand);
    return rings >= times ? rings : undefined;
  });

/** As if the time until the next ring had passed. */
async function timeToRing({ caseId }: CaseInHand): Promise<void> {
  await hub.asOwner(`UPDATE "CaseCourse" SET "ringAt" = now() - interval '1 second' WHERE "caseId" = $1`, [caseId]);
}

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

describe('the relay', () => {
  it('rings at once after an act that changes the course', async () => {
    const relay = relayTo(temporal.address);

    const inHand = await hub.receive();

    expect(await rungTimes(inHand, 1)).toBe(1);
    expect(await relay.isConnected()).toBe(true);
  });

  it('rings a case again and again until its workflow has heard', async () => {
    relayTo(temporal.address);
    const inHand = await hub.receive();
    await rungTimes(inHand, 1);

    await timeToRing(inHand);
    await rungTimes(inHand, 2);
    await timeToRing(inHand);
    await rungTimes(inHand, 3);

    await hearSituation(hub.database.acts, inHand);
    await timeToRing(inHand);
    expect(await claimUnheard(hub.database, 50)).toEqual([]);
  });

  it('finds what a process that died between commit and ring has left behind', async () => {
    const inHand = await hub.receive();
    await timeToRing(inHand);

    relayTo(temporal.address);

    expect(await rungTimes(inHand, 1)).toBe(1);
  });

  it('loses nothing while Temporal is away, and rings when it is back', async () => {
    const away = relayTo(await closedPort());
    const first = await hub.receive();
    const second = await hub.receive();
    await hub.screen(first);
    await until('the relay to notice', () => troubles[0]);
    expect(await away.isConnected()).toBe(false);
    await away.stop();

    relayTo(temporal.address);

    await rungTimes(first, 1);
    await rungTimes(second, 1);
  });

  it('answers acts at once while Temporal is away', async () => {
    relayTo(await closedPort());

    const inHand = await hub.receive();
    await hub.screen(inHand);
    await hub.answer(inHand, 'police', 'health', 'education');

    expect((await hub.look(inHand)).checks.filter(({ state }) => state === 'answered')).toHaveLength(3);
  });

  it('starts one workflow for a case, with what tells it from others in Temporal’s own lists', async () => {
    relayTo(temporal.address);
    const inHand = await hub.receive();
    await rungTimes(inHand, 1);
    await timeToRing(inHand);
    await rungTimes(inHand, 2);

    const description = await client.workflow.getHandle(workflowIdOf(inHand)).describe();

    expect(description.workflowId).toBe(`hub/${inHand.reference}/${inHand.caseId}`);
    expect(await description.staticSummary()).toBe(`Case ${inHand.reference}`);
    expect(description.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
      expect.arrayContaining([
        ['MashHub', 'hub'],
        ['CaseStage', 'received'],
      ]),
    );
  });
});

describe('the claim of cases to ring', () => {
  /** Instants of the record are whole milliseconds. */
  const rounding = 0.002;
  const everyRingIsDue = `UPDATE "CaseCourse" SET "ringAt" = now() - interval '1 second'`;

  it('takes Red cases first, then those that wait longest', async () => {
    const [amber, green, red] = [await hub.receive(), await hub.receive(), await hub.receive()];
    await hub.screen(amber);
    await hub.screen(green, { rating: 'green' });
    await hub.screen(red, { rating: 'red' });
    await hub.asOwner(everyRingIsDue);
    await hub.asOwner(`UPDATE "CaseCourse" SET "ringAt" = now() - interval '1 hour' WHERE "caseId" = $1`, [
      green.caseId,
    ]);

    const claimed = [
      await claimUnheard(hub.database, 1),
      await claimUnheard(hub.database, 1),
      await claimUnheard(hub.database, 50),
    ];

    expect(claimed.map((starts) => starts.map(({ reference }) => reference))).toEqual([
      [red.reference],
      [green.reference],
      [amber.reference],
    ]);
  });

  it('waits longer from time to time, up to a minute', async () => {
    const inHand = await hub.receive();
    const waits: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      await timeToRing(inHand);
      const [before] = await hub.asOwner<{ at: Date }>('SELECT clock_timestamp() AS "at"');
      await claimUnheard(hub.database, 50);
      const { ringAt } = await hub.database.trees.caseCourse.findUniqueOrThrow({ where: { caseId: inHand.caseId } });
      const seconds = (ringAt.getTime() - (before?.at.getTime() ?? 0)) / 1000;
      waits.push(Math.floor((seconds + rounding) / 5) * 5);
    }

    expect(waits).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it('passes over a case that another process has in hand', async () => {
    const [held, free] = [await hub.receive(), await hub.receive()];
    await hub.asOwner(everyRingIsDue);
    const other = new pg.Client({ connectionString: hub.applicationUrl });
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT FROM "CaseCourse" WHERE "caseId" = $1 FOR UPDATE', [held.caseId]);

    const claimed = await claimUnheard(hub.database, 50);

    await other.end();
    expect(claimed.map(({ reference }) => reference)).toEqual([free.reference]);
  });

  it('gives no case to two processes at once', async () => {
    const cases = [];
    for (let count = 0; count < 6; count += 1) cases.push(await hub.receive());
    await hub.asOwner(everyRingIsDue);

    const claims = await Promise.all([1, 2, 3].map(async () => claimUnheard(hub.database, 50)));

    const claimed = claims.flat().map(({ reference }) => reference);
    expect(claimed.sort()).toEqual(cases.map(({ reference }) => reference).sort());
  });
});

describe('ringing every case', () => {
  it('rings those in flight and those closed ones that still owe a message', async () => {
    const [flying, closed, owing] = [await hub.receive(), await hub.receive(), await hub.receive()];
    await hub.asOwner(`UPDATE "Case" SET "closedAt" = now(), "stage" = 'closed'`);
    await hub.asOwner(`UPDATE "Notice" SET "state" = 'sent' WHERE "caseId" <> $1`, [owing.caseId]);
    await hub.asOwner(`UPDATE "Case" SET "closedAt" = NULL, "stage" = 'received' WHERE "id" = $1`, [flying.caseId]);

    const rung = await ringEveryCase({ database: hub.database, temporal, keys: keyRing() });

    expect(rung).toEqual({ rung: 2, unrung: [] });
    expect([await ringsAt(flying), await ringsAt(owing), await ringsAt(closed)]).toEqual([1, 1, 0]);
  });
});
