import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { openedWordsOf, wordsOf } from '../../support/payloads.js';
import type { CaughtMail } from '../../support/mail-sink.js';
import { canariesIn } from './finder.js';

/** Something that was left somewhere. */
export interface Trace {
  place: string;
  left: string | Uint8Array;
}

/** Every canary that stands in any of these, with its place. */
export const foundIn = (traces: readonly Trace[]): string[] =>
  traces.flatMap(({ place, left }) => canariesIn(left).map((found) => `${place}: ${found}`));

/** Every file in a folder, however deep, with its name: names may tell, too. @param but folders that are left out */
export async function filesIn(folder: string, ...but: readonly string[]): Promise<Trace[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !but.some((left) => file.startsWith(join(folder, left, '/'))));
  const read = files.map(async (file) => {
    const name = Buffer.from(`${relative(folder, file)}\n`);
    // One that is removed in the meantime leaves nothing.
    return { place: file, left: Buffer.concat([name, await readFile(file).catch(() => Buffer.alloc(0))]) };
  });
  return Promise.all(read);
}

/** What Temporal keeps of a workflow: as it keeps it, read by somebody who has no keys, and what its payloads say to those who have them. */
export async function processOf(temporalAddress: string, workflowId: string): Promise<Trace[]> {
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    const keyless = new Client({ connection });
    const execution = { workflowId };
    const described = await keyless.workflowService.describeWorkflowExecution({ namespace: 'default', execution });
    const history = await keyless.workflow.getHandle(workflowId).fetchHistory();
    const kept = [described, history];
    return [
      { place: 'Temporal, raw', left: `${JSON.stringify(described)}\n${wordsOf(kept)}` },
      { place: 'Temporal, opened', left: openedWordsOf(kept) },
    ];
  } finally {
    await connection.close();
  }
}

/** A mail as it came, and as its reader sees it. @param address whose mailbox it is: it stands in mails to it by nature */
export const mailTraces = (mails: readonly CaughtMail[], address: string): Trace[] =>
  mails.flatMap(({ to, subject, text, raw, messageId }) => {
    const without = (part: string): string => (to.includes(address) ? part.replaceAll(address, '') : part);
    const place = `mail "${subject}"`;
    return [
      { place: `${place}, raw`, left: without(raw) },
      { place, left: [messageId, subject, text, ...to.map(without)].join('\n') },
    ];
  });

/** Every row of every table of the record, as PostgreSQL writes it as text; places are names of tables. */
export async function rowsIn(ownerUrl: string): Promise<Trace[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS "name" FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const traces: Trace[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS "row" FROM ${name} t`);
      traces.push({ place: name, left: rows.map(({ row }) => row).join('\n') });
    }
    return traces;
  } finally {
    await client.end();
  }
}
