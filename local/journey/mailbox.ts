import { z } from 'zod';
import { send } from './wire.js';

/** A message as the embedded stack caught it. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** The messages that the embedded stack caught. */
export interface Mailbox {
  /** By the id of the notice that each message came from; undefined where mails are not to be seen. */
  readonly byNotice: () => Promise<ReadonlyMap<string, Mail> | undefined>;
}

const caughtMail = z.array(
  z.object({
    subject: z.string(),
    text: z.string(),
    headers: z.object({ 'message-id': z.string().optional() }),
  }),
);

/** Only the embedded stack shows mails: elsewhere the address leads to nothing, or to a refusal. */
export const openMailbox = (url: string): Mailbox => ({
  byNotice: async () => {
    const { status, body } = await send(`${url}/local/mail`, { method: 'GET' });
    const { data } = caughtMail.safeParse(body);
    return status === 200 && data !== undefined ? mailsByNotice(data) : undefined;
  },
});

/** For someone who does not want to see mails. */
export const closedMailbox: Mailbox = { byNotice: () => Promise.resolve(undefined) };

/** The local part of a Message-ID is the id of the notice. */
export const mailsByNotice = (caught: z.infer<typeof caughtMail>): ReadonlyMap<string, Mail> =>
  new Map(
    caught.map(({ subject, text, headers }) => {
      const [noticeId = ''] = (headers['message-id'] ?? '').replace(/^</, '').split('@');
      return [noticeId, { subject, text }] as const;
    }),
  );
