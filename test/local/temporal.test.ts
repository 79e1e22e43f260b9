import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { startTemporal } from '../../local/temporal.js';
import { findTemporal } from '../../local/temporal-binary.js';
import { useExistingTemporal } from '../../local/temporal-existing.js';
import { dataFolders } from './data-folders.js';

const dataFolder = dataFolders();

describe('the embedded Temporal server', () => {
  it('serves with its search attributes registered, and is itself a cluster that can be used', async () => {
    const dataDir = await dataFolder();
    const server = await startTemporal(dataDir, await findTemporal({ dataDir }));
    const connection = await Connection.connect({ address: server.address });

    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });

    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['CaseStage', 'DueAt', 'MashHub', 'Rag']));
    expect((await fetch(server.uiUrl)).status).toBe(200);
    await useExistingTemporal({ address: server.address }, 'default');
    await connection.close();
    await server.stop();
    await expect(useExistingTemporal({ address: server.address }, 'default')).rejects.toThrow(
      `TEMPORAL_ADDRESS names ${server.address}, which cannot be used`,
    );
  });

  it('refuses a store of another version in one sentence, and leaves it as it is', async () => {
    const dataDir = await dataFolder();
    const folder = join(dataDir, 'temporal');
    await mkdir(folder);
    await writeFile(join(folder, 'VERSION'), '1.31\n');

    const start = startTemporal(dataDir, { path: 'temporal', serverVersion: '1.32.0' });

    await expect(start).rejects.toThrow(/written by Temporal server 1\.31, and the one here is 1\.32\.0: [^\n]*$/);
    await expect(start).rejects.toThrow(`\`npm run ring -- --all --env-file ${join(dataDir, 'worker.env')}\``);
    expect(await readdir(folder)).toEqual(['VERSION']);
  });
});
