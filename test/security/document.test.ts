import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mendedWithinDays, renewedWithinDays } from '../../deploy/parts/times.js';
import { graveActs } from '../../domain/grave-acts.js';
import { lookKinds } from '../../domain/looks.js';
import { keyPurposes } from '../../runtime/keys.js';
import { read, rowsUnder, under } from '../support/documents.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs');
const document = read('docs/security.md');
const schema = read('prisma/schema.prisma');

const namesIn = (text: string): string[] => Array.from(text.matchAll(/`([\w-]+)`/g), ([, name = '']) => name);

describe('docs/security.md', () => {
  it('puts every table of the record into one level of protection, and says of each level what holds', () => {
    const rows = rowsUnder('What is protected, and how far', document);
    const tables = Array.from(schema.matchAll(/^model (\w+)/gm), ([, name]) => name);
    expect(rows.flatMap(([, named = '']) => namesIn(named)).sort()).toEqual(tables.sort());
    expect(rows.filter(([, , rules = '']) => rules.length < 20)).toEqual([]);
  });

  it('lists every use of a key', () => {
    const uses = rowsUnder('Keys', document).flatMap(([use = '']) => namesIn(use));
    expect(uses).toEqual([...keyPurposes]);
  });

  it('says within how many days a weakness of a part is mended, by how grave it is', () => {
    const figures = Object.entries(mendedWithinDays).map(([severity, days]) => [severity, String(days)]);
    expect(rowsUnder('Parts that others make', document)).toEqual(figures);
    expect(under('Parts that others make', document)).toContain(`within ${renewedWithinDays} days of a newer version`);
  });

  it('leads to files that are there', () => {
    const links = Array.from(document.matchAll(/\]\(([^)#]+)\)/g), ([, path = '']) => path);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    const named = Array.from(
      document.matchAll(/`((?:api|records|post|runtime|domain)\/[\w/.-]+)`/g),
      ([, path = '']) => path,
    );
    expect(named.filter((path) => !existsSync(join(folder, '..', path)))).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  /** What stands behind a name in a file. */
  const figure = (path: string, name: string): number =>
    Number(new RegExp(`${name}\\W+(\\d[\\d_]*)`).exec(read(path))?.[1]?.replaceAll('_', ''));

  it('says what is costly, and by which figures it is bounded', () => {
    const section = read('docs/operations.md')
      .split('## What is costly')[1]
      ?.split(/^## /m)[0]
      ?.replaceAll(/\s+/g, ' ');
    const seconds = (name: string): number => figure('api/listening.ts', `${name} =`) / 1000;
    expect(section).toContain(`at most ${figure('api/rest/queries.ts', 'largestPage =')} items`);
    expect(section).toContain(`at most ${figure('api/rest/body.ts', 'limit:')} MB`);
    expect(section).toContain(`${figure('.env.example', 'REQUESTS_PER_ACCOUNT')} requests a second`);
    expect(section).toContain(`network ${figure('.env.example', 'REQUESTS_PER_ADDRESS')}`);
    expect(section).toContain(
      `within ${seconds('requestMilliseconds')} s, its headers within ${seconds('headersMilliseconds')} s`,
    );
  });

  const operations = read('docs/operations.md');
  const inventory = rowsUnder('What is logged where', operations);
  const compose = read('docker-compose.yml');
  /** What compose starts: names, each with what stands of it. */
  const services = Array.from(
    (/^services:\n((?: {2}.*\n|\n)+)/m.exec(compose)?.[1] ?? '').matchAll(/^ {2}([\w-]+):\n((?: {4}.*\n|\n)+)/gm),
    ([, name = '', block = '']) => [name, block] as const,
  );

  it('says of every log what is in it, in which form, where, for how long, and who reads it for what', () => {
    expect(inventory.length).toBeGreaterThan(10);
    expect(inventory.filter((row) => row.length !== 5 || row.some((cell) => cell.length < 3))).toEqual([]);
  });

  it('has every program that compose starts in the inventory of logs', () => {
    const names = services.map(([name]) => name);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !inventory.some(([log = '']) => namesIn(log).includes(name)))).toEqual([]);
  });

  it('says how long lines of the programs and processes in Temporal are kept, as it is set', () => {
    const [, size = '', files = ''] = /max-size: (\d+)m, max-file: '(\d+)'/.exec(compose) ?? [];
    const [, days = ''] = /^retention=(\d+)d$/m.exec(read('deploy/temporal/namespace.sh')) ?? [];
    expect(under('What is logged where', operations)).toContain(`${files} files of ${size} MB each`);
    expect(inventory.find(([log = '']) => log.startsWith('processes in'))?.[3]).toContain(`${days} days`);
    expect(services.filter(([, block]) => !/logging: \*logging|<<: \*(postgresql|front-door)/.test(block))).toEqual([]);
  });

  it('lists every kind of look', () => {
    const [, kinds = ''] = inventory.find(([log = '']) => log.startsWith('looks')) ?? [];
    expect(namesIn(kinds)).toEqual(Object.keys(lookKinds));
  });

  it('names no log of tables that are not there', () => {
    const tables = Array.from(schema.matchAll(/^model (\w+)/gm), ([, name]) => name);
    const named = inventory.flatMap(([log = '']) => Array.from(log.matchAll(/`([A-Z]\w+)`/g), ([, name]) => name));
    expect(named).toHaveLength(4);
    expect(named.filter((name) => !tables.includes(name))).toEqual([]);
  });
});

describe('docs/sign-in.md', () => {
  it('says when sessions end, how many somebody may have, and how they hang together with the provider’s', () => {
    const told = new Map(
      rowsUnder('Sessions', read('docs/sign-in.md')).map(([what = '', ...says]) => [what, says.join(' ')]),
    );
    const shipped = (name: string): string =>
      new RegExp(`^${name}=(\\d+)$`, 'm').exec(read('.env.example'))?.[1] ?? 'none';
    expect(told.get('end')).toContain(`after ${shipped('SESSION_IDLE_MINUTES')} minutes without a click`);
    expect(told.get('end')).toContain(`after ${shipped('SESSION_HOURS')} hours in any case`);
    expect(told.get('how many')).toMatch(/^any number for each person/);
    expect(told.get('the provider')).toMatch(/signing out here leads on to its sign-out/);
  });

  it('lists every grave act', () => {
    const acts = rowsUnder('Grave acts', read('docs/sign-in.md')).flatMap(([act = '']) => namesIn(act));
    expect(acts.sort()).toEqual([...graveActs].sort());
  });
});
