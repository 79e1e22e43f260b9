import { describe, expect, it } from '@jest/globals';
import { check } from '../../api/rest/field-errors.js';
import { boardQuery, checksQuery, deadlinesQuery, given, pageQuery } from '../../api/rest/queries.js';
import { mistakesIn } from './refusals.js';

describe('a query', () => {
  it('asks for 25 items where it does not say how many, and leaves out what is blank', () => {
    const asked = check(
      boardQuery,
      { stage: '', rating: ' ', overdue: '', assignee: '', q: '', limit: '', cursor: '' },
      'query',
    );
    expect(given(asked)).toEqual({ limit: 25 });
  });

  it('filters the board by everything at once', () => {
    const words = { stage: 'checks', rating: 'red', agency: 'police', assignee: 'me' };
    const asked = { ...words, overdue: 'true', q: 'm26 7kq4x3p', limit: '100' };
    expect(given(check(boardQuery, asked, 'query'))).toEqual({
      ...{ ...words, overdue: true, q: 'M26-7KQ4-X3P', limit: 100 },
    });
  });

  it.each([
    ['M', 'M'],
    ['m26', 'M26'],
    ['M26-7', 'M26-7'],
    ['m267kq4', 'M26-7KQ4'],
  ])('takes %s as the beginning of a reference', (q, read) => {
    expect(check(boardQuery, { q }, 'query').q).toBe(read);
  });

  it.each([
    ['a parameter that is unknown', boardQuery, { colour: 'red' }, '/colour'],
    ['a name where a reference belongs', boardQuery, { q: 'Madeup' }, '/q'],
    ['an unknown stage', boardQuery, { stage: 'limbo' }, '/stage'],
    ['an unknown agency', boardQuery, { agency: 'circus' }, '/agency'],
    ['lateness in other words', boardQuery, { overdue: 'yes' }, '/overdue'],
    ['an unknown state of a check', checksQuery, { state: 'lost' }, '/state'],
    ['no items at all', pageQuery, { limit: '0' }, '/limit'],
    ['too many items', pageQuery, { limit: '101' }, '/limit'],
    ['a count that is none', pageQuery, { limit: '1e1' }, '/limit'],
    ['a parameter given twice', pageQuery, { cursor: ['a', 'b'] }, '/cursor'],
    ['a zero byte', pageQuery, { cursor: 'a\0' }, '/cursor'],
    ['a deadline without a rating', deadlinesQuery, { from: '2026-11-20T09:00:00Z' }, '/rating'],
    ['a deadline without a beginning', deadlinesQuery, { rating: 'red' }, '/from'],
    ['an instant without an offset', deadlinesQuery, { rating: 'red', from: '2026-11-20T09:00:00' }, '/from'],
    ['an instant that never is', deadlinesQuery, { rating: 'red', from: '2026-02-30T09:00:00Z' }, '/from'],
  ])('is refused for %s', async (_what, schema, asked, pointer) => {
    expect((await mistakesIn(schema, asked)).map((mistake) => mistake.pointer)).toEqual([pointer]);
  });

  it.each(['2026-06-01T10:00:00+01:00', '2026-06-01T10:00:00 01:00', '2026-06-01T09:00:00Z'])(
    'reads the instant %s, its plus encoded or not',
    (from) => {
      expect(check(deadlinesQuery, { rating: 'red', from }, 'query').from.toISOString()).toBe(
        '2026-06-01T09:00:00.000Z',
      );
    },
  );
});
