import { describe, expect, it } from '@jest/globals';
import { outdatedIn, releasesIn, weaknessesIn } from '../../deploy/parts/answers.js';
import { judgeAge, judgeWeakness, type Release, type Weakness } from '../../deploy/parts/judgement.js';
import { heldBack, mendedWithinDays, renewedWithinDays } from '../../deploy/parts/times.js';

const released = (versions: Readonly<Record<string, string>>): Release[] =>
  Object.entries(versions).map(([version, day]) => ({ version, at: new Date(`${day}T12:00:00Z`) }));

const daysAfterNoon = (day: string, days: number, seconds: number): Date =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000 + seconds * 1000);

describe('a known weakness of a part that runs with real cases', () => {
  const weakness: Weakness = {
    part: 'envelopes',
    installed: '1.2.0',
    severity: 'critical',
    title: 'Opens what is sealed',
    url: 'https://advisories.example/1',
    range: '>=1.0.0 <1.2.2',
  };
  const releases = released({
    '1.2.1': '2026-10-01',
    '1.3.0-beta.1': '2026-10-15',
    '1.2.2': '2026-11-01',
    '1.3.0': '2026-11-10',
  });

  it.each(Object.entries(mendedWithinDays))('that is %s must be mended within %d days', (grade, days) => {
    const judged = (seconds: number) => {
      const severity = grade as Weakness['severity'];
      return judgeWeakness({ ...weakness, severity }, releases, daysAfterNoon('2026-11-01', days, seconds)).standing;
    };
    expect([judged(0), judged(1)]).toEqual(['in time', 'over time']);
  });

  it('is named with the part, where it is described, and by when which version had to be there', () => {
    expect(judgeWeakness(weakness, releases, new Date('2026-11-22T00:00:00Z'))).toEqual({
      standing: 'over time',
      says: 'envelopes 1.2.0 has a critical weakness, "Opens what is sealed" (https://advisories.example/1): 1.2.2 of 2026-11-01 has it no more, due by 2026-11-03.',
    });
  });

  it('is over time at once where waiting mends nothing', () => {
    const verdict = judgeWeakness({ ...weakness, range: '*' }, releases, new Date('2026-10-01T00:00:00Z'));
    expect(verdict).toMatchObject({ standing: 'over time', says: expect.stringMatching(/no version without it: end/) });
  });
});

describe('a part of which there are newer versions', () => {
  const part = { part: 'envelopes', installed: '1.2.0', newest: '1.4.0' };
  const releases = released({
    ...{ '1.1.9': '2026-01-01', '1.3.0-beta.1': '2026-02-01', '2.0.0': '2026-03-01' },
    ...{ '1.3.0': '2026-06-01', '1.4.0': '2026-11-20' },
  });
  const judged = (seconds: number) => judgeAge(part, releases, daysAfterNoon('2026-06-01', renewedWithinDays, seconds));

  it('must be brought up to date within a quarter of the first that everyone is offered', () => {
    expect(judged(0)).toMatchObject({ standing: 'in time' });
    expect(judged(1)).toEqual({
      standing: 'over time',
      says: 'envelopes 1.2.0 is behind 1.3.0 of 2026-06-01: due by 2026-09-01.',
    });
  });

  it.each(Object.entries(heldBack))('may be held back only with a reason, as %s is', (name, { to, because }) => {
    const held = { part: name, installed: '1.2.0', newest: '3.0.0' };
    const later = new Date('2030-01-01T00:00:00Z');

    expect(because.length).toBeGreaterThan(20);
    expect(judgeAge(held, released({ '2.0.0': '2026-01-01' }), later)).toBeUndefined();
    const minor = judgeAge(held, released({ '1.2.1': '2026-01-01' }), later)?.standing;
    expect(minor).toBe(to === 'its version' ? undefined : 'over time');
  });
});

describe('what npm answers', () => {
  const advisory = { title: 'Opens', url: 'https://advisories.example/1', severity: 'high', range: '<1.2.2' };
  const audit = {
    auditReportVersion: 2,
    vulnerabilities: {
      envelopes: { via: [advisory], nodes: ['node_modules/envelopes', 'node_modules/post/node_modules/envelopes'] },
      post: { via: ['envelopes'], nodes: ['node_modules/post'] },
    },
  };
  const installed: Readonly<Record<string, string>> = { 'node_modules/envelopes': '1.3.0' };

  it('is read for each weakness of each version that has it, once', () => {
    expect(weaknessesIn(audit, (path) => installed[path] ?? '1.2.0')).toEqual([
      { ...advisory, part: 'envelopes', installed: '1.2.0' },
    ]);
    expect(weaknessesIn({ auditReportVersion: 2, vulnerabilities: {} }, String)).toEqual([]);
  });

  it('is read for what is newer, and when it was released, oldest first', () => {
    const outdated = { envelopes: { current: '1.2.0', wanted: '1.2.0', latest: '1.4.0' }, post: { latest: '2.0.0' } };
    const times = {
      modified: '2026-06-01T12:00:00.000Z',
      '1.4.0': '2026-11-20T12:00:00+00:00',
      '1.3.0': '2026-06-01T12:00:00Z',
    };

    expect(outdatedIn(outdated)).toEqual([{ part: 'envelopes', installed: '1.2.0', newest: '1.4.0' }]);
    expect(releasesIn(times)).toEqual(released({ '1.3.0': '2026-06-01', '1.4.0': '2026-11-20' }));
  });

  it.each([
    [{ message: '405 Method Not Allowed', statusCode: 405, error: { summary: '', detail: '' } }],
    [{ error: { code: 'ENOTFOUND', summary: 'request failed' } }],
    [undefined],
  ])('is not taken for a good answer where the registry cannot be asked: %j', (answer) => {
    expect([weaknessesIn(answer, String), outdatedIn(answer), releasesIn(answer)]).toEqual(Array(3).fill(undefined));
  });
});
