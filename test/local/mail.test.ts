import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createTransport, type Transporter } from 'nodemailer';
import { startMailCatcher, type MailCatcher } from '../../local/mail.js';
import { storedMail } from '../../local/mail-store.js';
import { dataFolders } from './data-folders.js';

const dataFolder = dataFolders();
const stops: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function catcherOn(dataDir: string): Promise<MailCatcher> {
  const catcher = await startMailCatcher(dataDir);
  stops.push(() => catcher.stop());
  return catcher;
}

/** Keeps its one connection open between messages. */
function pooledSender(url: string): Transporter {
  const { hostname: host, port } = new URL(url);
  const sender = createTransport({ host, port: Number(port), pool: true, maxConnections: 1 });
  stops.unshift(() => {
    sender.close();
  });
  return sender;
}

const notice = {
  from: 'front-door@hub.example',
  to: 'police@police.example',
  subject: 'Gwiriad newydd – a check to answer',
  text: `One line that is much longer than a mail's line may be: ${'word '.repeat(60)}end.\nŵyr y plant, second line.\n`,
  headers: { 'Auto-Submitted': 'auto-generated' },
};

describe('the mail catcher', () => {
  it('has stored a message by the time it accepts it, decoded and with the lines as they were written', async () => {
    const dataDir = await dataFolder();
    const { url } = await catcherOn(dataDir);

    const { messageId } = await pooledSender(url).sendMail(notice);

    const [caught, ...others] = await storedMail(dataDir);
    expect(others).toEqual([]);
    expect(caught).toMatchObject({ to: notice.to, subject: notice.subject });
    expect(caught?.text.trimEnd()).toBe(notice.text.trimEnd());
    expect(caught?.headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'message-id': messageId });
    expect(new Date(caught?.at ?? '').toISOString()).toBe(caught?.at);
  });

  it('lists the newest last, and still does so after a restart', async () => {
    const dataDir = await dataFolder();
    const first = await startMailCatcher(dataDir);
    await pooledSender(first.url).sendMail({ ...notice, subject: 'first' });
    await first.stop();

    await pooledSender((await catcherOn(dataDir)).url).sendMail({ ...notice, subject: 'second' });

    expect((await storedMail(dataDir)).map(({ subject }) => subject)).toEqual(['first', 'second']);
  });

  it('forgets a message whose storing a kill cut off, for it was never accepted', async () => {
    const dataDir = await dataFolder();
    const first = await startMailCatcher(dataDir);
    await pooledSender(first.url).sendMail({ ...notice, subject: 'whole' });
    await first.stop();
    await appendFile(join(dataDir, 'mail', 'messages.jsonl'), '{"at":"2026-06-01T09:00:00.000Z","to":"po');

    const again = await catcherOn(dataDir);
    await pooledSender(again.url).sendMail({ ...notice, subject: 'after' });

    expect((await storedMail(dataDir)).map(({ subject }) => subject)).toEqual(['whole', 'after']);
  });

  it('keeps messages apart that come in at once', async () => {
    const dataDir = await dataFolder();
    const { url } = await catcherOn(dataDir);
    const subjects = Array.from({ length: 6 }, (_, index) => `message ${index}`);

    await Promise.all(
      subjects.map((subject) => createTransport(url).sendMail({ ...notice, subject, text: 'x'.repeat(700_000) })),
    );

    expect((await storedMail(dataDir)).map(({ subject }) => subject).sort()).toEqual([...subjects].sort());
  });

  it('refuses connections while it is out of service, also to those who were connected', async () => {
    const dataDir = await dataFolder();
    const catcher = await catcherOn(dataDir);
    const sender = pooledSender(catcher.url);
    await sender.sendMail({ ...notice, subject: 'before' });

    await catcher.switchTo('out');

    await expect(sender.sendMail(notice)).rejects.toThrow(/ECONNREFUSED|closed/i);
    await expect(createTransport(catcher.url).sendMail(notice)).rejects.toThrow('ECONNREFUSED');
    await catcher.switchTo('open');
    await sender.sendMail({ ...notice, subject: 'after' });
    expect((await storedMail(dataDir)).map(({ subject }) => subject)).toEqual(['before', 'after']);
  });

  it('may be switched to where it is already', async () => {
    const catcher = await catcherOn(await dataFolder());

    await Promise.all((['out', 'out', 'open', 'open'] as const).map((service) => catcher.switchTo(service)));

    await expect(createTransport(catcher.url).verify()).resolves.toBe(true);
  });
});
