import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Attempt } from '../records/deliveries.js';

/** One message, ready to go. It identifies nobody. */
export interface Message {
  /** Deterministic: the same message has the same id however often it is tried. */
  messageId: string;
  to: readonly string[];
  subject: string;
  text: string;
}

export interface Mailer {
  /** Tries once; every failure is a value. Takes at most 15 seconds. */
  send: (message: Message) => Promise<Attempt>;
  /** Whether the mail server greets. */
  isReachable: () => Promise<boolean>;
  close: () => void;
}

export interface MailerOptions {
  smtpUrl: string;
  from: string;
}

// Together shorter than the activity that sends (20 s), which is shorter than the lease of a message (30 s).
const timeouts = { connectionTimeout: 4000, greetingTimeout: 4000, socketTimeout: 10_000 } as const;

/** Opens a pool of connections to the mail server, made when first needed. */
export function openMailer({ smtpUrl, from }: MailerOptions): Mailer {
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 8, maxMessages: 200, ...timeouts });
  const streams = new Map<string, Readable[]>();
  // Notes the streams that a message leaves by: as long as none of them was read, not a byte of it has left.
  transport.use('stream', ({ message, data: { messageId = '' } }, done) => {
    const opened: Readable[] = [];
    const open = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = open(options);
      opened.push(stream);
      return stream;
    };
    streams.set(messageId, opened);
    done();
  });
  return {
    send: async ({ messageId, to, subject, text }) => {
      if (to.length === 0) return { result: 'refused', failure: 'no-recipient' };
      try {
        await transport.sendMail({
          messageId,
          from,
          to: [...to],
          subject,
          text,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { result: 'sent' };
      } catch (error) {
        const left = (streams.get(messageId) ?? []).some(({ readableDidRead }) => readableDidRead);
        return attemptOf(error, left ? 'left' : 'not left');
      } finally {
        streams.delete(messageId);
      }
    },
    isReachable: async () =>
      transport.verify().then(
        () => true,
        () => false,
      ),
    close: () => {
      transport.close();
    },
  };
}

interface SmtpError {
  code?: string;
  responseCode?: number;
}

/** nodemailer's codes of replies that are about the message: its envelope or its data, not the connection or the sign-in. */
const aboutTheMessage = ['EENVELOPE', 'EMESSAGE'];

/**
 * Tells certain failures from uncertain ones. A reply of the server is certain: 5xx about the message for good, every other
 * for now. So is whatever happened before a byte of the message had left. Otherwise it may have arrived.
 */
export function attemptOf(error: unknown, bytes: 'left' | 'not left'): Attempt {
  const { code = 'unknown', responseCode } = (error ?? {}) as SmtpError;
  const failure = responseCode === undefined ? code : `smtp-${responseCode}`;
  if (responseCode !== undefined && responseCode >= 500 && aboutTheMessage.includes(code)) {
    return { result: 'refused', failure };
  }
  return responseCode !== undefined || bytes === 'not left'
    ? { result: 'not-now', failure }
    : { result: 'uncertain', failure };
}
