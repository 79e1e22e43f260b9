import { expect, it } from '@jest/globals';
import { openLog, type Log } from '../../runtime/log.js';

/** A log, and the lines that it has written. */
function written(level: 'info' | 'warn' = 'info'): { log: Log; lines: () => Record<string, unknown>[] } {
  const texts: string[] = [];
  const log = openLog('api', level, { write: (text: string) => void texts.push(text) });
  return { log, lines: () => texts.map((text) => JSON.parse(text) as Record<string, unknown>) };
}

it('the log keeps ids, codes, counts and durations, and drops every other field', () => {
  const { log, lines } = written();
  const careless = { caseId: 'c1', count: 2, firstName: 'Kit', reference: { nested: 'Kit' } };
  log.info(careless as never, 'Something happened');
  expect(lines()).toEqual([
    { level: 'info', time: expect.any(String), process: 'api', caseId: 'c1', count: 2, says: 'Something happened' },
  ]);
});

it('the log keeps name, code, stack and causes of an error, and none of its words', () => {
  const { log, lines } = written();
  const cause = Object.assign(new TypeError('Kit Madeup lives here'), { code: 'P2002' });
  log.error({ error: new Error('Could not store Kit Madeup', { cause }) }, 'It failed');
  const [line] = lines();
  expect(JSON.stringify(line)).not.toContain('Madeup');
  expect(line).toMatchObject({ level: 'error', error: { name: 'Error', cause: { name: 'TypeError', code: 'P2002' } } });
  expect(JSON.stringify(line)).toContain('log.test');
});

it('the log leaves out what is below its level', () => {
  const { log, lines } = written('warn');
  log.info({}, 'Nothing to see');
  log.warn({}, 'Something to see');
  expect(lines().map(({ says }) => says)).toEqual(['Something to see']);
});
