import pg from 'pg';
import { cpuTimesOf, type CpuTimes } from '../security/cpu-time.js';

/** Reads what the API, and PostgreSQL's processes that serve it, have used. */
export class Meter {
  private readonly administrator: pg.Client;

  /** @param api its process; @param applicationName of its connections */
  constructor(
    private readonly api: number,
    administratorUrl: string,
    private readonly applicationName: string,
  ) {
    this.administrator = new pg.Client({ connectionString: administratorUrl });
  }

  async open(): Promise<void> {
    await this.administrator.connect();
  }

  async read(): Promise<{ api: CpuTimes; postgresql: CpuTimes }> {
    const { rows } = await this.administrator.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE application_name = $1',
      [this.applicationName],
    );
    return { api: await cpuTimesOf([this.api]), postgresql: await cpuTimesOf(rows.map(({ pid }) => pid)) };
  }

  async close(): Promise<void> {
    await this.administrator.end();
  }
}
