/** Digits of a code. */
export const codeDigits = 8;

/** How long a code works. */
export const codeLifeMinutes = 10;

/** How often a code may be tried, right or wrong. */
export const mostAttempts = 5;

/**
 * Minutes for which a mailbox must have been left alone before it is sent another code, by how many it was sent within a day; the last
 * holds for all that follow. So a mailbox that somebody floods is never shut, and gets a code an hour at the least; no code is kept that is
 * not sent. A browser whose user is known to read the mailbox does not wait.
 *
 * Guessing: within a day at most 31 codes to one mailbox can be asked for by strangers, each may be tried 5 times, and one of 100,000,000
 * is right. Whoever spends a whole day on a mailbox, from however many places, succeeds once in 645,000 days
 * (test/domain/one-time-codes.test.ts counts it). Wrong codes are not counted beside that: such a count could be used up by others.
 */
const pauses = [0, 0, 0, 1, 2, 4, 8, 16, 32, 60] as const;

/** So long does a code that was sent count towards the pauses. */
export const mailboxMemoryHours = 24;

/** Minutes between the last code to a mailbox and the next. @param sent how many it was sent lately */
export const pauseAfter = (sent: number): number => pauses[Math.min(sent, pauses.length - 1)] ?? 0;

/**
 * What is counted when codes are asked for and entered, how many within so many seconds, over all API processes. A network is an IPv4
 * address, or the 64 bits of an IPv6 address that its owner does not choose freely.
 */
export const codeLimits = {
  /** By the network that asks and the e-mail address that is asked for. */
  'network-and-mailbox': { points: 5, seconds: 60 * 60 },
  /** By the network that asks: whoever tries many mailboxes. */
  network: { points: 30, seconds: 60 * 60 },
  /** By the e-mail address, in browsers whose users are known to read it. These are held up by nothing else; who asks for more waits like anybody. */
  'known-browser': { points: 20, seconds: 24 * 60 * 60 },
  /** Codes that were entered, by the network: whoever guesses in many browsers. */
  entering: { points: 60, seconds: 60 * 60 },
} as const;
export type CodeLimit = keyof typeof codeLimits;
