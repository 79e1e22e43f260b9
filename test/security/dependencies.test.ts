import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Installed {
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '../..', path), 'utf8'));
const manifest = read('package.json') as Manifest;
const { packages } = read('package-lock.json') as { packages: Record<string, Installed> };

const named = { ...manifest.dependencies, ...manifest.devDependencies };
const installed = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

describe('the parts that others make', () => {
  it('are named in one exact version each, which is the one that is installed', () => {
    for (const [name, version] of Object.entries(named)) {
      expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.-]+)?$/);
      expect(packages[`node_modules/${name}`]?.version).toBe(version);
    }
  });

  it('are all listed with version and hash, parts of parts included, so that no other can take their place', () => {
    const unlisted = installed.filter(
      ([, { version = '', integrity = '' }]) => !/^\d+\.\d+\.\d+/.test(version) || !integrity.startsWith('sha512-'),
    );
    expect(installed.length).toBeGreaterThan(500);
    expect(unlisted.map(([path]) => path)).toEqual([]);
  });

  it('come from the registry, not from an address or a folder of somebody’s', () => {
    expect(
      installed.filter(([, { link = false, resolved = '' }]) => link || /^(git|file|https?:)/.test(resolved)),
    ).toEqual([]);
  });

  it('run nothing when they are installed, unless package.json allows it by name', () => {
    const scripted = new Set(
      installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path)),
    );
    const judged = Object.keys(manifest.allowScripts);
    expect([...scripted].filter((name) => !judged.includes(name))).toEqual([]);
  });
});
