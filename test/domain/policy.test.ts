import { describe, expect, it } from '@jest/globals';
import { agencies, asShipped, clocks, policyInSeconds, ratings, type Clock } from '../../domain/policy.js';

describe.each([asShipped, policyInSeconds])('policy $name', (policy) => {
  it('asks all eight agencies at every rating', () => {
    for (const rating of ratings)
      expect(policy.ratings[rating].defaultAgencies).toEqual(agencies.map(({ code }) => code));
    expect(agencies).toHaveLength(8);
  });

  it('has a ladder for every clock that climbs, names each step once and breaches at the due instant', () => {
    for (const clock of Object.keys(clocks) as Clock[]) {
      const ladder = policy.ladders[clock];
      const percents = ladder.map(({ percent }) => percent);
      expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
      expect(new Set(ladder.map(({ step }) => step)).size).toBe(ladder.length);
      expect(ladder.filter(({ breach }) => breach).map(({ percent }) => percent)).toEqual([100]);
    }
  });

  it('reminds an agency twice, tells its lead of the breach and then the hub manager', () => {
    expect(policy.ladders.check.map(({ percent, tells }) => [percent, tells])).toEqual([
      [50, 'agency'],
      [80, 'agency'],
      [100, 'agency-lead'],
      [125, 'hub-manager'],
    ]);
  });

  it('settles the statutory clock by the screening, a check by its answer and the case by its decision', () => {
    expect(clocks.statutory.settledBy(policy)).toBe('screening');
    expect([clocks.check.settledBy(), clocks.rag.settledBy()]).toEqual(['answer', 'decision']);
  });
});

describe('the two policies', () => {
  it('differ in version and name, so that a deadline says which one it was computed by', () => {
    expect(policyInSeconds.version).not.toBe(asShipped.version);
    expect([asShipped.name, policyInSeconds.name]).toEqual(['as-shipped', 'seconds']);
  });
});
