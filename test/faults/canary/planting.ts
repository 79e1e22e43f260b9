import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { processConverter } from '../../../runtime/process-payloads.js';
import { keyRing } from '../../support/keys.js';
import { linesOf } from '../../support/program-lines.js';
import { stackFolder, temporalAddress } from '../../support/stack.js';
import { within } from '../installation.js';
import type { Course } from './course.js';
import { mark } from './marks.js';
import { filesIn, foundIn, mailTraces, processOf, rowsIn, type Trace } from './traces.js';

const canary = mark('Planted');

/** Plants a canary in every kind of place. @returns what is then read there, in the ways of this test */
export async function plantEverywhere(course: Course): Promise<Readonly<Record<string, readonly Trace[]>>> {
  const { database, mails } = course.installation;
  await inDatabase(database.administratorUrl);
  await inMail(mails.url);
  await writeFile(join(course.folders.temporary, 'planted'), `a ${canary}`);
  await writeFile(join(course.folders.working, canary), '');
  const [sealed, open] = await Promise.all([inTemporal(true), inTemporal(false)]);
  const files = await within(20, 'the logs and stores to be written', async () => {
    const read = await filesIn(stackFolder(), 'postgres');
    return [temporalStore, postgresLog].every((file) => foundIn(only(read, file)).length > 0) ? read : undefined;
  });
  return {
    'a table': await rowsIn(database.administratorUrl),
    'a line of a program': [{ place: 'program', left: (await linesWith(canary)).join('\n') }],
    'a mail': mailTraces(mails.to('planted@hub.example'), ''),
    'a sealed payload of Temporal': sealed.filter(({ place }) => place === 'Temporal, opened'),
    'an open payload of Temporal': open.filter(({ place }) => place === 'Temporal, raw'),
    'a file of Temporal': only(files, temporalStore),
    'the log of PostgreSQL': only(files, postgresLog),
    'a temporary file': await filesIn(course.folders.temporary),
    'the name of a file': await filesIn(course.folders.working),
  };
}

const temporalStore = /temporal\.db(-wal)?$/;
const postgresLog = /postgresql\.log$/;
const only = (files: readonly Trace[], named: RegExp): Trace[] => files.filter(({ place }) => named.test(place));

async function inDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE TABLE "Planted" AS SELECT '${canary}'::bytea AS "hidden"`);
  await client.query(`DO $$ BEGIN RAISE LOG '${canary}'; END $$`);
  await client.end();
}

async function inMail(url: string): Promise<void> {
  const transport = createTransport({ url });
  const text = `${'é'.repeat(30)} ${canary}`;
  await transport.sendMail({ from: 'a@hub.example', to: 'planted@hub.example', subject: 'Hello', text });
  transport.close();
}

/** Starts a process that nobody works on. */
async function inTemporal(isSealed: boolean): Promise<Trace[]> {
  const address = temporalAddress();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, ...(isSealed ? { dataConverter: processConverter(keyRing()) } : {}) });
  const workflowId = `planted/${randomUUID()}`;
  const handle = await client.workflow.start('planted', { workflowId, taskQueue: workflowId, args: [canary] });
  const traces = await processOf(address, workflowId);
  await handle.terminate();
  await connection.close();
  return traces;
}

async function linesWith(words: string): Promise<readonly string[]> {
  const said = linesOf(spawn(process.execPath, ['-e', 'console.error(process.argv[1])', words]));
  await said.until(words);
  return said.lines;
}
