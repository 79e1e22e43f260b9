import { describe, expect, it } from '@jest/globals';
import { permissions, type Act } from '../../domain/permissions.js';
import type { Actor } from '../../domain/roles.js';
import { limitsOf, scopeMissing, scopes, scopesAmong } from '../../domain/scopes.js';

const system: Actor = { userId: 'u1', hubId: 'hub', roles: ['referrer-system'], agency: null };

describe('scopes', () => {
  it('have every act, each under one', () => {
    const acts: Act[] = Object.values(scopes).flat();

    expect([...acts].sort()).toEqual(Object.keys(permissions).sort());
  });

  it('limit an actor who holds any to the acts under them, and say which one is missing', () => {
    const limited: Actor = { ...system, scopes: ['referrals:submit', 'checks:read'] };

    expect(scopeMissing(limited, 'submit-referral')).toBeUndefined();
    expect(scopeMissing(limited, 'see-own-referral')).toBe('referrals:read');
  });

  it('limit no person who holds none, and every program', () => {
    expect(limitsOf(['referrer'], undefined)).toBeUndefined();
    expect(limitsOf(['referrer-system'], undefined)).toEqual([]);
    expect(limitsOf(['referrer', 'referrer-system'], undefined)).toEqual([]);
    expect(limitsOf(['referrer-system'], ['referrals:read'])).toEqual(['referrals:read']);
    expect(scopeMissing({ ...system, scopes: [] }, 'see-own-referral')).toBe('referrals:read');
    expect(scopeMissing(system, 'see-own-referral')).toBeUndefined();
  });

  it('are found among words, of which the others mean nothing', () => {
    expect(scopesAmong(['openid', 'referrals:read', 'constructor'])).toEqual(['referrals:read']);
    expect(scopesAmong(['openid', 'constructor'])).toBeUndefined();
  });
});
