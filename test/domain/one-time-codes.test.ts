import { describe, expect, it } from '@jest/globals';
import {
  codeDigits,
  codeLifeMinutes,
  mailboxMemoryHours,
  mostAttempts,
  pauseAfter,
} from '../../domain/one-time-codes.js';

const dayMinutes = 24 * 60;

/** How many of some minutes lie within so many before one of them. */
const within = (minutes: readonly number[], at: number, length: number): number =>
  minutes.filter((minute) => minute > at - length && minute <= at).length;

/** The minutes of a week at which a mailbox is sent codes, when somebody asks every minute, several times. */
function greedy(): number[] {
  const sent: number[] = [];
  for (let minute = 0; minute < 7 * dayMinutes; minute += 1) {
    for (let time = 0; time < 5; time += 1) {
      const pause = pauseAfter(within(sent, minute, mailboxMemoryHours * 60));
      if (minute - (sent.at(-1) ?? -Infinity) >= pause) sent.push(minute);
    }
  }
  return sent;
}

describe('whoever asks for codes to one mailbox as often as they are sent', () => {
  const sent = greedy();

  it('guesses one of a day with a chance of less than one in ten thousand', () => {
    const most = Math.max(...sent.map((at) => within(sent, at, dayMinutes)));
    expect(most).toBe(31);
    expect((most * mostAttempts) / 10 ** codeDigits).toBeLessThan(1 / 10_000);
  });

  it('has six that work at the same time, at the most', () => {
    expect(Math.max(...sent.map((at) => within(sent, at, codeLifeMinutes)))).toBe(6);
  });

  it('never keeps anybody else from the next one for longer than an hour', () => {
    const waits = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    expect(Math.max(...waits)).toBe(60);
  });
});
