import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { stages, type Stage } from '../../domain/case.js';
import { roles, type Role } from '../../domain/roles.js';
import { newReference, referenceRandomBytes } from '../../domain/reference.js';
import { claimsOf } from '../support/identities.js';
import { KeptConnections } from '../support/kept-connections.js';
import { startService, type TestService } from '../support/service.js';
import { aScreening } from './bodies.js';
import { checkOf, childOf, readCase, screen, submit } from './steps.js';

/*
 * Every route × role × relation × stage × restricted or not. What is expected is worked out here from a table of its own, in which a
 * role stands for its whole row; what is found is what the service answers over HTTP. Acts are sent as plain text, which is refused
 * only after everything about the person has been judged: nothing is changed, and 415 means that they may.
 */

const hub: readonly Role[] = ['hub-manager', 'decision-maker', 'hub-worker'];
const deciders: readonly Role[] = ['hub-manager', 'decision-maker'];
const agency: readonly Role[] = ['agency-worker', 'agency-lead'];
const referrers: readonly Role[] = ['referrer', 'referrer-system'];

interface Row {
  /** What stands in the path. */
  of: 'nothing' | 'case' | 'referral' | 'check' | 'glass' | 'conflict' | 'user' | 'contact' | 'role change' | 'warning';
  may: readonly Role[];
  /** Of them, who may although they are not on the list of a restricted case. */
  pastRestriction?: readonly Role[];
  /** Of them, who may although they came in by breaking the glass; all of them, where this is left out. */
  throughGlass?: readonly Role[];
  /** The fields that the answer, or an entry of it, may hold. */
  shows?: readonly string[];
}

const ofCase = 'reference stage rating version receivedAt immediateDanger closedAt'.split(' ');
const ofCheck =
  'id reference agency state rating dueAt legalBasis question persons answer settledAt decidedWithout claimedBy warnings'.split(
    ' ',
  );

const ofLook = 'at kind says what by role case check subject items why terms address requestId'.split(' ');

const table: Readonly<Record<string, Row>> = {
  'POST /api/referrals': { of: 'nothing', may: [...referrers, ...hub] },
  'GET /api/referrals/{reference}/status': {
    ...{ of: 'referral', may: [...referrers, ...hub] },
    shows: ['reference', 'status'],
  },
  'GET /api/cases': {
    ...{ of: 'nothing', may: hub },
    shows: [...ofCase, 'nextDueAt', 'nextAmberAt', 'overdue', 'checks', 'owner', 'waitsFor'],
  },
  'GET /api/cases/{reference}': {
    ...{ of: 'case', may: hub },
    shows: [
      ...ofCase,
      ...'referrals people screenings checks meetings decisions notices deadlines owner warnings'.split(' '),
    ],
  },
  'GET /api/cases/{reference}/events': {
    ...{ of: 'case', may: [...hub, 'auditor'] },
    shows: 'seq type at says by actor facts'.split(' '),
  },
  'GET /api/cases/{reference}/waiting': { of: 'case', may: hub, shows: 'what who since next nextAt'.split(' ') },
  'POST /api/cases/{reference}/screening': { of: 'case', may: deciders },
  'POST /api/cases/{reference}/decision': { of: 'case', may: deciders },
  'POST /api/cases/claim-next': { of: 'nothing', may: hub },
  'POST /api/cases/assign': { of: 'nothing', may: deciders },
  'POST /api/cases/{reference}/claim': { of: 'case', may: hub, throughGlass: [] },
  'POST /api/cases/{reference}/release': { of: 'case', may: hub, throughGlass: [] },
  'POST /api/cases/{reference}/assign': { of: 'case', may: deciders, throughGlass: [] },
  'GET /api/workload': { of: 'nothing', may: hub, shows: 'id name roles open overdue'.split(' ') },
  'GET /api/checks': { of: 'nothing', may: [...agency, ...hub], shows: [...ofCheck, 'overdue'] },
  'GET /api/checks/{id}': { of: 'check', may: [...agency, ...hub], shows: ofCheck },
  'POST /api/checks/{id}/claim': { of: 'check', may: agency },
  'POST /api/checks/{id}/hand-over': { of: 'check', may: agency },
  'POST /api/checks/{id}/answer': { of: 'check', may: agency },
  'GET /api/agency/workload': { of: 'nothing', may: agency, shows: 'id name roles open overdue'.split(' ') },
  'POST /api/checks/{id}/conflicts': { of: 'check', may: agency },
  'GET /api/deadlines': { of: 'nothing', may: [...hub, 'administrator'] },
  'GET /api/cases/{reference}/looks': {
    ...{ of: 'case', may: ['hub-manager', 'auditor', 'privacy-officer'], pastRestriction: ['privacy-officer'] },
    shows: ofLook,
  },
  'GET /api/looks': { of: 'nothing', may: ['auditor', 'privacy-officer'], shows: ofLook },
  'GET /api/restricted-cases': { of: 'nothing', may: ['hub-manager', 'privacy-officer'] },
  'GET /api/cases/{reference}/restriction': {
    ...{ of: 'case', may: ['hub-manager', 'privacy-officer'], pastRestriction: ['privacy-officer'] },
    shows: 'reference restricted reason since reviewDueAt people missing'.split(' '),
  },
  'POST /api/cases/{reference}/restriction': { of: 'case', may: ['hub-manager'], throughGlass: [] },
  'POST /api/cases/{reference}/restriction/people': { of: 'case', may: ['hub-manager'] },
  'POST /api/cases/{reference}/restriction/keep': { of: 'case', may: ['hub-manager'], throughGlass: [] },
  'POST /api/cases/{reference}/restriction/lift': { of: 'case', may: ['hub-manager'], throughGlass: [] },
  'POST /api/cases/{reference}/break-glass': { of: 'case', may: hub, pastRestriction: hub },
  'GET /api/broken-glass': { of: 'nothing', may: ['hub-manager', 'privacy-officer'] },
  'POST /api/broken-glass/{id}/review': {
    ...{ of: 'glass', may: ['hub-manager', 'privacy-officer'], pastRestriction: ['privacy-officer'] },
    throughGlass: ['privacy-officer'],
  },
  'GET /api/cases/{reference}/conflicts': {
    ...{ of: 'case', may: ['hub-manager'], throughGlass: [] },
    shows: 'id user name person kind since'.split(' '),
  },
  'POST /api/cases/{reference}/conflicts': { of: 'case', may: hub },
  'POST /api/conflicts/{id}/lift': { of: 'conflict', may: ['hub-manager'], throughGlass: [] },
  'POST /api/cases/{reference}/warnings': { of: 'case', may: hub },
  'GET /api/warnings': {
    ...{ of: 'nothing', may: ['hub-manager'] },
    shows: 'id reference kind says person text forAgencies since by reviewDueAt overdue'.split(' '),
  },
  'POST /api/warnings/{id}/keep': { of: 'warning', may: ['hub-manager'] },
  'POST /api/warnings/{id}/end': { of: 'warning', may: ['hub-manager'] },
  'GET /api/colleagues': { of: 'nothing', may: ['hub-manager'], shows: 'id name roles agency'.split(' ') },
  'GET /api/users': { of: 'nothing', may: ['administrator'] },
  'GET /api/users/{id}/sessions': { of: 'user', may: ['administrator'], shows: ['signedInAt', 'seenAt'] },
  'POST /api/users/{id}/disable': { of: 'user', may: ['administrator'] },
  'POST /api/users/{id}/enable': { of: 'user', may: ['administrator'] },
  'POST /api/users/{id}/end-sessions': { of: 'user', may: ['administrator'] },
  'GET /api/role-changes': { of: 'nothing', may: ['administrator'] },
  'POST /api/users/{id}/role-changes': { of: 'user', may: ['administrator'] },
  'POST /api/role-changes/{id}/approve': { of: 'role change', may: ['administrator'] },
  'POST /api/role-changes/{id}/refuse': { of: 'role change', may: ['administrator'] },
  'POST /api/role-changes/{id}/withdraw': { of: 'role change', may: ['administrator'] },
  'GET /api/hub': { of: 'nothing', may: roles.filter((role) => role !== 'referrer-system') },
  'POST /api/hub': { of: 'nothing', may: ['administrator'] },
  'GET /api/agencies': { of: 'nothing', may: [...hub, ...agency, 'administrator'] },
  'GET /api/agency-changes': { of: 'nothing', may: ['administrator'] },
  'POST /api/agencies/{code}': { of: 'nothing', may: ['administrator'] },
  'POST /api/agencies/{code}/disable': { of: 'nothing', may: ['administrator'] },
  'POST /api/agencies/{code}/enable': { of: 'nothing', may: ['administrator'] },
  'POST /api/agencies/{code}/contacts': { of: 'nothing', may: ['administrator'] },
  'POST /api/contacts/{id}': { of: 'contact', may: ['administrator'] },
  'POST /api/contacts/{id}/remove': { of: 'contact', may: ['administrator'] },
  'POST /codec/decode': { of: 'nothing', may: ['administrator'] },
};

/** What belongs to no one case. */
const ofTheHub: readonly Row['of'][] = ['nothing', 'user', 'contact', 'role change'];

/** Open to everyone, without a token: test/service/roles.test.ts has them. */
const open = ['GET /health', 'GET /ready', 'GET /info', 'GET /metrics', 'GET /api/openapi.json'];

/** How somebody stands to every case of the test. */
const standings = {
  stranger: {},
  'whose agency was asked': { asked: true },
  'who sent it in': { submitted: true },
  'on the list': { listed: true, asked: true },
  'linked to a person': { linked: true, asked: true },
  'linked and who sent it in': { linked: true, submitted: true },
  'linked and on the list': { linked: true, listed: true, asked: true },
  'who broke the glass': { glass: true, asked: true },
} as const satisfies Record<string, Standing>;

interface Standing {
  asked?: true;
  submitted?: true;
  listed?: true;
  linked?: true;
  glass?: true;
}

interface Person {
  role: Role | 'no role';
  how: string;
  standing: Standing;
  token: string;
  userId: string;
}

interface CaseOfMatrix {
  stage: Stage;
  restricted: boolean;
  caseId: string;
  /** By user: whoever sent it in knows it by a reference of their own. */
  references: Map<string, string>;
  reference: string;
  check: string;
  glass: string;
  conflict: string;
  warning: string;
  child: string;
}

/** A row is some 1,700 requests: three seconds on a quiet machine, and ten times as long on one with other work to do. */
const patience = 120_000;

let service: TestService;
let connections: KeptConnections;
let owner: pg.Client;
let people: Person[];
let cases: CaseOfMatrix[];
const [contact, roleChange] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  connections = new KeptConnections(service.url);
  people = await everyone();
  await owner.query(
    `INSERT INTO "AgencyContact" ("id", "hubId", "agency", "name", "role", "outOfHours") VALUES ($1, 'hub', 'police', 'Duty desk', 'Desk', true)`,
    [contact],
  );
  await owner.query(
    `INSERT INTO "RoleChange" ("id", "hubId", "userId", "add", "remove", "reason", "state", "proposedById", "proposedAt", "expiresAt")
     VALUES ($1, 'hub', $2, '{auditor}', '{}', $3, 'pending', $4, now(), now())`,
    [
      ...[roleChange, people[0]?.userId, service.database.sealing.seal('RoleChange.reason', roleChange, 'Invented.')],
      people[1]?.userId,
    ],
  );
  cases = [];
  for (const stage of stages) for (const restricted of [false, true]) cases.push(await caseOf(stage, restricted));
}, patience);
afterAll(async () => {
  connections.close();
  await owner.end();
  await service.stop();
});

/** Somebody of each role, or of none, for each standing; each has asked for something, by which the service knows them. */
async function everyone(): Promise<Person[]> {
  const signedIn = await Promise.all(
    [...roles, 'no role' as const].flatMap((role) =>
      Object.entries(standings).map(async ([how, standing]: [string, Standing]) => {
        const subject = `${role}, ${how}`;
        const claims = claimsOf({
          subject,
          name: 'Quentin Questioner',
          roles: role === 'no role' ? [] : [role],
          agency: standing.asked === true ? 'police' : 'housing',
        });
        const token = await service.provider.token(service.clock.now(), { claims });
        await connections.ask({ method: 'GET', path: '/api/cases', token });
        return { role, how, standing, token, subject };
      }),
    ),
  );
  const { rows } = await owner.query<{ subject: string; id: string }>('SELECT "subject", "id" FROM "User"');
  const ids = new Map(rows.map(({ subject, id }) => [subject, id]));
  return signedIn.map(({ subject, ...person }) => ({ ...person, userId: ids.get(subject) ?? '' }));
}

/** A case as it would stand at a stage, with everything that people stand to it by. */
async function caseOf(stage: Stage, restricted: boolean): Promise<CaseOfMatrix> {
  const reference = await submit(service);
  const child = childOf(await readCase(service, reference));
  const seen = await screen(service, reference, { ...aScreening, checks: [{ agency: 'police', persons: [child] }] });
  const { id: caseId } = await service.database.trees.case.findFirstOrThrow({ where: { reference } });
  const stranger = randomUUID();
  const [glass, conflict, warning] = [randomUUID(), randomUUID(), randomUUID()];
  const standing = (how: keyof Standing): string[] =>
    people.filter((person) => person.standing[how] === true).map(({ userId }) => userId);
  await owner.query(`UPDATE "Case" SET "stage" = $2, "restricted" = $3, "closedAt" = $4 WHERE "id" = $1`, [
    ...[caseId, stage, restricted],
    stage === 'closed' ? service.clock.now() : null,
  ]);
  await owner.query(`INSERT INTO "CaseAccess" SELECT $1, u, now() FROM unnest($2::uuid[]) u`, [
    ...[caseId, standing('listed')],
  ]);
  await breakGlass(caseId, [[glass, stranger], ...withIds(standing('glass'))]);
  await link(child, caseId, [[conflict, stranger], ...withIds(standing('linked'))]);
  const references = await referralsOf(caseId, standing('submitted'));
  await owner.query(
    `INSERT INTO "WarningNote" ("id", "hubId", "caseId", "kind", "text", "since", "byId", "reviewDueAt") VALUES ($1, 'hub', $2, 'site', $3, now(), $4, now())`,
    [warning, caseId, service.database.sealing.seal('WarningNote.text', warning, 'Invented.'), people[0]?.userId],
  );
  return {
    ...{ stage, restricted, caseId, references, reference, child, glass, conflict, warning },
    check: checkOf(seen, 'police').id,
  };
}

/** Ids of rows, each with the user that the row is about. */
type OfUsers = readonly (readonly [id: string, userId: string])[];

const withIds = (userIds: readonly string[]): OfUsers => userIds.map((userId) => [randomUUID(), userId]);
const columnsOf = (rows: OfUsers): [string[], string[]] => [rows.map(([id]) => id), rows.map(([, userId]) => userId)];

const breakGlass = (caseId: string, rows: OfUsers): Promise<unknown> =>
  owner.query(
    `INSERT INTO "GlassBreak" ("id", "hubId", "caseId", "seq", "userId", "role", "reason", "at", "until")
     SELECT "id", 'hub', $3, 1, "userId", 'hub-worker', 'urgent-decision', $4, $5 FROM unnest($1::uuid[], $2::uuid[]) r("id", "userId")`,
    [...columnsOf(rows), caseId, service.clock.now(), new Date('2100-01-01')],
  );

const link = (personId: string, caseId: string, rows: OfUsers): Promise<unknown> =>
  owner.query(
    `INSERT INTO "PersonLink" ("id", "hubId", "userId", "personId", "caseId", "kind", "since", "byId")
     SELECT "id", 'hub', "userId", $3, $4, 'family', now(), "userId" FROM unnest($1::uuid[], $2::uuid[]) r("id", "userId")`,
    [...columnsOf(rows), personId, caseId],
  );

/** Has each of them send the case in as well. @returns their references, by user */
async function referralsOf(caseId: string, userIds: readonly string[]): Promise<Map<string, string>> {
  const { sealing, trees } = service.database;
  const first = await trees.referral.findFirstOrThrow({ where: { caseId } });
  const submission = sealing.openJson('Referral.submission', first.id, first.submission) as object;
  const sent = withIds(userIds).map(([id, userId]) => ({
    ...{ id, userId, submission: sealing.sealJson('Referral.submission', id, submission) },
    reference: newReference(crypto.getRandomValues(new Uint8Array(referenceRandomBytes)), 2026),
  }));
  await owner.query(
    `INSERT INTO "Referral" ("id", "hubId", "caseId", "reference", "receivedAt", "channel", "referrerKind", "submittedById", "submission")
     SELECT s."id", "hubId", "caseId", s."reference", "receivedAt", "channel", "referrerKind", s."userId", to_jsonb(s."submission")
     FROM "Referral" r, jsonb_to_recordset($2) AS s("id" uuid, "userId" uuid, "reference" text, "submission" text) WHERE r."id" = $1`,
    [first.id, JSON.stringify(sent)],
  );
  return new Map(sent.map(({ userId, reference }) => [userId, reference]));
}

/** What stands in the path of a route for a person. */
function pathOf(route: string, { of }: Row, inHand: CaseOfMatrix, { userId }: Person): string {
  const id = {
    nothing: '',
    case: '',
    referral: '',
    check: inHand.check,
    glass: inHand.glass,
    conflict: inHand.conflict,
    warning: inHand.warning,
    user: people[0]?.userId ?? '',
    contact,
    'role change': roleChange,
  }[of];
  const path = route.split(' ')[1] ?? '';
  const reference = inHand.references.get(userId) ?? inHand.reference;
  return path.replace('{reference}', reference).replace('{id}', id).replace('{code}', 'police');
}

type Found = 'may' | '403' | '404';

/** What the table says, in the order of refusal: what is not theirs to know of is not there; then what their role never may. */
function expected(
  { of, may, pastRestriction = [], throughGlass = may }: Row,
  { restricted }: CaseOfMatrix,
  { role, standing }: Person,
): Found {
  const isAgency = agency.some((one) => one === role);
  const isReferrer = referrers.some((one) => one === role);
  const granted = may.some((one) => one === role);
  if (ofTheHub.includes(of)) return granted ? 'may' : '403';
  if (of === 'referral') {
    // To people of the hub a case of somebody they are linked to is not there by any way; whoever refers from outside may be of the family.
    const isShut = standing.linked === true && hub.some((one) => one === role);
    return granted && standing.submitted === true && !isShut ? 'may' : '404';
  }
  if (of === 'check' && !isAgency && !hub.some((one) => one === role)) return '404';
  if (role === 'no role' || standing.linked === true) return '404';
  if (isAgency && (standing.asked !== true || of === 'glass' || of === 'conflict' || of === 'warning')) return '404';
  if (isReferrer && (standing.submitted !== true || of !== 'case')) return '404';
  // Only people of the hub may break the glass: for anybody else it stays whole.
  const hasBroken = standing.glass === true && hub.some((one) => one === role);
  const isOut = restricted && standing.listed !== true && !hasBroken;
  const cameThroughGlass = restricted && standing.listed !== true && hasBroken;
  if (cameThroughGlass && !throughGlass.some((one) => one === role)) return '403';
  if (isOut && !(granted && pastRestriction.some((one) => one === role))) return '404';
  return granted ? 'may' : '403';
}

async function found(route: string, row: Row, inHand: CaseOfMatrix, person: Person): Promise<string> {
  const method = route.split(' ')[0] ?? '';
  const path = pathOf(route, row, inHand, person);
  const sent = method === 'GET' ? {} : { plainText: 'plain' };
  const { status, text } = await connections.ask({ method, path, token: person.token, ...sent });
  if (status === 403 || status === 404) return String(status);
  if (method !== 'GET') return status === 415 ? 'may' : `unexpectedly ${status}`;
  if (status !== 200 && route !== 'GET /api/deadlines') return `unexpectedly ${status}`;
  const shown = fieldsOf(JSON.parse(text)).filter((field) => row.shows?.includes(field) === false);
  return shown.length === 0 ? 'may' : `shows ${shown.join(', ')}`;
}

const fieldsOf = (body: unknown): string[] => {
  const { items } = body as { items?: object[] };
  return [...new Set((items ?? [body as object]).flatMap((entry) => Object.keys(entry)))];
};

describe('who may do what', () => {
  it('stands in the table for every route', () => {
    expect([...Object.keys(table), ...open].sort()).toEqual([...service.routes].sort());
  });

  it.each(Object.entries(table))(
    '%s, for every role, relation, stage, restricted or not',
    async (route, row) => {
      const asked = ofTheHub.includes(row.of) ? cases.slice(0, 1) : cases;
      const wrong: string[] = [];
      for (const inHand of asked) {
        const cells = people.map(async (person) => {
          const is = await found(route, row, inHand, person);
          const shouldBe = expected(row, inHand, person);
          if (is === shouldBe) return [];
          const { stage, restricted } = inHand;
          return [`${person.role} ${person.how}, ${stage}${restricted ? ', restricted' : ''}: ${is}, not ${shouldBe}`];
        });
        wrong.push(...(await Promise.all(cells)).flat());
      }
      expect(wrong).toEqual([]);
    },
    patience,
  );
});
