import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What a browser got. */
export interface Got {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: Buffer;
  /** From sending the request to having the whole answer. */
  readonly milliseconds: number;
}

const timeoutMs = 30_000;
const mostRedirects = 10;

/** Somebody at a browser as far as HTTP goes: it keeps its connections and all its cookies. */
export class Visitor {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });
  private readonly cookies = new Map<string, string>();

  constructor(private readonly port: number) {}

  /** Signs in as a persona of the demonstration. @throws Error where it leads nowhere */
  async signIn(persona: string): Promise<void> {
    let path = `/local/sign-in/${persona}`;
    for (let count = 0; count < mostRedirects; count += 1) {
      const { location, status } = await this.get(path);
      if (location === undefined && status === 200) return;
      const next = new URL(location ?? '', `http://localhost:${this.port}${path}`);
      path = `${next.pathname}${next.search}`;
    }
    throw new Error(`${persona} was not signed in`);
  }

  async get(path: string): Promise<Got> {
    return this.ask('GET', path, {}, undefined);
  }

  /** Sends a form. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Got> {
    const body = Buffer.from(new URLSearchParams(fields).toString());
    return this.ask('POST', path, { 'content-type': 'application/x-www-form-urlencoded' }, body);
  }

  /** Sends a form with one file. */
  async postFile(path: string, fields: Readonly<Record<string, string>>, file: File): Promise<Got> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('documents', file, file.name);
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    return this.ask('POST', path, { 'content-type': type }, Buffer.from(await encoded.arrayBuffer()));
  }

  close(): void {
    this.agent.destroy();
  }

  private async ask(
    method: 'GET' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | undefined,
  ): Promise<Got> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const begunAt = performance.now();
    const sent = request({
      ...{ agent: this.agent, method, path, port: this.port, host: '127.0.0.1', timeout: timeoutMs },
      headers: {
        ...{ host: `localhost:${this.port}`, accept: 'text/html,*/*;q=0.8', cookie, ...headers },
        ...(body !== undefined && { 'content-length': body.length }),
      },
    });
    sent.once('timeout', () => sent.destroy(new Error(`${method} ${path} was not answered`)));
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const got = await buffer(response);
    const milliseconds = performance.now() - begunAt;
    for (const header of response.headers['set-cookie'] ?? []) this.keep(header);
    return { status: response.statusCode ?? 0, location: response.headers.location, body: got, milliseconds };
  }

  private keep(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (/expires=Thu, 01 Jan 1970/i.test(header)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** The token of the forms on a page. */
export const csrfTokenIn = (page: Buffer): string =>
  /name="_csrf" value="([^"]+)"/.exec(page.toString('utf8'))?.[1] ?? '';
