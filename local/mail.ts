import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { openMailStore, parseMail, type MailStore } from './mail-store.js';
import { freePort } from './ports.js';
import { reasonOf } from './refusal.js';

/** Whether the mail server takes connections. */
export type MailService = 'open' | 'out';

/** The stack's mail server: it catches everything and sends nothing on. */
export interface MailCatcher {
  /** `smtp://` with host and port, the same for the life of the process. */
  readonly url: string;
  /** Goes out of service (connections that are open break, new ones are refused) or comes back; answers when it has. */
  switchTo(service: MailService): Promise<void>;
  stop(): Promise<void>;
}

const host = '127.0.0.1';

/** Somebody who looks for a free port may have ours for a moment. */
const reopeningTries = 20;
const reopeningPauseMs = 100;

/**
 * Starts the mail server on loopback. A message is in `DATA_DIR/mail` before it is accepted.
 * @param dataDir an absolute path
 */
export async function startMailCatcher(dataDir: string): Promise<MailCatcher> {
  const store = await openMailStore(dataDir);
  const port = await freePort();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, accept) {
      catchMessage(store, stream, session).then(() => {
        accept();
      }, accept);
    },
  });
  // A client that goes away in the middle is its own trouble.
  smtp.on('error', () => undefined);
  const sockets = new Set<Socket>();
  smtp.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  const open = async (triesLeft = reopeningTries): Promise<void> => {
    if (smtp.server.listening) return;
    try {
      smtp.server.listen(port, host);
      await once(smtp.server, 'listening');
    } catch (error) {
      if (reasonOf(error) !== 'EADDRINUSE' || triesLeft === 0) throw error;
      await pause(reopeningPauseMs);
      await open(triesLeft - 1);
    }
  };
  const close = async (): Promise<void> => {
    if (!smtp.server.listening) return;
    const closed = once(smtp.server, 'close');
    smtp.server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await open();
  // One after the other, in the order they were asked for.
  let last = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    url: `smtp://${host}:${port}`,
    switchTo: (service) => inTurn(service === 'open' ? () => open() : close),
    stop: () => inTurn(close),
  };
}

async function catchMessage(
  store: MailStore,
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
): Promise<void> {
  const raw = await buffer(stream);
  const recipients = envelope.rcptTo.map(({ address }) => address);
  await store.append(await parseMail(raw, recipients, new Date()));
}
