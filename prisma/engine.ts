import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import * as wasmBindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

const migrationsFolder = new URL('./migrations/', import.meta.url);

// The package's own entry imports its .wasm file as a module, which Node 20 does not do: its bindings are loaded by hand.
const loaded = readFile(
  createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm')
    .replace('engine.js', 'engine_bg.wasm'),
)
  .then((bytes) => WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withoutLingering(wasmBindings) }))
  .then(({ instance }) => {
    wasmBindings.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  });

/** The engine leaves the time-out of its advisory lock running for ten seconds: no program is to wait for that. */
function withoutLingering(bindings: object): object {
  const timers = Object.entries(bindings as Record<string, (...args: unknown[]) => unknown>)
    .filter(([name]) => name.startsWith('__wbg_setTimeout'))
    .map(([name, set]) => [
      name,
      (...args: unknown[]) => {
        const timer = set(...args);
        (timer as Partial<NodeJS.Timeout> | undefined)?.unref?.();
        return timer;
      },
    ]);
  return { ...bindings, ...(Object.fromEntries(timers) as object) };
}

const report = (): void => undefined;

/**
 * Prisma's PostgreSQL adapter, but for scripts: it would cut a migration at every semicolon, also within a function's body.
 * Sent whole, PostgreSQL runs a script as one transaction.
 */
class WholeScripts extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }
}

/**
 * Lends Prisma's schema engine, in this process and without its binary, connected as the owner of the database.
 * @param ownerUrl a PostgreSQL URL whose role may create tables, roles and triggers
 */
export async function withSchemaEngine<T>(
  ownerUrl: string,
  work: (engine: wasmBindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loaded;
  const pool = new Pool({ connectionString: ownerUrl, max: 2 });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool));
    return await work(await wasmBindings.SchemaEngine.new({ datamodels: undefined }, report, adapter));
  } finally {
    await pool.end();
  }
}

/** The folder `prisma/migrations` as the engine wants it: every migration with its SQL, in order of name. */
export async function migrationList(): Promise<MigrationList> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: await readFile(new URL(`./${name}/migration.sql`, migrationsFolder), 'utf8'),
        },
      },
    })),
  );
  return {
    baseDir: migrationsFolder.pathname,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}
