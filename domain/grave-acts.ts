import type { Act } from './permissions.js';

/**
 * Acts that ask for a recent sign-in, beside the role: they change who sees a case or who may work here, so nobody does them at a browser
 * that was left open, or with a token that was found. Looking is none of them: it changes nothing, and leaves a trace.
 */
export const graveActs = [
  'break-glass',
  'review-broken-glass',
  'restrict-case',
  'change-access-list',
  'lift-conflict',
  'manage-users',
  'propose-role-change',
  'decide-role-change',
] as const satisfies readonly Act[];

export const isGrave = (act: Act): boolean => graveActs.some((grave) => grave === act);
