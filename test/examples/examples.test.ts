import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findIdentifyingWords } from '../../domain/identifying-words.js';
import type { ReferralSubmission } from '../../domain/referral.js';

const folder = join(import.meta.dirname, '../../examples');
const names = readdirSync(folder);
const bodies = names.filter((name) => name.endsWith('.json'));
const referrals = bodies.filter((name) => name.startsWith('referral-'));

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const referral = (name: string): ReferralSubmission => JSON.parse(text(name)) as ReferralSubmission;

const found = (name: string, pattern: RegExp): string[] => Array.from(text(name).matchAll(pattern), ([match]) => match);

describe('the examples', () => {
  it('hold more than ten referrals', () => {
    expect(referrals.length).toBeGreaterThanOrEqual(11);
  });

  it.each(bodies)('%s is JSON, and its place is told in the README', (name) => {
    expect(() => JSON.parse(text(name)) as unknown).not.toThrow();
    expect(text('README.md')).toContain(`\`${name}\``);
  });

  it.each(names)('%s names no address of the real internet, telephone network or post', (name) => {
    expect(found(name, /@[^\s"`]+/g).filter((host) => !host.endsWith('.example'))).toEqual([]);
    expect(found(name, /https?:|www\./gi)).toEqual([]);
    expect(found(name, /\b0\d{4} ?\d{6}\b/g).filter((number) => !number.startsWith('01632 960'))).toEqual([]);
    expect(found(name, /\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b/g).filter((code) => !code.startsWith('ZZ'))).toEqual([]);
  });

  it.each(referrals)('%s has what every referral must have', (name) => {
    const { children, concern, referrer, parents } = referral(name);

    expect(children.length).toBeGreaterThan(0);
    expect(children.every(({ firstName, lastName }) => firstName !== '' && lastName !== '')).toBe(true);
    expect(concern.whatHappened.trim()).not.toBe('');
    expect([typeof concern.immediateDanger, typeof parents.informed]).toEqual(['boolean', 'boolean']);
    expect(referrer.kind === 'professional' && !(referrer.email ?? referrer.phone)).toBe(false);
  });

  it.each(referrals)('%s is about people whom the example decision does not name', (name) => {
    const { children, household = [] } = referral(name);
    const { messageToReferrer } = JSON.parse(text('decision.json')) as { messageToReferrer: string };

    expect(findIdentifyingWords(messageToReferrer, [...children, ...household])).toEqual([]);
  });

  it('hold one account of 20,000 characters that never repeats itself', () => {
    const { whatHappened } = referral('referral-long.json').concern;
    const sentences = whatHappened.split(/(?<=[.?!]["']?)\s+/);

    expect(whatHappened).toHaveLength(20_000);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});
