import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CannotBegin } from './failure.js';

/** A referral to be submitted, and what the journey itself has to know of it. */
export interface ReferralFile {
  /** As it stands in the file: whether it is right is for the service to say. */
  readonly body: unknown;
  readonly channel: string;
  readonly referrerKind: string;
  readonly children: number;
  readonly household: number;
  readonly immediateDanger: boolean;
}

const referral = z.object({
  channel: z.string().catch('unknown'),
  referrer: z.object({ kind: z.string().catch('unknown') }).catch({ kind: 'unknown' }),
  children: z.array(z.unknown()).catch([]),
  household: z.array(z.unknown()).catch([]),
  concern: z.object({ immediateDanger: z.boolean().catch(false) }).catch({ immediateDanger: false }),
});

/**
 * Reads a referral file. Mistakes inside the referral pass: the service is to name them.
 * @throws CannotBegin for a file that is not there, or holds no JSON object
 */
export async function readReferralFile(path: string): Promise<ReferralFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CannotBegin(`The referral file ${path} cannot be read.`);
  });
  return referralOf(path, text);
}

/**
 * Takes in the text of a referral file.
 * @throws CannotBegin if it holds no JSON object
 */
export function referralOf(path: string, text: string): ReferralFile {
  const body = jsonOf(path, text);
  const { data } = referral.safeParse(body);
  if (data === undefined) throw new CannotBegin(`The referral file ${path} holds no referral, which is a JSON object.`);
  return {
    body,
    channel: data.channel,
    referrerKind: data.referrer.kind,
    children: data.children.length,
    household: data.household.length,
    immediateDanger: data.concern.immediateDanger,
  };
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the file.
    throw new CannotBegin(`The referral file ${path} is not valid JSON.`);
  }
}
