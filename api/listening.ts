import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long requests under way may go on once the service stops. */
const drainMilliseconds = 10_000;

const closeIdleEveryMilliseconds = 50;

/** How long a client may take to send a request, and its headers: whoever sends drop by drop is cut off. */
const requestMilliseconds = 30_000;
const headersMilliseconds = 10_000;

/** Longer than a load balancer keeps an idle connection (60 s), so that it never sends a request into a closing one. */
const keepAliveMilliseconds = 65_000;

const ipv4Loopback = '127.0.0.1';
const ipv6Loopback = '::1';

/** What the system says where the machine has no such network. */
const noSuchNetwork = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

export interface Listening {
  port: number;
  /** Takes no more connections, lets requests under way end, then cuts off what is left after 10 seconds. */
  stop: () => Promise<void>;
}

/**
 * Listens on a host. On IPv4's loopback it listens on IPv6's as well, where there is one, since `localhost` may mean either.
 * Rejects with the system's error (`EADDRINUSE`, `EACCES`, …) if the port cannot be had.
 */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listening> {
  const first = await listenOn(handler, host, port);
  const servers = [first];
  const { port: opened } = first.address() as AddressInfo;
  if (host === ipv4Loopback) {
    try {
      servers.push(await listenOn(handler, ipv6Loopback, opened));
    } catch (error) {
      if (!noSuchNetwork.includes(String((error as NodeJS.ErrnoException).code))) {
        await close(first);
        throw error;
      }
    }
  }
  return {
    port: opened,
    stop: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

async function listenOn(handler: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMilliseconds,
      requestTimeout: requestMilliseconds,
      headersTimeout: headersMilliseconds,
      connectionsCheckingInterval: 1000,
    },
    handler,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: host === ipv6Loopback }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server;
}

async function close(server: Server): Promise<void> {
  // A kept-alive connection turns idle only when its last request is answered: it is looked for until all are gone.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, closeIdleEveryMilliseconds);
  const cutOff = setTimeout(() => {
    server.closeAllConnections();
  }, drainMilliseconds);
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  clearInterval(idle);
  clearTimeout(cutOff);
}
