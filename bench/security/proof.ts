import { Client as TemporalClient, Connection } from '@temporalio/client';
import pg from 'pg';
import { workflowIdOf } from '../../domain/process.js';
import { markOf } from '../../records/sealing.js';
import { parseKeyRing } from '../../runtime/keys.js';
import { keyOfPayload } from '../../runtime/process-payloads.js';
import { allParts, type Part } from '../without/parts.js';
import { benchKeys } from '../running.js';
import { databaseOf, type Servers } from '../servers.js';
import { call } from './acts.js';
import type { RunningContender } from './contenders.js';

/**
 * Proves by what a contender has left behind, and by what it refuses, that it worked with each part of security, or without. It is
 * asked once everything is measured: somebody is switched off for it.
 * @throws Error where a part was there that should not have been, or was not, or now and then
 */
export async function prove(servers: Servers, running: RunningContender): Promise<void> {
  const { without, name } = running.contender;
  const owner = new pg.Client({ connectionString: databaseOf(servers.postgres.ownerUrl, running.database) });
  await owner.connect();
  try {
    for (const part of allParts) {
      const found = await proofs[part]({ servers, running, owner });
      if (found === !without.includes(part)) continue;
      throw new Error(`${name}: ${part} was ${found ? 'there' : 'not there'}, and the figures are worth nothing`);
    }
  } finally {
    await owner.end();
  }
}

interface Looking {
  readonly servers: Servers;
  readonly running: RunningContender;
  readonly owner: pg.Client;
}

/** Whether each part was there. */
const proofs: Readonly<Record<Part, (looking: Looking) => Promise<boolean>>> = {
  permission: async ({ running }) => refused(running, 403, 'police', '/api/cases'),
  'fresh roles': async ({ running, owner }) => {
    await owner.query(`UPDATE "User" SET "enabled" = false WHERE "subject" = 'probation'`);
    return refused(running, 401, 'probation', '/api/checks');
  },
  'row-level security': async ({ running, owner, servers }) => {
    await call(running.site, 'police', '/api/checks');
    const [byAgencies, walled] = await Promise.all([
      numberOf(
        owner,
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND usename = $1`,
        [new URL(servers.postgres.agencyUrl).username],
      ),
      numberOf(owner, `SELECT count(*)::int AS n FROM pg_class WHERE relname = 'AgencyCheck' AND relrowsecurity`),
    ]);
    return allOrNone(byAgencies > 0, walled > 0);
  },
  encryption: async ({ owner }) => {
    const mark = markOf(benchKey());
    const answers = `SELECT count(*)::int AS n FROM "CheckAnswer"`;
    const [all, sealed] = [
      await numberOf(owner, answers),
      await numberOf(owner, `${answers} WHERE starts_with("analysis", $1)`, [mark]),
    ];
    return allOrNone(sealed > 0, sealed === all);
  },
  audit: async ({ owner }) => {
    const [looks, chained, unchained] = [
      await numberOf(owner, `SELECT count(*)::int AS n FROM "AccessEvent"`),
      await numberOf(
        owner,
        `SELECT count(*)::int AS n FROM "CaseEvent" WHERE "hash" <> decode(repeat('00', 32), 'hex')`,
      ),
      await numberOf(
        owner,
        `SELECT count(*)::int AS n FROM "CaseEvent" WHERE "hash" = decode(repeat('00', 32), 'hex')`,
      ),
    ];
    return allOrNone(looks > 0, chained > 0, unchained === 0);
  },
  codec: async ({ servers, owner }) => {
    const { rows } = await owner.query<{ id: string; reference: string }>(
      `SELECT "id", "reference" FROM "Case" LIMIT 1`,
    );
    const [found] = rows;
    if (found === undefined) throw new Error('There is no case');
    const workflowId = workflowIdOf({ hubId: 'hub', caseId: found.id, reference: found.reference });
    return startedSealed(servers, workflowId);
  },
};

/** Whether a call is refused with a status. What fails in another way was let past. */
async function refused({ site }: RunningContender, status: number, persona: string, path: string): Promise<boolean> {
  return call(site, persona, path).then(
    () => false,
    (error: unknown) => String(error).includes(`"status":${status}`),
  );
}

function allOrNone(...found: readonly boolean[]): boolean {
  if (new Set(found).size > 1) throw new Error(`A part of security was there, and was not: ${found.join(', ')}`);
  return found[0] === true;
}

async function numberOf(client: pg.Client, sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query<{ n: number }>(sql, values);
  return rows[0]?.n ?? 0;
}

function benchKey(): Parameters<typeof markOf>[0] {
  const ring = parseKeyRing(benchKeys);
  if (ring === undefined) throw new Error('The keys of the benchmark are written wrongly');
  return ring.current;
}

/** Whether what a workflow was started with lies sealed in Temporal's history. */
async function startedSealed({ temporal }: Servers, workflowId: string): Promise<boolean> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const { events } = await new TemporalClient({ connection }).workflow.getHandle(workflowId).fetchHistory();
    const [input] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    if (input === undefined) throw new Error('A workflow was started with nothing');
    return keyOfPayload(input) !== undefined;
  } finally {
    await connection.close();
  }
}
