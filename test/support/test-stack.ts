import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { startPostgres, type Postgres } from '../../local/postgres.js';
import { endConnections } from '../../local/postgres-databases.js';
import { findTemporal } from '../../local/temporal-binary.js';
import { startTemporal, timeSkipping, type TemporalServer } from '../../local/temporal.js';
import { migrate } from '../../prisma/migrate.js';
import { failureConverterPath } from '../../runtime/process-payloads.js';
import { stackVariables } from './stack-variables.js';

const workflowsPath = fileURLToPath(new URL('../../workflows/case.ts', import.meta.url));

/** The databases of a test run need not outlive it. */
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

/**
 * Starts one PostgreSQL with a migrated database to copy, and one Temporal server that can skip time, and bundles the
 * workflow code once. Test files find them by `stack.ts`.
 * @returns stops all of it and removes its folder
 */
export async function startTestStack(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'front-door-test-'));
  const [postgres, temporal, bundle] = await Promise.all([
    startRecord(dataDir),
    startProcess(dataDir),
    writeBundle(dataDir),
  ]);
  Object.assign(process.env, {
    [stackVariables.dataDir]: dataDir,
    [stackVariables.administratorUrl]: postgres.administratorUrl,
    [stackVariables.ownerUrl]: postgres.ownerUrl,
    [stackVariables.applicationUrl]: postgres.applicationUrl,
    [stackVariables.agencyUrl]: postgres.agencyUrl,
    [stackVariables.temporalAddress]: temporal.address,
    [stackVariables.workflowBundle]: bundle,
  });
  return async () => {
    await Promise.all([temporal.stop(), postgres.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function startRecord(dataDir: string): Promise<Postgres> {
  const postgres = await startPostgres(dataDir, { settings: fast });
  await migrate({ ownerUrl: postgres.ownerUrl });
  await endConnections(postgres.administratorUrl, new URL(postgres.ownerUrl).pathname.slice(1));
  return postgres;
}

async function startProcess(dataDir: string): Promise<TemporalServer> {
  return startTemporal(dataDir, await findTemporal({ dataDir }), { dynamicConfig: timeSkipping });
}

async function writeBundle(dataDir: string): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath, failureConverterPath, logger: new DefaultLogger('WARN') });
  const file = join(dataDir, 'workflows.cjs');
  await writeFile(file, code);
  return file;
}
