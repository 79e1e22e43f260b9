import { randomUUID } from 'node:crypto';
import { codeLifeMinutes } from '../domain/one-time-codes.js';
import type { Mailer } from './mailer.js';

export interface CodeMail {
  mailer: Mailer;
  /** Domain of the Message-IDs. */
  mailDomain: string;
}

/** A code, and where it goes. */
interface Code {
  to: string;
  code: string;
  /** Where the mailbox's owner has a browser of theirs remembered, so that they wait for no more codes; undefined where nobody waits. */
  link: string | undefined;
}

/** Sends a code, once, and tells nobody whether it arrived: where it may have gone astray, a new one is asked for instead. */
export async function sendCode({ mailer, mailDomain }: CodeMail, { to, code, link }: Code): Promise<void> {
  await mailer.send({
    messageId: `<code-${randomUUID()}@${mailDomain}>`,
    to: [to],
    subject: 'Your code for Front Door',
    text: [
      `Your code is ${code}`,
      `It works once, in the next ${codeLifeMinutes} minutes, in the browser in which you asked for it.`,
      'If you did not ask for it, you need not do anything: nobody can sign in without it. Never tell it to anybody, not even to us.',
      ...(link === undefined ? [] : [`${crowded}\n${link}`]),
    ].join('\n\n'),
  });
}

const crowded =
  'Codes for this address are asked for often, perhaps by somebody else, so we send them less often. If you wait for one, open this link in your own browser, and then ask for a code there: it comes at once.';
