import sql, { join, type Sql as Fragment } from 'sql-template-tag';
import { lookKinds, type LookKind } from '../domain/looks.js';
import type { Actor } from '../domain/roles.js';
import type { Database } from './database.js';
import { known } from './known.js';
import { placeAfter, type Page, type PageRequest } from './pages.js';
import type { Sight } from './sight.js';
import { isClosedTo, isInConflict } from './walls.js';

/** Which looks are asked for. */
export interface LookFilter extends PageRequest {
  /** Id of the user who looked. */
  user?: string;
  kind?: LookKind;
  /** From this instant on. */
  from?: Date;
  /** Before this instant. */
  to?: Date;
  /** Against which a broken glass is still open. */
  now: Date;
}

/** A look as those see it who watch over looks. */
export interface SeenLook {
  /** RFC 3339, UTC. */
  at: string;
  kind: LookKind;
  /** In plain words. */
  says: string;
  /** The act that was wanted, or the kind of the message. */
  what?: string;
  /** Who; missing where nobody could be made out, and for the process. */
  by?: { id: string; name?: string };
  role?: string;
  /** Reference of the case. */
  case?: string;
  check?: string;
  /** The user whom it was about. */
  subject?: string;
  items?: number;
  why?: string;
  terms?: string;
  address?: string;
  requestId?: string;
}

interface LookRow {
  /** As text: it has 64 bits. */
  seq: string;
  at: Date;
  kind: LookKind;
  what: string | null;
  userId: string | null;
  name: string | null;
  role: string | null;
  reference: string | null;
  checkId: string | null;
  subjectId: string | null;
  items: number | null;
  why: string | null;
  terms: string | null;
  address: string | null;
  requestId: string | null;
}

/** Looks at one case, the newest first. The cursor is the place of the look before. */
export async function listLooksAt(
  database: Database,
  sight: Sight<'see-looks'>,
  filter: LookFilter,
): Promise<Page<SeenLook>> {
  return listLooks(database, sight.actor, [sql`a."caseId" = ${sight.caseId}::uuid`], filter);
}

/** Looks at whatever the actor may know of, the newest first. The cursor is the place of the look before. */
export async function listEveryLook(
  database: Database,
  { actor }: Sight<'see-every-look'>,
  filter: LookFilter,
): Promise<Page<SeenLook>> {
  const isBeforeNoWall = sql`(c."id" IS NULL OR (NOT ${isInConflict(actor)}
    AND (${actor.roles.includes('privacy-officer')} OR NOT ${isClosedTo(actor, filter.now)})))`;
  return listLooks(database, actor, [isBeforeNoWall], filter);
}

async function listLooks(
  { reads }: Database,
  { hubId }: Actor,
  within: readonly Fragment[],
  filter: LookFilter,
): Promise<Page<SeenLook>> {
  const conditions = [sql`a."hubId" = ${hubId}`, ...within, ...conditionsFor(filter)];
  const rows = await reads.rows<LookRow>`
    SELECT a."seq", a."at", a."kind", a."what", a."userId", u."name", a."role", c."reference", a."checkId", a."subjectId", a."items",
           a."why", a."terms", a."address", a."requestId"
    FROM "AccessEvent" a LEFT JOIN "User" u ON u."id" = a."userId" LEFT JOIN "Case" c ON c."id" = a."caseId"
    WHERE ${join(conditions, ' AND ')} ORDER BY a."seq" DESC LIMIT ${filter.limit + 1}`;
  const shown = rows.slice(0, filter.limit);
  return { items: shown.map(seen), next: rows.length > filter.limit ? (shown.at(-1)?.seq ?? null) : null };
}

const conditionsFor = ({ user, kind, from, to, cursor }: LookFilter): Fragment[] => [
  ...(user === undefined ? [] : [sql`a."userId" = ${user}::uuid`]),
  ...(kind === undefined ? [] : [sql`a."kind" = ${kind}`]),
  ...(from === undefined ? [] : [sql`a."at" >= ${from}`]),
  ...(to === undefined ? [] : [sql`a."at" < ${to}`]),
  ...(cursor === undefined ? [] : [sql`a."seq" < ${placeAfter(cursor)}::bigint`]),
];

const seen = (look: LookRow): SeenLook => {
  const { at, kind, what, userId, name, role, reference, checkId, subjectId, items, why, terms, address, requestId } =
    look;
  return {
    ...{ at: at.toISOString(), kind, says: lookKinds[kind] },
    ...(userId === null ? {} : { by: { id: userId, ...known({ name }) } }),
    ...known({
      what,
      role,
      case: reference,
      check: checkId,
      subject: subjectId,
      items,
      why,
      terms,
      address,
      requestId,
    }),
  };
};
