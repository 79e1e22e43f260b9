import type { Readable } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Attempt } from '../records/deliveries.js';
import { leadsToThisMachine } from '../runtime/this-machine.js';
import { within } from '../runtime/within.js';

/** One message, ready to go. It identifies nobody. */
export interface Message {
  /** Deterministic: the same message has the same id however often it is tried. */
  messageId: string;
  to: readonly string[];
  subject: string;
  text: string;
  /** Where an answer to it goes; absent where that is the sender. */
  replyTo?: string;
}

export interface Mailer {
  /** Tries once; every failure is a value. Takes at most 15 seconds. */
  send: (message: Message) => Promise<Attempt>;
  close: () => void;
}

export interface MailerOptions {
  smtpUrl: string;
  from: string;
}

const timeouts = { connectionTimeout: 4000, greetingTimeout: 4000, socketTimeout: 10_000 } as const;

/** Of one attempt, waiting in the pool included: shorter than the activity that sends (20 s), which is shorter than the lease (30 s). */
const patienceMilliseconds = 15_000;

/** What one attempt is known by within the mailer, and how far it came. */
interface Departure {
  streams: Readable[];
  calledOff: boolean;
}

/**
 * Opens a pool of connections to the mail server, made when first needed. With a server on another machine nothing is said in
 * clear: one that does not turn to TLS (`smtp:`), or whose certificate is not trusted, is sent nothing.
 */
export function openMailer({ smtpUrl, from }: MailerOptions): Mailer {
  const transport = createTransport({
    ...{ url: smtpUrl, pool: true, maxConnections: 8, maxMessages: 200, ...timeouts },
    requireTLS: !leadsToThisMachine(smtpUrl),
  });
  // Notes the streams that a message leaves by: as long as none of them was read, not a byte of it has left.
  transport.use('stream', ({ message, data }, done) => {
    const { departure } = data as { departure?: Departure };
    const open = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      if (departure?.calledOff === true) throw new Error('The attempt has been given up');
      const stream = open(options);
      departure?.streams.push(stream);
      return stream;
    };
    done();
  });

  const attempt = async ({ to, ...message }: Message, departure: Departure): Promise<Attempt> => {
    const envelope = { ...message, from, to: [...to], headers: { 'Auto-Submitted': 'auto-generated' } };
    try {
      const { rejected } = await transport.sendMail({ ...envelope, departure } as SendMailOptions);
      return { result: 'sent', rejected: rejected.length };
    } catch (error) {
      return attemptOf(error, bytesOf(departure));
    }
  };

  return {
    send: async (message) => {
      if (message.to.length === 0) return { result: 'refused', failure: 'no-recipient' };
      const departure: Departure = { streams: [], calledOff: false };
      return within(patienceMilliseconds, attempt(message, departure), () => {
        departure.calledOff = true;
        return attemptOf({ code: 'ETIMEDOUT' }, bytesOf(departure));
      });
    },
    close: () => {
      transport.close();
    },
  };
}

const bytesOf = ({ streams }: Departure): 'left' | 'not left' =>
  streams.some(({ readableDidRead }) => readableDidRead) ? 'left' : 'not left';

interface SmtpError {
  code?: string;
  responseCode?: number;
  command?: string;
}

/** Commands whose refusal is about this message; a refused connection, sign-in or sender is about all of them, and passes. */
const aboutTheMessage = /^(RCPT|DATA)/;

/**
 * Tells certain failures from uncertain ones. A reply of the server is certain: 5xx to the recipients or the data for good, and so
 * is an address that no server would take; every other for now. So is whatever happened before a byte of the message had left. Otherwise it may have arrived.
 */
export function attemptOf(error: unknown, bytes: 'left' | 'not left'): Attempt {
  const { code = 'unknown', responseCode, command = '' } = (error ?? {}) as SmtpError;
  const failure = responseCode === undefined ? code : `smtp-${responseCode}`;
  const isForGood =
    responseCode === undefined ? command === 'API' : responseCode >= 500 && aboutTheMessage.test(command);
  if (isForGood) return { result: 'refused', failure };
  return responseCode !== undefined || bytes === 'not left'
    ? { result: 'not-now', failure }
    : { result: 'uncertain', failure };
}
