import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { reasonOf, StartRefused } from './refusal.js';

/** The two loopback addresses that `localhost` may stand for. */
const loopback = ['127.0.0.1', '::1'] as const;

/** Below the range from which systems draw the ports of outgoing connections, which would take one between look and use. */
const drawnFrom = { lowest: 15_000, count: 15_000 } as const;

/** A TCP port of 127.0.0.1 that was free a moment ago, drawn by chance so that two who look at once rarely get the same. */
export async function freePort(): Promise<number> {
  const port = drawnFrom.lowest + randomInt(drawnFrom.count);
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (reasonOf(error) === 'EADDRINUSE') return freePort();
    throw error;
  }
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Reads the port of the service.
 * @param text the variable PORT; undefined stands for 3000
 * @throws StartRefused for anything but 1 to 65535
 */
export function servicePort(text: string | undefined): number {
  if (text === undefined) return 3000;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StartRefused(`PORT is "${text}": give a number from 1 to 65535.`);
}

/**
 * Sees that nobody listens on a port of the loopback addresses.
 * @throws StartRefused when it is in use or may not be used
 */
export async function requireFreePort(port: number): Promise<void> {
  for (const address of loopback) {
    const server = createServer().listen(port, address);
    try {
      await once(server, 'listening');
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === 'EADDRNOTAVAIL' || reason === 'EAFNOSUPPORT') continue;
      if (reason === 'EADDRINUSE') {
        throw new StartRefused(`Port ${port} is in use: stop what listens there, or choose another with PORT=….`);
      }
      throw new StartRefused(`Port ${port} cannot be used (${reason}): choose another with PORT=….`);
    }
    server.close();
    await once(server, 'close');
  }
}
