import pg from 'pg';
import type { Answer } from '../../support/caller.js';
import { within, type Installation } from '../installation.js';

/** What goes wrong around the service, done to PostgreSQL behind its back. */
export class Trouble {
  private constructor(private readonly administrator: pg.Client) {}

  static async ready({ database }: Installation): Promise<Trouble> {
    const administrator = new pg.Client({ connectionString: database.administratorUrl });
    await administrator.connect();
    return new Trouble(administrator);
  }

  async close(): Promise<void> {
    await this.administrator.end();
  }

  /** Has a table away while something is done. */
  async without<T>(table: string, work: () => Promise<T>): Promise<T> {
    await this.administrator.query(`ALTER TABLE "${table}" RENAME TO "${table} away"`);
    try {
      return await work();
    } finally {
      await this.administrator.query(`ALTER TABLE "${table} away" RENAME TO "${table}"`);
    }
  }

  /** Has PostgreSQL refuse a row, in words that quote the whole of it. */
  async refusing<T>(table: string, work: () => Promise<T>): Promise<T> {
    await this.administrator.query(`ALTER TABLE "${table}" ADD CONSTRAINT "in the way" CHECK (false) NOT VALID`);
    try {
      return await work();
    } finally {
      await this.administrator.query(`ALTER TABLE "${table}" DROP CONSTRAINT "in the way"`);
    }
  }

  /**
   * Holds the cases until an act on one waits in the middle of its transaction.
   * @param meanwhile what happens then; takes the process ids of the connections that wait
   * @returns the answer, undefined where none came
   */
  async inTheMiddle(
    act: () => Promise<Answer>,
    meanwhile: (waiting: readonly number[]) => Promise<void>,
  ): Promise<Answer | undefined> {
    await this.administrator.query('BEGIN');
    await this.administrator.query('SELECT FROM "Case" FOR UPDATE');
    const answering = act().catch(() => undefined);
    try {
      await meanwhile(await within(60, 'an act to wait', async () => this.waiting()));
    } finally {
      await this.administrator.query('ROLLBACK');
    }
    return answering;
  }

  async breakConnections(processIds: readonly number[]): Promise<void> {
    await this.administrator.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid', [processIds]);
  }

  private async waiting(): Promise<number[] | undefined> {
    // Within a transaction PostgreSQL shows the same picture until it is told otherwise.
    await this.administrator.query('SELECT pg_stat_clear_snapshot()');
    const { rows } = await this.administrator.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length === 0 ? undefined : rows.map(({ pid }) => pid);
  }
}
