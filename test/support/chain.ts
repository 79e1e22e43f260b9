import { verifyEveryLog } from '../../records/chain.js';
import type { CaseInHand, Hub } from './hub.js';

/** The first entry of a case's log that is not what was recorded; undefined where the log is whole. */
export async function brokenAt(hub: Hub, { reference }: CaseInHand): Promise<number | undefined> {
  for await (const log of verifyEveryLog(hub.database)) {
    if (log.reference === reference) return log.brokenAt;
  }
  throw new Error(`${reference} was not verified`);
}
