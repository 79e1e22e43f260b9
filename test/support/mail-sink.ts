import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** A message whose last byte came in, whatever the sink answered then. */
export interface CaughtMail {
  messageId: string;
  to: string[];
  subject: string;
  text: string;
  raw: string;
}

/**
 * What the sink does with a message: replies `250`, `450` or `550` to its data; says nothing after the data, or breaks the
 * connection; or before the data breaks the connection, or does not know the address.
 */
export type Treatment =
  | 'accept'
  | 'accept after four seconds'
  | '450'
  | '550'
  | 'hang after data'
  | 'drop after data'
  | 'drop before data'
  | 'no such address';

const host = '127.0.0.1';

const refusal = (responseCode: number): Error => Object.assign(new Error('As the test wants it'), { responseCode });

/** A mail server on loopback that behaves as a test wants it to. */
export class MailSink {
  readonly caught: CaughtMail[] = [];
  private readonly scripts = new Map<string, Treatment[]>();
  private readonly sockets = new Set<Socket>();
  private readonly smtp: SMTPServer;
  private port = 0;

  constructor() {
    this.smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      onRcptTo: ({ address }, session, callback) => {
        const treatment = this.scripts.get(address)?.[0];
        if (treatment === 'drop before data' || treatment === 'no such address') this.takeNext(address);
        if (treatment === 'drop before data') this.breakOff(session);
        else callback(treatment === 'no such address' ? refusal(550) : null);
      },
      onData: (stream, session, callback) => {
        this.take(stream, session).then(callback, callback);
      },
    });
    // A client that goes away in the middle is its own trouble.
    this.smtp.on('error', () => undefined);
    this.smtp.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get url(): string {
    return `smtp://${host}:${this.port}`;
  }

  /** How the next messages to an address are treated, in this order; accepted after that. */
  treat(address: string, ...treatments: Treatment[]): void {
    this.scripts.set(address, treatments);
  }

  /** The mails to an address, in the order they came. */
  to(address: string): CaughtMail[] {
    return this.caught.filter(({ to }) => to.includes(address));
  }

  /** Listens on a free port; after `goAway` on the port that it had. */
  async open(): Promise<void> {
    this.smtp.server.listen(this.port, host);
    await once(this.smtp.server, 'listening');
    this.port = (this.smtp.server.address() as AddressInfo).port;
  }

  /** Breaks every connection and refuses new ones. */
  async goAway(): Promise<void> {
    if (!this.smtp.server.listening) return;
    const closed = once(this.smtp.server, 'close');
    this.smtp.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | undefined> {
    const raw = await buffer(stream);
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const treatment = this.takeNext(to[0] ?? '');
    if (treatment === '450' || treatment === '550') return refusal(Number(treatment));
    const { messageId = '', subject = '', text = '' } = await PostalMime.parse(raw);
    this.caught.push({ messageId, to, subject, text, raw: raw.toString('utf8') });
    if (treatment === 'accept after four seconds') await pause(4000);
    if (treatment === 'drop after data') this.breakOff(session);
    if (!treatment.startsWith('accept')) await new Promise(() => undefined);
    return undefined;
  }

  private takeNext(address: string): Treatment {
    return this.scripts.get(address)?.shift() ?? 'accept';
  }

  private breakOff({ remotePort }: SMTPServerSession): void {
    for (const socket of this.sockets) {
      if (socket.remotePort === remotePort) socket.destroy();
    }
  }
}
