import type { Actor, Role } from '../../domain/roles.js';
import { agencyKnowsCase, type FoundCase } from '../../records/case-lookup.js';
import type { Database } from '../../records/database.js';
import { referralStatus } from '../../records/referrals.js';

/** Of which cases a role may know that they exist. What it may do with them is another matter. */
const sightOf = {
  'hub-manager': 'every-case',
  'decision-maker': 'every-case',
  'hub-worker': 'every-case',
  'agency-worker': 'cases-asked-about',
  'agency-lead': 'cases-asked-about',
  referrer: 'own-referrals',
  'referrer-system': 'own-referrals',
  'receiving-team': 'every-case',
  'duty-team': 'every-case',
  'privacy-officer': 'every-case',
  auditor: 'every-case',
  administrator: 'every-case',
} as const satisfies Record<Role, string>;

/**
 * Whether an actor may know that a case exists.
 * @param reference under which the actor asked for it
 */
export async function mayKnowOf(
  database: Database,
  actor: Actor,
  found: FoundCase,
  reference: string,
): Promise<boolean> {
  const sights = new Set<string>(actor.roles.map((role) => sightOf[role]));
  if (sights.has('every-case')) return true;
  if (sights.has('cases-asked-about') && (await agencyKnowsCase(database, found.caseId, actor.agency ?? '')))
    return true;
  return sights.has('own-referrals') && (await referralStatus(database, actor, reference)) !== undefined;
}
