import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

/** One call of the API of a contestant. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly body?: string;
}

export interface Answered {
  readonly body: unknown;
  /** From sending the request to having the whole answer. */
  readonly milliseconds: number;
}

export interface Client {
  /** @throws Error for an answer other than 2xx */
  call(call: Call): Promise<Answered>;
  close(): void;
}

const timeoutMs = 30_000;

/** Opens a client that keeps its connections. */
export function openClient(port: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  return {
    async call({ method, path, token, body = '' }) {
      const begunAt = performance.now();
      const sent = request({
        ...{ agent, method, path, port, host: '127.0.0.1', timeout: timeoutMs },
        headers: {
          authorization: `Bearer ${token}`,
          'if-match': '*',
          ...(method === 'POST' && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      });
      sent.once('timeout', () => sent.destroy(new Error(`${method} ${path} was not answered`)));
      sent.end(body);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const said = await json(response);
      const milliseconds = performance.now() - begunAt;
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode > 299) throw new Error(`${method} ${path}: ${JSON.stringify(said)}`);
      return { body: said, milliseconds };
    },
    close: () => {
      agent.destroy();
    },
  };
}
