import { z } from 'zod';
import { parseReference } from '../../domain/reference.js';
import type { Actor } from '../../domain/roles.js';
import { findCase, type FoundCase } from '../../records/case-lookup.js';
import { findCheck, type FoundCheck } from '../../records/check-lookup.js';
import { readCheck, type CheckView } from '../../records/check-view.js';
import { referralStatus } from '../../records/referrals.js';
import { mayKnowOf } from '../security/sight.js';
import type { Services } from '../services.js';

/** What a path leads to. Whatever is not the actor's to know of is not found, as if it were not there. */
export interface Place<Target> {
  /** Name of the path's parameter; null where the path has none. */
  parameter: 'reference' | 'id' | null;
  /** What stands in the path, for the OpenAPI document. */
  path: Readonly<Record<string, z.ZodType>>;
  find: (services: Services, actor: Actor, given: string) => Promise<Target | undefined>;
  /** Version of the case, where acts depend on one. */
  versionOf: (target: Target) => number | undefined;
}

const reference = z.string().meta({
  description: 'Reference of the case or referral. Lower case, spaces and left-out hyphens are understood.',
  example: 'M26-7KQ4-X3P',
});

/** The hub as a whole: a path without a parameter. */
export const theHub: Place<null> = {
  parameter: null,
  path: {},
  find: () => Promise.resolve(null),
  versionOf: () => undefined,
};

/** A case by one of its references. */
export const aCase: Place<FoundCase> = {
  parameter: 'reference',
  path: { reference },
  find: async ({ hubId, record: { database } }, actor, given) => {
    const asked = parseReference(given);
    const found = asked === undefined ? undefined : await findCase(database, hubId, asked);
    if (asked === undefined || found === undefined) return undefined;
    return (await mayKnowOf(database, actor, found, asked)) ? found : undefined;
  },
  versionOf: ({ version }) => version,
};

/** A referral of the actor's own. */
export const ownReferral: Place<NonNullable<Awaited<ReturnType<typeof referralStatus>>>> = {
  parameter: 'reference',
  path: { reference },
  find: async ({ record: { database } }, actor, given) => {
    const asked = parseReference(given);
    return asked === undefined ? undefined : referralStatus(database, actor, asked);
  },
  versionOf: () => undefined,
};

const checkPath = { id: z.string().meta({ description: 'Id of the check.', format: 'uuid' }) };

const isId = (given: string): boolean => z.guid().safeParse(given).success;

/** A check of the actor's agency, or any for the hub. */
export const aCheck: Place<FoundCheck> = {
  parameter: 'id',
  path: checkPath,
  find: async ({ record: { database } }, actor, given) =>
    isId(given) ? findCheck(database, actor, given.toLowerCase()) : undefined,
  versionOf: ({ version }) => version,
};

/** The same, with everything that may be seen of it. */
export const aCheckInFull: Place<CheckView> = {
  parameter: 'id',
  path: checkPath,
  find: async ({ record: { database } }, actor, given) =>
    isId(given) ? readCheck(database, actor, given.toLowerCase()) : undefined,
  versionOf: ({ version }) => version,
};
