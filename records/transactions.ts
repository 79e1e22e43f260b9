import { DatabaseError, type Pool, type PoolClient, type QueryConfig, type QueryResult } from 'pg';
import type { Sealing } from './sealing.js';
import { sqlOver, statementOf, type Sql, type Template } from './statements.js';

/** One transaction. Its statements run in the order in which they are sent. */
export interface Transaction extends Sql {
  /**
   * Sends a statement whose result nobody needs. It is not waited for: what is read after it sees what it wrote, and the
   * transaction ends only when it has succeeded.
   */
  write: (...template: Template) => void;
  /** For what the transaction writes to sealed columns, and reads from them. */
  readonly sealing: Sealing;
}

/**
 * Runs work in one transaction and commits it; where the work throws, or one of its writes fails, nothing of it remains.
 * @throws what the work threw, or the failure that ended the transaction
 */
export async function inTransaction<T>(
  pool: Pool,
  sealing: Sealing,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  const sending = new Sending(await pool.connect(), sealing);
  try {
    sending.write('BEGIN');
    const value = await work(sending.sql);
    await sending.commit();
    sending.client.release();
    return value;
  } catch (error) {
    sending.client.release(!(await sending.rollBack()));
    throw sending.causeOf(error);
  }
}

/**
 * Runs one statement in a transaction that only reads, after settings that end with it: all of it in one round trip.
 * @throws the failure of the settings or of the statement
 */
export async function readInTransaction<Row extends object>(
  pool: Pool,
  settings: QueryConfig,
  statement: QueryConfig,
): Promise<QueryResult<Row>> {
  const connection = new InUse(await pool.connect());
  const sent = [
    connection.send('BEGIN READ ONLY'),
    connection.send(settings),
    connection.send<Row>(statement),
    connection.send('COMMIT'),
  ] as const;
  const [, , , committed] = await Promise.allSettled(sent);
  connection.client.release(committed.status === 'rejected');
  const [, , read] = await Promise.all(sent);
  return read;
}

/** The connection was lost when PostgreSQL may have committed: what was to be recorded may stand, or not. */
export class CommitUncertain extends Error {
  override readonly name = 'CommitUncertain';
}

/** What PostgreSQL says of every statement after one that failed: not the reason. */
const afterFailure = '25P02';

/** A connection in use by one transaction. What is sent in one turn of the event loop leaves in one packet. */
class InUse {
  private isHeld = false;

  constructor(readonly client: PoolClient) {}

  async send<Row extends object>(statement: string | QueryConfig): Promise<QueryResult<Row>> {
    this.holdUntilTurnEnds();
    return this.client.query<Row>(statement);
  }

  private holdUntilTurnEnds(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    const { stream } = this.client.connection;
    stream.cork();
    process.nextTick(() => {
      this.isHeld = false;
      stream.uncork();
    });
  }
}

/** A connection in use by a transaction that writes. */
class Sending extends InUse {
  readonly sql: Transaction;
  private readonly writes: Promise<QueryResult>[] = [];
  private firstFailure: unknown;

  constructor(client: PoolClient, sealing: Sealing) {
    super(client);
    this.sql = {
      ...sqlOver(async (statement) => this.send(statement)),
      write: (...template) => {
        this.write(statementOf(...template));
      },
      sealing,
    };
  }

  write(statement: string | QueryConfig): void {
    const written = this.send(statement);
    written.catch((error: unknown) => {
      this.firstFailure ??= error;
    });
    this.writes.push(written);
  }

  async commit(): Promise<void> {
    const committing = this.send('COMMIT');
    const ended = await Promise.allSettled([...this.writes, committing]);
    const failures = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    // PostgreSQL's own word is certain; the loss of the connection is not.
    const answered = failures.find((failure) => failure instanceof DatabaseError);
    if (answered !== undefined) throw answered;
    if (failures.length > 0) throw new CommitUncertain('The connection was lost', { cause: failures[0] });
    if ((await committing).command !== 'COMMIT') throw new Error('The transaction was rolled back');
  }

  /** @returns whether the connection is fit for another transaction */
  async rollBack(): Promise<boolean> {
    return this.send('ROLLBACK').then(
      () => true,
      () => false,
    );
  }

  /** What ended the transaction: the write that failed, rather than a statement after it that was not even looked at. */
  causeOf(error: unknown): unknown {
    const isConsequence = (error as { code?: unknown } | null)?.code === afterFailure;
    return isConsequence ? (this.firstFailure ?? error) : error;
  }
}
