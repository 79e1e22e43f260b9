import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const dockerfile = readFileSync(pathOf('Dockerfile'), 'utf8');
const entryPoint = pathOf('deploy/front-door');

describe('the image', () => {
  it('is built on pinned Debian images, for the Temporal SDK needs glibc', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);

    expect(bases).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-bookworm-slim$/), 'node', 'node']);
  });

  it('holds the programs and what they need: no history, no tests, no embedded stack, no settings of this machine', () => {
    const [first, ...included] = readFileSync(pathOf('.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => !/^(#|$)/.test(line));
    const folders = included.flatMap((line) => /^!(\w+)$/.exec(line)?.slice(1) ?? []);

    expect(first).toBe('*');
    expect(folders.sort()).toEqual([
      'activities',
      'api',
      'domain',
      'post',
      'prisma',
      'records',
      'runtime',
      'workflows',
    ]);
    expect(included.filter((line) => /^!\.(?!npmrc$)|env|test|local|bench/.test(line))).toEqual([]);
    expect(dockerfile).toMatch(/^ENV NODE_ENV=production$/m);
    expect(dockerfile).not.toMatch(/--inspect|DEBUG=|^(?:ARG|ENV) .*(?:SECRET|PASSWORD|TOKEN|KEY)/m);
  });

  it('runs as nobody in particular, and as one of its programs', () => {
    expect(dockerfile).toMatch(/^USER 2000:2000$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["\/app\/deploy\/front-door"\]$/m);
  });

  it('says what it can run as when it is told something else', async () => {
    const refused = promisify(execFile)(entryPoint, ['wroker']);

    await expect(refused).rejects.toMatchObject({
      code: 64,
      stderr: 'Front Door runs as one of: api, worker, migrate, rotate-keys, ring --all, audit-verify, audit-digest.\n',
    });
  });
});
