import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clamdAt, type Scanner } from '../../runtime/clamd.js';
import { eicar, FakeClamd } from '../support/clamd.js';

let daemon: FakeClamd;
beforeEach(async () => {
  daemon = await new FakeClamd().start();
});
afterEach(() => daemon.stop());

const scanner = (patience?: number): Scanner =>
  clamdAt(
    daemon.address,
    patience === undefined ? undefined : { greetingMilliseconds: patience, scanMilliseconds: patience },
  );

describe('a scanner', () => {
  it('finds a file clean that it knows nothing against, and has heard every byte of it', async () => {
    const file = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));

    expect(await scanner().scan(file)).toBe('clean');

    expect(daemon.scanned.map((heard) => heard.equals(file))).toEqual([true]);
  });

  it('finds a virus wherever it stands in a file', async () => {
    const padding = 'x'.repeat(70_000);

    expect(await scanner().scan(Buffer.from(padding + eicar + padding))).toBe('infected');
  });

  it('says whether it is there', async () => {
    expect(await scanner().isUp()).toBe(true);
    await daemon.stop();
    expect(await scanner().isUp()).toBe(false);
  });

  it.each([
    ['says nothing', 'silent'],
    ['could not look', 'broken'],
  ] as const)('comes to no verdict where the daemon %s', async (_what, manner) => {
    daemon.manner = manner;

    await expect(scanner(200).scan(Buffer.from('text'))).rejects.toMatchObject({ name: 'ScannerAway' });
  });

  it('comes to no verdict about a file that is too long for the daemon', async () => {
    await daemon.stop();
    await daemon.start(100_000);

    await expect(scanner().scan(Buffer.alloc(1_000_000))).rejects.toMatchObject({ name: 'ScannerAway' });
  });

  it('comes to no verdict where the daemon is away, or hangs up', async () => {
    const { address } = daemon;
    await daemon.stop();
    await expect(clamdAt(address).scan(Buffer.from('text'))).rejects.toMatchObject({ name: 'ScannerAway' });

    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => rude.listen(address.port, address.host, resolve));
    await expect(clamdAt(address).scan(Buffer.from('text'))).rejects.toMatchObject({ name: 'ScannerAway' });
    await new Promise((resolve) => rude.close(resolve));
  });

  it('is spoken to by a socket of the machine as well', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clamd-'));
    const path = join(folder, 'clamd.ctl');
    const server = createServer((socket) => socket.once('data', () => socket.end('PONG\0')));
    await new Promise<void>((resolve) => server.listen(path, resolve));

    expect(await clamdAt({ path }).isUp()).toBe(true);

    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });
});
