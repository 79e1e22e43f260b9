import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { problems } from '../../domain/problems.js';

const page = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8');
const entries = page
  .split(/^## /m)
  .slice(1)
  .map((entry) => ({ code: entry.slice(0, entry.indexOf('\n')), status: Number(/^\d{3}/m.exec(entry)?.[0]) }));

describe('docs/problems.md', () => {
  it('explains every problem that the service answers with, in the order of refusal, and no other', () => {
    expect(entries).toEqual(Object.entries(problems).map(([code, { status }]) => ({ code, status })));
  });
});
