import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What real scanners are tried with: harmless, and known to all of them. In two parts, or this file would be held for it. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** How the daemon behaves: as it should; `silent`: takes everything and says nothing; `broken`: complains of every file. */
type Manner = 'well' | 'silent' | 'broken';

/** A daemon that speaks ClamAV's protocol over TCP and knows one virus, the EICAR test file. */
export class FakeClamd {
  manner: Manner = 'well';
  /** Every file that it was asked about. */
  readonly scanned: Buffer[] = [];
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private known: AddressInfo | undefined;

  get address(): { host: string; port: number } {
    if (this.known === undefined) throw new Error('The daemon has not been started');
    return { host: '127.0.0.1', port: this.known.port };
  }

  /** Listens, at the same port as before where it was stopped. @param longest of a file; of a longer one it hears no more */
  async start(longest = 25 * 1024 * 1024): Promise<this> {
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
      this.serve(socket, longest);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.known?.port ?? 0, '127.0.0.1', resolve));
    this.known = server.address() as AddressInfo;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      if (server === undefined) resolve();
      else
        server.close(() => {
          resolve();
        });
    });
    this.server = undefined;
  }

  private serve(socket: Socket, longest: number): void {
    let heard = Buffer.alloc(0);
    socket.on('data', (piece: Buffer) => {
      heard = Buffer.concat([heard, piece]);
      const answer = this.answerTo(heard, longest);
      if (answer !== undefined && this.manner !== 'silent') socket.end(`${answer}\0`);
    });
  }

  private answerTo(heard: Buffer, longest: number): string | undefined {
    const end = heard.indexOf(0);
    if (end < 0) return undefined;
    const command = heard.subarray(0, end).toString();
    if (command === 'zPING') return 'PONG';
    if (command !== 'zINSTREAM') return 'UNKNOWN COMMAND';
    const file = streamedIn(heard.subarray(end + 1));
    if (heard.length > longest) return 'INSTREAM size limit exceeded. ERROR';
    if (file === undefined) return undefined;
    this.scanned.push(file);
    if (this.manner === 'broken') return 'stream: Cannot allocate memory ERROR';
    return file.includes(eicar) ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK';
  }
}

/** The file in chunks, each behind its length, once the one without a length has come. */
function streamedIn(heard: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  while (at + 4 <= heard.length) {
    const length = heard.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(heard.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}
