import type { Look } from '../../domain/looks.js';
import type { Database } from '../../records/database.js';
import { recordLook } from '../../records/looks.js';
import type { Clock } from '../../runtime/clock.js';
import { networkOf } from './networks.js';

/**
 * Denials of tokens that are no good. Of one network the first in a minute is recorded at once; those that follow it within the minute become
 * one look with how many they are, at its end or with the next first one: nobody fills the record by making tokens up, and each is counted.
 */
export interface RefusedTokens {
  /** @throws LookUnrecorded */
  record: (look: Look) => Promise<void>;
  /** Records what was counted and not recorded yet, then counts no more. */
  close: () => Promise<void>;
}

const minuteMilliseconds = 60_000;

/**
 * No look is dated further back than this, however long PostgreSQL took none: its day is then not sealed yet, and it does not pass for one
 * that somebody put in later (records/late-looks.ts).
 */
const furthestBackMilliseconds = 30 * minuteMilliseconds;

/** How many networks are told apart at a time; all beyond them count as one. */
const mostNetworks = 10_000;

/** The refusals of one network in a minute. */
interface Minute {
  until: number;
  /** The last one. */
  look: Look;
  /** How many are not recorded yet. */
  waiting: number;
}

/** @param onTrouble told when what was counted could not be recorded; it is tried again a minute later */
export function openRefusedTokens(
  database: Pick<Database, 'reads'>,
  clock: Clock,
  onTrouble: (error: unknown) => void,
): RefusedTokens {
  const minutes = new Map<string, Minute>();

  /** Records those of a network that wait, as one look; they wait on where that fails. */
  const settle = async (by: string, minute: Minute): Promise<void> => {
    const { look, waiting } = minute;
    const at = new Date(Math.max(look.at.getTime(), clock.now().getTime() - furthestBackMilliseconds));
    minute.waiting = 0;
    try {
      await recordLook(database.reads, { ...look, at, ...(waiting === 1 ? {} : { items: waiting }) });
    } catch (error) {
      const present = minutes.get(by) ?? minute;
      present.waiting += waiting;
      minutes.set(by, { ...present, until: look.at.getTime() });
      throw error;
    }
  };
  const settleUntil = async (instant: number): Promise<void> => {
    for (const [by, minute] of minutes) {
      if (minute.until > instant) continue;
      minutes.delete(by);
      if (minute.waiting > 0) await settle(by, minute);
    }
  };
  const timer = setInterval(() => {
    settleUntil(clock.now().getTime()).catch(onTrouble);
  }, minuteMilliseconds).unref();

  return {
    record: async (look) => {
      const network = `${look.why ?? ''} ${networkOf(look.address)}`;
      const by = minutes.has(network) || minutes.size < mostNetworks ? network : 'others';
      const at = look.at.getTime();
      const known = minutes.get(by);
      if (known !== undefined && at < known.until) {
        known.waiting += 1;
        known.look = look;
        return;
      }
      const minute = { until: at + minuteMilliseconds, look, waiting: (known?.waiting ?? 0) + 1 };
      minutes.set(by, minute);
      await settle(by, minute);
    },
    close: async () => {
      clearInterval(timer);
      await settleUntil(Infinity);
    },
  };
}
