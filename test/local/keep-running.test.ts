import { describe, expect, it } from '@jest/globals';
import { keepRunning, type Running } from '../../local/keep-running.js';
import { until } from './until.js';

interface Part extends Running {
  /** Ends it, as a crash would. */
  end(code: number): void;
}

function part(): Part {
  let end: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => {
    end = resolve;
  });
  return {
    exited,
    end,
    stop() {
      end(0);
      return Promise.resolve();
    },
  };
}

describe('a part that is kept running', () => {
  it('is launched again after it ended unasked, also when the first attempt fails, until it is stopped', async () => {
    const said: string[] = [];
    const first = part();
    const second = part();
    const launches = [() => Promise.reject(new Error('not yet')), () => Promise.resolve(second)];
    let launched = 0;
    const kept = keepRunning(
      'The part',
      first,
      () => launches[launched++]?.() ?? Promise.resolve(part()),
      (line) => said.push(line),
    );

    first.end(1);
    await until('it was launched twice', () => launched === 2);
    await kept.stop();

    expect(await second.exited).toBe(0);
    expect(launched).toBe(2);
    expect(said).toEqual(['The part ended unasked (1); it is started again.', 'The part did not come back: not yet']);
  });

  it('is not launched again once it was asked to stop', async () => {
    let launched = 0;
    const first = part();
    const kept = keepRunning(
      'The part',
      first,
      () => {
        launched += 1;
        return Promise.resolve(part());
      },
      () => undefined,
    );

    await kept.stop();

    expect(await first.exited).toBe(0);
    expect(launched).toBe(0);
  });
});
