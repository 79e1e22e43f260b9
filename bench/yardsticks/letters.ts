import { randomUUID } from 'node:crypto';
import type { NoticeFacts, Recipient } from '../../domain/notices.js';
import type { Mailer } from '../../post/mailer.js';
import { compose } from '../../post/messages.js';

/** A mail of a yardstick: the product's words for the same occasion. */
export interface Letter {
  readonly reference: string;
  readonly facts: NoticeFacts;
  readonly tells: Recipient;
  readonly to: string;
  readonly agency?: string | null;
  readonly checkId?: string | null;
  readonly messageToReferrer?: string | null;
}

/** Sends a mail by the product's mailer. @returns whether it is sent */
export async function send(mailer: Mailer, publicUrl: string, letter: Letter): Promise<boolean> {
  const { to, agency = null, checkId = null, messageToReferrer = null, ...rest } = letter;
  const words = compose(
    { publicUrl },
    {
      ...{ ...rest, agency, checkId, messageToReferrer, language: null },
      directory: { phone: null, replyEmail: null, agencyNames: {} },
    },
  );
  const attempt = await mailer.send({ messageId: `<${randomUUID()}@front-door.example>`, to: [to], ...words });
  return attempt.result === 'sent';
}
