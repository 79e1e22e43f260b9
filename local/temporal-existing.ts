import { Connection } from '@temporalio/client';
import { connectionTo, type TemporalServer } from '../runtime/temporal-server.js';
import { reasonOf, StartRefused } from './refusal.js';
import { searchAttributes } from './temporal.js';

/** Temporal's numbers for the types of search attributes. */
const typeNumbers = { Keyword: 2, Datetime: 6 } as const;
const connectTimeout = '5s';

/**
 * Makes ready a cluster that somebody else runs: it answers, and knows the search attributes.
 * @throws StartRefused when it does not answer or will not take the attributes
 */
export async function useExistingTemporal(server: TemporalServer, namespace: string): Promise<void> {
  try {
    const connection = await Connection.connect({ ...connectionTo(server), connectTimeout });
    try {
      await registerSearchAttributes(connection, namespace);
    } finally {
      await connection.close();
    }
  } catch (error) {
    throw new StartRefused(
      `TEMPORAL_ADDRESS names ${server.address}, which cannot be used (${reasonOf(error)}): start that cluster, or leave the variable out.`,
    );
  }
}

async function registerSearchAttributes({ operatorService }: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  const numbered = missing.map(([name, type]) => [name, typeNumbers[type]] as const);
  await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(numbered) });
}
