import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type Postgres } from '../../local/postgres.js';
import { migrate } from '../../prisma/migrate.js';
import { TestProvider } from '../api/provider.js';
import { aReferral } from '../service/bodies.js';
import { problemIn } from '../support/caller.js';
import { startApi, type ApiProgram } from '../support/processes.js';
import { dataFolder, within } from './installation.js';
import { casesWithBrokenLog } from './record.js';

let folder: Awaited<ReturnType<typeof dataFolder>>;
let postgres: Postgres;
let provider: TestProvider;
let api: ApiProgram;

beforeAll(async () => {
  folder = await dataFolder();
  postgres = await startPostgres(folder.dataDir);
  await migrate(postgres);
  provider = await TestProvider.start();
  // Neither Temporal nor mail is there, and no referral needs them.
  api = await startApi({
    databaseUrl: postgres.applicationUrl,
    agencyDatabaseUrl: postgres.agencyUrl,
    temporalAddress: '127.0.0.1:1',
    taskQueue: 'nobody-works-here',
    smtpUrl: 'smtp://127.0.0.1:1',
    provider,
  });
}, 90_000);
afterAll(async () => {
  await api.kill();
  await provider.goAway();
  await postgres.stop();
  await folder.remove();
});

/** Referrals that are submitted one after the other by several people at once, until they are told to stop. */
class Load {
  readonly accepted: string[] = [];
  readonly refused: string[] = [];
  longestMilliseconds = 0;
  private going = true;
  private readonly people: Promise<void>[];

  constructor(people: number) {
    this.people = Array.from({ length: people }, () => this.submitOnAndOn());
  }

  async stop(): Promise<void> {
    this.going = false;
    await Promise.all(this.people);
  }

  private async submitOnAndOn(): Promise<void> {
    while (this.going) {
      const askedAt = Date.now();
      const answer = await api.as('school-system').post('/api/referrals', aReferral);
      this.longestMilliseconds = Math.max(this.longestMilliseconds, Date.now() - askedAt);
      if (answer.status === 201) this.accepted.push((answer.body as { reference: string }).reference);
      else this.refused.push(`${answer.status} ${problemIn(answer).code}`);
    }
  }
}

async function killPostgres(): Promise<void> {
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.exited;
}

const rows = async <Row extends object>(sql: string): Promise<Row[]> => {
  const owner = new pg.Client({ connectionString: postgres.ownerUrl });
  await owner.connect();
  try {
    return (await owner.query<Row>(sql)).rows;
  } finally {
    await owner.end();
  }
};

it('when PostgreSQL is killed under load, no accepted referral is missing, every log is whole, and the API recovers by itself', async () => {
  const load = new Load(4);
  await within(20, 'some referrals', () => (load.accepted.length >= 20 ? true : undefined));
  await killPostgres();
  await within(20, 'requests that meet no database', () => (load.refused.length >= 8 ? true : undefined));
  expect((await api.anonymous.get('/ready')).status).toBe(503);
  expect((await api.anonymous.get('/health')).status).toBe(200);

  postgres = await startPostgres(folder.dataDir, { port: postgres.port });
  const acceptedBefore = load.accepted.length;
  await within(20, 'referrals to be taken again', () =>
    load.accepted.length >= acceptedBefore + 20 ? true : undefined,
  );
  await load.stop();

  expect(new Set(load.refused)).toEqual(new Set(['503 busy']));
  expect(load.longestMilliseconds).toBeLessThan(12_000);
  expect((await api.anonymous.get('/ready')).status).toBe(200);
  const stored = await rows<{ reference: string }>('SELECT "reference" FROM "Referral"');
  const references = new Set(stored.map(({ reference }) => reference));
  expect(load.accepted.filter((reference) => !references.has(reference))).toEqual([]);
  expect(await casesWithBrokenLog({ rows })).toEqual([]);
}, 90_000);
