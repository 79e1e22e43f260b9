import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';

/** A message as the stack's mail server took it. */
export interface CaughtMail {
  /** When it was received: RFC 3339, UTC. */
  readonly at: string;
  /** The recipients of the envelope, separated by commas. */
  readonly to: string;
  readonly subject: string;
  /** The text part, decoded, its lines as they were written. */
  readonly text: string;
  /** By name in lower case; a header that occurs more than once has its values joined by line breaks. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One JSON object a line, appended in the order of receipt. */
const storeFile = (dataDir: string): string => join(dataDir, 'mail', 'messages.jsonl');

/** Every message in the folder's store, newest last. The last line may still be under way; it is no message yet. */
export async function storedMail(dataDir: string): Promise<readonly CaughtMail[]> {
  const written = await readFile(storeFile(dataDir), 'utf8').catch(() => '');
  const lines = written.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as CaughtMail);
}

/** Takes messages; what it took outlives this process. */
export interface MailStore {
  append(mail: CaughtMail): Promise<void>;
}

/**
 * Opens the store for one writer: a line that a kill cut off, whose message was never accepted, is removed.
 * @param dataDir an absolute path
 */
export async function openMailStore(dataDir: string): Promise<MailStore> {
  await mkdir(join(dataDir, 'mail'), { recursive: true, mode: 0o700 });
  const written = await readFile(storeFile(dataDir)).catch(() => Buffer.alloc(0));
  const whole = written.lastIndexOf('\n') + 1;
  if (whole < written.length) await truncate(storeFile(dataDir), whole);

  // One after the other: a long message is more than one write, and two would mix.
  let last = Promise.resolve();
  return {
    append(mail) {
      const line = `${JSON.stringify(mail)}\n`;
      const written = last.then(() => appendFile(storeFile(dataDir), line));
      last = written.catch(() => undefined);
      return written;
    },
  };
}

/** Reads a message as it came over the wire. */
export async function parseMail(raw: Uint8Array, recipients: readonly string[], at: Date): Promise<CaughtMail> {
  const { subject = '', text = '', headers } = await PostalMime.parse(raw);
  const byName: Record<string, string> = {};
  for (const { key, value } of headers) byName[key] = key in byName ? `${byName[key] ?? ''}\n${value}` : value;
  return {
    at: at.toISOString(),
    to: recipients.join(', '),
    subject,
    text: text.replaceAll('\r\n', '\n'),
    headers: byName,
  };
}
