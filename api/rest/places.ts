import { z } from 'zod';
import { parseReference } from '../../domain/reference.js';
import type { Actor } from '../../domain/roles.js';
import { findCase, type FoundCase } from '../../records/case-lookup.js';
import { findCheck, type FoundCheck } from '../../records/check-lookup.js';
import { readCheck, type FoundCheckView } from '../../records/check-view.js';
import { findContactById, type FoundContact } from '../../records/contact-acts.js';
import { findAgencyByCode, findHub, type FoundAgency, type FoundHub } from '../../records/directory-acts.js';
import { findDocument, type FoundDocument } from '../../records/document-sights.js';
import { findConflict, type FoundConflict } from '../../records/conflicts.js';
import { findGlass, type FoundGlass } from '../../records/glass.js';
import { findOwnSubmission, type OwnSubmission } from '../../records/own-referrals.js';
import { findOwnReferral, type OwnReferral } from '../../records/referrals.js';
import { findRoleChange, type FoundRoleChange } from '../../records/role-changes.js';
import { ofTheHub, type Asked } from '../../records/sight.js';
import { findUser, type FoundUser } from '../../records/user-administration.js';
import { findWarning, type FoundWarning } from '../../records/warnings.js';
import type { PathParameter } from '../security/looks.js';
import type { Services } from '../services.js';

/** What a path leads to. Whether the actor may know of it is judged afterwards, by how they stand to it. */
export interface Place<Target extends Asked> {
  /** Name of the path's parameter; null where the path has none. */
  parameter: PathParameter | null;
  /** What stands in the path, for the OpenAPI document. */
  path: Readonly<Record<string, z.ZodType>>;
  find: (services: Services, actor: Actor, given: string) => Promise<Target | undefined>;
  /** Version of the case, or of what else it is, where acts depend on one. */
  versionOf: (target: Target) => number | undefined;
}

const reference = z.string().meta({
  description: 'Reference of the case or referral. Lower case, spaces and left-out hyphens are understood.',
  example: 'M26-7KQ4-X3P',
});

/** The hub as a whole: a path without a parameter. What of it is whose is asked where it is read. */
export const theHub: Place<Asked> = {
  parameter: null,
  path: {},
  find: () => Promise.resolve(ofTheHub),
  versionOf: () => undefined,
};

/** How the hub is reached. */
export const theHubContact: Place<FoundHub> = {
  parameter: null,
  path: {},
  find: ({ record, hubId }) => findHub(record.database, hubId),
  versionOf: ({ version }) => version,
};

/** Finds by the reference in the path, if it is one. */
const byReference =
  <Target>(find: (services: Services, actor: Actor, reference: string) => Promise<Target | undefined>) =>
  async (services: Services, actor: Actor, given: string): Promise<Target | undefined> => {
    const asked = parseReference(given);
    return asked === undefined ? undefined : find(services, actor, asked);
  };

/** A case by one of its references. */
export const aCase: Place<FoundCase> = {
  parameter: 'reference',
  path: { reference },
  find: byReference(({ record, clock }, actor, asked) => findCase(record.database, actor, asked, clock.now())),
  versionOf: ({ version }) => version,
};

/** A referral by its reference. */
export const aReferral: Place<OwnReferral> = {
  parameter: 'reference',
  path: { reference },
  find: byReference(({ record }, actor, asked) => findOwnReferral(record.database, actor, asked)),
  versionOf: () => undefined,
};

/** What was sent under a reference, for whoever sent it. */
export const anOwnSubmission: Place<OwnSubmission> = {
  parameter: 'reference',
  path: { reference },
  find: byReference(({ record, clock }, actor, asked) => findOwnSubmission(record.database, actor, asked, clock.now())),
  versionOf: () => undefined,
};

const pathTo = (what: string): Place<Asked>['path'] => ({
  id: z.string().meta({ description: `Id of the ${what}.`, format: 'uuid' }),
});

const guid = z.guid();

/** Finds by the id in the path, if it is one. */
const byId =
  <Target>(find: (services: Services, actor: Actor, id: string) => Promise<Target | undefined>) =>
  async (services: Services, actor: Actor, given: string): Promise<Target | undefined> =>
    guid.safeParse(given).success ? find(services, actor, given.toLowerCase()) : undefined;

/** A check of the actor's agency, or any for the hub. */
export const aCheck: Place<FoundCheck> = {
  parameter: 'id',
  path: pathTo('check'),
  find: byId(({ record, clock }, actor, id) => findCheck(record.database, actor, id, clock.now())),
  versionOf: ({ version }) => version,
};

/** The same, with everything that may be seen of it. */
export const aCheckInFull: Place<FoundCheckView> = {
  parameter: 'id',
  path: pathTo('check'),
  find: byId(({ record, clock }, actor, id) => readCheck(record.database, actor, id, clock.now())),
  versionOf: ({ check }) => check.version,
};

/** A breaking of the glass. */
export const aGlassBreak: Place<FoundGlass> = {
  parameter: 'id',
  path: pathTo('breaking of the glass'),
  find: byId(({ record, clock }, actor, id) => findGlass(record.database, actor, id, clock.now())),
  versionOf: () => undefined,
};

/** A link between a user and a person on a case. */
export const aConflict: Place<FoundConflict> = {
  parameter: 'id',
  path: pathTo('conflict of interest'),
  find: byId(({ record, clock }, actor, id) => findConflict(record.database, actor, id, clock.now())),
  versionOf: () => undefined,
};

/** A file that was sent in. */
export const aDocument: Place<FoundDocument> = {
  parameter: 'document',
  path: { document: z.string().meta({ description: 'Id of the document.', format: 'uuid' }) },
  find: byId(({ record, clock }, actor, id) => findDocument(record.database, actor, id, clock.now())),
  versionOf: () => undefined,
};

/** A warning note in force. */
export const aWarning: Place<FoundWarning> = {
  parameter: 'id',
  path: pathTo('warning note'),
  find: byId(({ record, clock }, actor, id) => findWarning(record.database, actor, id, clock.now())),
  versionOf: () => undefined,
};

/** Anyone whom the hub knows. */
export const aUser: Place<FoundUser> = {
  parameter: 'id',
  path: pathTo('user'),
  find: byId(({ record, hubId }, _actor, id) => findUser(record.database, hubId, id)),
  versionOf: () => undefined,
};

/** An agency of the hub, also one that is switched off. */
export const anAgency: Place<FoundAgency> = {
  parameter: 'code',
  path: { code: z.string().meta({ description: 'Code of the agency.', example: 'police' }) },
  find: ({ record, hubId }, _actor, code) => findAgencyByCode(record.database, hubId, code),
  versionOf: ({ version }) => version,
};

/** Somebody to reach at an agency. */
export const aContact: Place<FoundContact> = {
  parameter: 'id',
  path: pathTo('contact'),
  find: byId(({ record, hubId }, _actor, id) => findContactById(record.database, hubId, id)),
  versionOf: ({ version }) => version,
};

/** A proposed change of roles. */
export const aRoleChange: Place<FoundRoleChange> = {
  parameter: 'id',
  path: pathTo('proposed change of roles'),
  find: byId(({ record, hubId }, _actor, id) => findRoleChange(record.database, hubId, id)),
  versionOf: () => undefined,
};
