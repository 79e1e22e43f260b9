import { randomUUID } from 'node:crypto';
import { codeLifeMinutes } from '../domain/one-time-codes.js';
import type { Mailer } from './mailer.js';

export interface CodeMail {
  mailer: Mailer;
  /** Domain of the Message-IDs. */
  mailDomain: string;
}

/** Sends a code, once, and tells nobody whether it arrived: where it may have gone astray, a new one is asked for instead. */
export async function sendCode({ mailer, mailDomain }: CodeMail, to: string, code: string): Promise<void> {
  await mailer.send({
    messageId: `<code-${randomUUID()}@${mailDomain}>`,
    to: [to],
    subject: 'Your code for Front Door',
    text: [
      `Your code is ${code}`,
      `It works once, in the next ${codeLifeMinutes} minutes, in the browser in which you asked for it.`,
      'If you did not ask for it, you need not do anything: nobody can sign in without it. Never tell it to anybody, not even to us.',
    ].join('\n\n'),
  });
}
