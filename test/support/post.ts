import { openMailer } from '../../post/mailer.js';
import type { Post } from '../../post/delivery.js';
import type { Hub } from './hub.js';
import { MailSink } from './mail-sink.js';

/** What sends a hub's messages, and the mail server that they go to. */
export interface HubPost {
  post: Post;
  mails: MailSink;
  close: () => Promise<void>;
}

/** Opens the post of a hub, with a mail sink of its own. */
export async function openPost(hub: Hub): Promise<HubPost> {
  const mails = new MailSink();
  await mails.open();
  const mailer = openMailer({ smtpUrl: mails.url, from: 'Front Door <no-reply@hub.example>' });
  return {
    post: { database: hub.database, mailer, publicUrl: 'https://front-door.example', mailDomain: 'front-door.example' },
    mails,
    close: async () => {
      mailer.close();
      await mails.goAway();
    },
  };
}
