// Generates the Prisma client into prisma/generated. The generator asks for a schema engine binary that it never runs;
// naming Node's own executable keeps it from downloading one, so an install needs no network beyond the registry.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (existsSync('node_modules/prisma')) {
  const { status } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', 'generate', '--no-hints'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
  });
  process.exitCode = status ?? 1;
}
