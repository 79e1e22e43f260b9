import { describe, expect, it } from '@jest/globals';
import { runProgram } from '../support/run-program.js';

describe('who asks how a program is used', () => {
  it.each([
    ['records/verify.ts', 'audit:verify'],
    ['records/digest.ts', 'audit:digest'],
    ['records/rotate.ts', 'keys:rotate'],
    ['records/ring.ts', 'ring'],
    ['prisma/migrate.ts', 'migrate'],
    ['deploy/parts/check.ts', 'parts:check'],
  ])('is told, and %s does nothing else', async (program, name) => {
    const { said, complaint, succeeded } = await runProgram(program, {}, '--help');

    expect({ complaint, succeeded }).toEqual({ complaint: '', succeeded: true });
    expect(said).toMatch(new RegExp(`^npm run (--silent )?${name}\\b`));
  });

  it('is told after a mistake as well', async () => {
    const { complaint, succeeded } = await runProgram('prisma/migrate.ts', {}, '--dry-run');

    expect(succeeded).toBe(false);
    expect(complaint).toMatch(/^Unknown option '--dry-run'\n\nnpm run migrate\n/);
  });
});
