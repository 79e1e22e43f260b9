import sql, { type Sql as Fragment } from 'sql-template-tag';
import type { RoleChangeState } from '../domain/role-changes.js';
import type { Role } from '../domain/roles.js';
import type { Database } from './database.js';
import { known } from './known.js';
import { keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import type { FoundRoleChange } from './role-changes.js';
import { nothingHere, type Sight } from './sight.js';

interface Somebody {
  id: string;
  name: string;
}

/** A proposed change of roles, as administrators see it. Instants are RFC 3339, UTC. */
export interface RoleChangeItem {
  id: string;
  user: Somebody;
  add: Role[];
  remove: Role[];
  /** Code of an agency, or `as-provider`. */
  agency?: string;
  reason: string;
  state: RoleChangeState;
  proposedBy: Somebody;
  proposedAt: string;
  expiresAt: string;
  decidedBy?: Somebody;
  decidedAt?: string;
  /** Why it was refused. */
  refusal?: string;
}

interface Row {
  id: string;
  user: Somebody;
  add: Role[];
  remove: Role[];
  agency: string | null;
  reason: string;
  state: RoleChangeState;
  proposedBy: Somebody;
  proposedAt: Date;
  expiresAt: Date;
  decidedBy: Somebody | null;
  decidedAt: Date | null;
  refusal: string | null;
}

/** Proposed changes of roles, the newest first; in one state or about one user, where that is asked for. */
export async function listRoleChanges(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  { actor }: Sight<'see-users'>,
  { state, user, now, limit, cursor }: PageRequest & { state?: RoleChangeState; user?: string; now: Date },
): Promise<Page<RoleChangeItem>> {
  const before = keysetAfter(cursor);
  const is = stateAt(now);
  const rows = await reads.rows<Row>`
    ${changes(is)}
    WHERE c."hubId" = ${actor.hubId} AND (${state ?? null}::text IS NULL OR ${is} = ${state ?? null})
      AND (${user ?? null}::uuid IS NULL OR c."userId" = ${user ?? null}::uuid)
      AND (${before?.id ?? null}::uuid IS NULL OR (c."proposedAt", c."id") < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    ORDER BY c."proposedAt" DESC, c."id" DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, ({ id, proposedAt }) => ({ rank: 0, at: proposedAt, id }), itemFrom(sealing));
}

/** One of them. @throws Refused `not-found` */
export async function readRoleChange(
  { reads, sealing }: Pick<Database, 'reads' | 'sealing'>,
  { roleChangeId }: Pick<FoundRoleChange, 'roleChangeId'>,
  now: Date,
): Promise<RoleChangeItem> {
  const [row] = await reads.rows<Row>`${changes(stateAt(now))} WHERE c."id" = ${roleChangeId}::uuid`;
  if (row === undefined) throw nothingHere();
  return itemFrom(sealing)(row);
}

const changes = (is: Fragment): Fragment => sql`
    SELECT c."id", c."add", c."remove", c."agency", c."reason", c."proposedAt", c."expiresAt", c."decidedAt", c."refusal", ${is} AS "state",
           ${somebody(sql`u`)} AS "user", ${somebody(sql`p`)} AS "proposedBy", CASE WHEN d."id" IS NOT NULL THEN ${somebody(sql`d`)} END AS "decidedBy"
    FROM "RoleChange" c JOIN "User" u ON u."id" = c."userId" JOIN "User" p ON p."id" = c."proposedById" LEFT JOIN "User" d ON d."id" = c."decidedById"`;

const itemFrom =
  (sealing: Database['sealing']) =>
  ({ agency, reason, refusal, proposedAt, expiresAt, decidedBy, decidedAt, ...row }: Row): RoleChangeItem => ({
    ...row,
    ...known({ agency, decidedBy, decidedAt: decidedAt?.toISOString() }),
    ...known({ refusal: sealing.open('RoleChange.refusal', row.id, refusal) }),
    reason: sealing.open('RoleChange.reason', row.id, reason),
    proposedAt: proposedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  });

const somebody = (user: Fragment): Fragment => sql`json_build_object('id', ${user}."id", 'name', ${user}."name")`;

const stateAt = (now: Date): Fragment =>
  sql`CASE WHEN c."state" = 'pending' AND c."expiresAt" <= ${now} THEN 'expired' ELSE c."state" END`;
