import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { newReference, referenceRandomBytes } from '../../domain/reference.js';
import * as fill from './fill.js';

/** How large a record is made. */
export interface Extent {
  readonly cases: number;
  /** Of them, in flight. */
  readonly open: number;
  readonly looks: number;
}

/** Fills an empty record, and has PostgreSQL see what is in it. @param ownerUrl of whoever owns the tables */
export async function makeRecord(ownerUrl: string, { cases, open, looks }: Extent, now: Date): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    // The same spread in every run, whatever the ids.
    await owner.query('SELECT setseed(0.5)');
    await owner.query(fill.users);
    await owner.query(fill.cases, [differentReferences(cases, now.getUTCFullYear()), open]);
    for (const statement of [...fill.therest, ...fill.administration]) await owner.query(statement);
    await owner.query(fill.looks, [looks]);
    await owner.query('VACUUM (ANALYZE)');
  } finally {
    await owner.end();
  }
}

/** Random references meet now and then: the one that is taken is drawn again. */
function differentReferences(count: number, year: number): string[] {
  const drawn = new Set<string>();
  while (drawn.size < count) drawn.add(newReference(randomBytes(referenceRandomBytes), year));
  return [...drawn];
}
