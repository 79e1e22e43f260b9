import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived, as far as the benchmark looks at it. */
export interface ArrivedMail {
  readonly messageId: string;
  readonly to: string;
  /** The check that the mail links to, if any. */
  readonly checkId: string | undefined;
}

/** The mail server of all contestants, in this process: how the driver learns what has happened, without asking. */
export interface Mailbox {
  /** `smtp://` with host and port. */
  readonly url: string;
  /**
   * Waits until so many mails about a case have arrived.
   * @throws Error after 60 s
   */
  until(reference: string, count: number): Promise<readonly ArrivedMail[]>;
  /** Every mail about a case so far, in order of arrival. */
  mailsAbout(reference: string): readonly ArrivedMail[];
  stop(): Promise<void>;
}

interface Waiting {
  readonly count: number;
  readonly wake: () => void;
}

const host = '127.0.0.1';
const patienceMs = 60_000;

/** Starts the mail server on loopback; mails are kept in memory. */
export async function openMailbox(): Promise<Mailbox> {
  const arrived = new Map<string, ArrivedMail[]>();
  const waiting = new Map<string, Waiting>();
  const mailsAbout = (reference: string): readonly ArrivedMail[] => arrived.get(reference) ?? [];

  const take = (raw: string, to: string): void => {
    const reference = /^Subject: (\S+):/m.exec(raw)?.[1] ?? 'none';
    const mails = [...mailsAbout(reference), mailFrom(raw, to)];
    arrived.set(reference, mails);
    const waiter = waiting.get(reference);
    if (waiter !== undefined && mails.length >= waiter.count) waiter.wake();
  };

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, { envelope }, accept) {
      text(stream).then((raw) => {
        take(raw, envelope.rcptTo.map(({ address }) => address).join(', '));
        accept();
      }, accept);
    },
  });
  // A client that goes away in the middle is its own trouble.
  smtp.on('error', () => undefined);
  smtp.listen(0, host);
  await once(smtp.server, 'listening');

  return {
    url: `smtp://${host}:${(smtp.server.address() as AddressInfo).port}`,
    mailsAbout,
    async until(reference, count) {
      if (mailsAbout(reference).length >= count) return mailsAbout(reference);
      await new Promise<void>((resolve, reject) => {
        const tooLate = setTimeout(() => {
          reject(new Error(`${reference}: ${mailsAbout(reference).length} of ${count} mails came within a minute`));
        }, patienceMs).unref();
        waiting.set(reference, {
          count,
          wake: () => {
            clearTimeout(tooLate);
            waiting.delete(reference);
            resolve();
          },
        });
      });
      return mailsAbout(reference);
    },
    stop: () =>
      new Promise((resolve) => {
        smtp.close(resolve);
      }),
  };
}

function mailFrom(raw: string, to: string): ArrivedMail {
  // Lines that the encoding broke are joined again, so that a link stands whole.
  const words = raw.replaceAll('=\r\n', '');
  return {
    messageId: /^Message-ID: (\S+)/im.exec(raw)?.[1] ?? '',
    to,
    checkId: /\/api\/checks\/([0-9a-f-]{36})/.exec(words)?.[1],
  };
}
