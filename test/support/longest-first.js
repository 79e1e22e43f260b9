import TestSequencer from '@jest/test-sequencer';

/** Keep the processors busy for long. */
const busy = ['/test/service/matrix.', '/test/browser/'];
/** Take as long, and wait most of it: for processes that end and start, and for time that passes. */
const waiting = ['/test/faults/', '/test/workflows/', '/test/service/temporal-tls.', '/test/local/'];

/**
 * Begins with the files that take longest, so that none of them is what the run ends with: on a machine that has not run them
 * before, jest goes by their size. A busy one and one that waits take turns, so that they run side by side.
 */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const among = (places) => sorted.filter(({ path }) => places.some((place) => path.includes(place)));
    return [...new Set([...inTurns(among(busy), among(waiting)), ...sorted])];
  }
}

const inTurns = (one, other) =>
  Array.from({ length: Math.max(one.length, other.length) }, (_, turn) => [one[turn], other[turn]])
    .flat()
    .filter((test) => test !== undefined);
