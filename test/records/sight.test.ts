import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judge, permissions, relations, walls, type Act } from '../../domain/permissions.js';
import { roles, type Actor } from '../../domain/roles.js';
import { Sight } from '../../records/sight.js';

const actor: Actor = { userId: 'u', hubId: 'hub', roles: ['hub-worker'], agency: null };
const atCase = { caseId: 'c', standing: { relations, wall: 'none' } } as const;

function leave<A extends Act>(act: A): Sight<A> {
  const sight = Sight.of(actor, act, atCase);
  if (sight instanceof Sight) return sight;
  throw new Error(`No leave to ${act}`);
}

describe('leave to look', () => {
  it('lets an answer hold the fields of its shape, and refuses to send any other', () => {
    const sight = leave('see-events');
    expect(() => {
      sight.requireWithin({ items: [{ seq: 1, says: 'Referral received' }], next: null });
    }).not.toThrow();
    expect(() => {
      sight.requireWithin({ items: [{ seq: 1 }, { seq: 2, content: 'What somebody wrote' }], next: null });
    }).toThrow('content');
  });

  it('is not given to whoever has no role for it, or stands behind a wall', () => {
    expect(Sight.of({ ...actor, roles: ['auditor'] }, 'see-case', atCase)).toBe('never');
    expect(Sight.of(actor, 'see-case', { ...atCase, standing: { relations, wall: 'restricted' } })).toBe('unknown');
    expect(Sight.of(actor, 'break-glass', { ...atCase, standing: { relations, wall: 'conflict' } })).toBe('unknown');
  });
});

const anyAct = fc.constantFrom(...(Object.keys(permissions) as Act[]));
const someRoles = fc.subarray([...roles]);
const anyStanding = fc.record({ relations: fc.subarray([...relations]), wall: fc.constantFrom(...walls) });

describe('the table of permissions', () => {
  it('only adds: whoever has one more role, or stands closer, never may less', () => {
    fc.assert(
      fc.property(anyAct, someRoles, someRoles, anyStanding, (act, held, more, standing) => {
        if (judge({ roles: held }, act, standing) !== 'may') return;
        expect(judge({ roles: [...held, ...more] }, act, standing)).toBe('may');
        expect(judge({ roles: held }, act, { ...standing, relations })).toBe('may');
        expect(judge({ roles: held }, act, { ...standing, wall: 'none' })).toBe('may');
      }),
    );
  });

  it('lets nobody past a conflict of interest', () => {
    fc.assert(
      fc.property(anyAct, someRoles, anyStanding, (act, held, standing) => {
        expect(judge({ roles: held }, act, { ...standing, wall: 'conflict' })).toBe('unknown');
      }),
    );
  });
});
