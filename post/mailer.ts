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
        return attemptOf(error);
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
  command?: string;
  syscall?: string;
}

/**
 * Tells certain failures from uncertain ones. A reply of the server is certain: 5xx for good, 4xx for now. A connection that
 * was never made is certain too. Without either, the message may have arrived.
 */
export function attemptOf(error: unknown): Attempt {
  const { code = 'unknown', responseCode, syscall } = (error ?? {}) as SmtpError;
  const failure = responseCode === undefined ? code : `smtp-${responseCode}`;
  if (responseCode !== undefined && responseCode >= 500) return { result: 'refused', failure };
  const neverConnected = syscall === 'connect' || syscall === 'getaddrinfo' || code === 'EDNS';
  return responseCode !== undefined || neverConnected
    ? { result: 'not-now', failure }
    : { result: 'uncertain', failure };
}
