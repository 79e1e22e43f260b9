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

  it('runs as nobody in particular, and as one of its programs', () => {
    expect(dockerfile).toMatch(/^USER 2000:2000$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["\/app\/deploy\/front-door"\]$/m);
  });

  it('says what it can run as when it is told something else', async () => {
    const refused = promisify(execFile)(entryPoint, ['wroker']);

    await expect(refused).rejects.toMatchObject({
      code: 64,
      stderr: 'Front Door runs as one of: api, worker, migrate, rotate-keys, ring --all.\n',
    });
  });
});
