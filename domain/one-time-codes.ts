/** Digits of a code: together with the few attempts, one guess in 200,000 succeeds. */
export const codeDigits = 6;

/** How long a code works. */
export const codeLifeMinutes = 10;

/** How often a code may be tried, right or wrong. */
export const mostAttempts = 5;

/** What is counted when codes are asked for, how many within so many seconds, over all API processes. */
export const codeLimits = {
  /** By the network address that asks and the e-mail address that is asked for. */
  'address-and-mailbox': { points: 5, seconds: 60 * 60 },
  /** By the network address that asks: whoever tries many mailboxes. */
  address: { points: 30, seconds: 60 * 60 },
  /** By the e-mail address: whoever floods a mailbox from many places. Does not hold for a browser in which it signed in before. */
  mailbox: { points: 20, seconds: 24 * 60 * 60 },
  /** Codes that were entered, by the network address: whoever guesses in many browsers. */
  entering: { points: 60, seconds: 60 * 60 },
} as const;
export type CodeLimit = keyof typeof codeLimits;
