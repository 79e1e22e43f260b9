import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** A service that has not closed the connection by then has not understood where the request ends. */
const longestWaitMilliseconds = 5000;

/**
 * Sends bytes to a service as they are, past every client that would mend them, and reads until it closes the connection.
 * @param url where the service listens
 * @returns everything that came back
 */
export async function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const cutOff = setTimeout(
    () => socket.destroy(new Error('The service kept the connection')),
    longestWaitMilliseconds,
  );
  try {
    socket.write(bytes, 'latin1');
    return await text(socket);
  } finally {
    clearTimeout(cutOff);
    socket.destroy();
  }
}

/** The status of each answer in what came back. */
export const statusesIn = (received: string): number[] =>
  [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
