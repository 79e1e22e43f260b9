import pg from 'pg';
import { freePort } from '../../local/ports.js';
import { createDatabase } from '../../local/postgres-databases.js';
import { columnsInRecord } from '../../records/sealed-form.js';
import { openClient } from '../client.js';
import type { Site } from '../journey.js';
import { startProgram } from '../processes.js';
import { environmentOf } from '../running.js';
import { databaseOf, type Servers } from '../servers.js';
import { signEveryoneIn } from '../sign-in.js';
import { allParts, withoutVariable, type Part } from '../without/parts.js';

/** The product, with all of its security or without some of it. */
export interface Contender {
  readonly name: string;
  readonly without: readonly Part[];
}

/** The two that are compared. */
export const [whole, bare] = [
  { name: 'with', without: [] },
  { name: 'without', without: allParts },
] as const satisfies readonly Contender[];

/** Those that show where the cost is: each does without one part. */
export const partly: readonly Contender[] = allParts.map((part) => ({ name: `without ${part}`, without: [part] }));

/** A contender whose programs run, on a database of its own. */
export interface RunningContender {
  readonly contender: Contender;
  readonly site: Site;
  readonly database: string;
  readonly taskQueue: string;
  readonly api: number;
  readonly worker: number;
  readonly stop: () => Promise<void>;
}

/** By what PostgreSQL tells the connections of the programs apart. */
export type ProgramName = 'api' | 'worker';

/** Starts the API and the worker of each contender; the databases are all made before anyone uses the one that they are copies of. */
export async function startContenders(
  servers: Servers,
  contenders: readonly Contender[],
  running: RunningContender[],
): Promise<void> {
  const databases = contenders.map((_, place) => `security_${place}`);
  for (const [place, { without }] of contenders.entries()) await layDown(servers, databases[place] ?? '', without);
  for (const [place, contender] of contenders.entries())
    running.push(await startOne(servers, contender, databases[place] ?? ''));
}

/** What PostgreSQL itself does for a part of security, taken down. */
const takenDown: Readonly<Partial<Record<Part, string>>> = {
  'row-level security': `
    DO $$ DECLARE walled regclass; BEGIN
      FOR walled IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity LOOP
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', walled);
      END LOOP;
    END $$`,
  encryption: columnsInRecord
    .map(({ table, constraint }) => `ALTER TABLE "${table}" DROP CONSTRAINT "${constraint}"`)
    .join(';'),
};

/** The record of the product, without what PostgreSQL would do for the parts that there are not to be. */
async function layDown({ postgres }: Servers, database: string, without: readonly Part[]): Promise<void> {
  await createDatabase(postgres.administratorUrl, database, 'front_door');
  const owner = new pg.Client({ connectionString: databaseOf(postgres.ownerUrl, database) });
  await owner.connect();
  try {
    for (const part of without) await owner.query(takenDown[part] ?? '');
  } finally {
    await owner.end();
  }
}

async function startOne(servers: Servers, contender: Contender, database: string): Promise<RunningContender> {
  const { dataDir } = servers;
  const port = await freePort();
  const issuer = `http://localhost:${port}/oidc`;
  const start = (program: ProgramName) =>
    startProgram(dataDir, {
      role: `${database}-${program}`,
      file: `bench/without/${program}.ts`,
      environment: {
        ...environmentOf(servers, {
          ...urlsOf(servers, contender, database, program),
          port,
          issuer,
          taskQueue: database,
        }),
        [withoutVariable]: contender.without.join(','),
      },
    });
  const [api, worker] = await Promise.all([start('api'), start('worker')]);
  const client = openClient(port);
  return {
    ...{ contender, database, taskQueue: database, api: api.pid, worker: worker.pid },
    site: { client, mailbox: servers.mailbox, tokens: await signEveryoneIn(issuer) },
    stop: async () => {
      client.close();
      await Promise.all([api.stop(), worker.stop()]);
    },
  };
}

/** Without row-level security agencies read by the application's role. */
function urlsOf(
  { postgres }: Servers,
  { without }: Contender,
  database: string,
  program: ProgramName,
): { databaseUrl: string; agencyUrl: string } {
  const named = (url: string): string => {
    const own = new URL(databaseOf(url, database));
    own.searchParams.set('application_name', program);
    return own.href;
  };
  const agencyUrl = without.includes('row-level security') ? postgres.applicationUrl : postgres.agencyUrl;
  return { databaseUrl: named(postgres.applicationUrl), agencyUrl: named(agencyUrl) };
}
