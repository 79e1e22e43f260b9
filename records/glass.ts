import { randomUUID } from 'node:crypto';
import type { Wall } from '../domain/permissions.js';
import type { Result } from '../domain/problems.js';
import { restrictionRules, type GlassFinding, type GlassReason } from '../domain/restriction.js';
import type { Actor } from '../domain/roles.js';
import { actOnCase } from './acts.js';
import type { ActRequest, CaseRecord } from './case-record.js';
import type { FoundCase } from './case-lookup.js';
import type { Database } from './database.js';
import { oweNotices } from './notices.js';
import { Refused } from './open-case.js';
import { beforeTheFirst, keysetAfter, pageOf, type Page, type PageRequest } from './pages.js';
import { rulesInForce } from './policies.js';
import { UnreadableColumn, type Sealing } from './sealing.js';
import type { Asked, Sight } from './sight.js';
import { isClosedTo, isInConflict, wallTo } from './walls.js';

export interface GlassBody {
  reason: GlassReason;
  text: string;
}

export interface BrokenGlass extends Record<string, unknown> {
  id: string;
  reference: string;
  /** RFC 3339, UTC: until then the case is open to whoever broke the glass. */
  until: string;
}

/**
 * Opens a restricted case for some minutes to somebody who is not on its list. The hub managers of the list and the privacy officer
 * are told at once, by reference only, and somebody else reviews it.
 * @returns refused `not-restricted` for a case that is open to them anyway
 */
export async function breakGlass(
  record: CaseRecord,
  { caseId }: Pick<FoundCase, 'caseId'>,
  body: GlassBody,
  request: ActRequest,
): Promise<Result<BrokenGlass & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'break-glass',
    read: async (sql) => rulesInForce(sql, request.actor.hubId),
    work: ({ open, actor, role, wall }, { policy }): BrokenGlass => {
      if (wall !== 'restricted') {
        throw new Refused({ code: 'not-restricted', detail: 'The case is open to you: there is no glass to break.' });
      }
      const id = randomUUID();
      const until = new Date(open.at.getTime() + restrictionRules(policy).glassMinutes * 60_000);
      open.sql.write`
        INSERT INTO "GlassBreak" ("id", "hubId", "caseId", "seq", "userId", "role", "reason", "at", "until")
        VALUES (${id}::uuid, ${open.row.hubId}, ${caseId}::uuid, ${open.nextSeq}, ${actor.userId}::uuid, ${role}, ${body.reason}, ${open.at}, ${until})`;
      open.append({
        type: 'glass-broken',
        actorId: actor.userId,
        actorRole: role,
        facts: { glassId: id, reason: body.reason, until: until.toISOString() },
        content: [{ personId: null, content: { text: body.text } }],
      });
      oweNotices(
        open,
        (['hub-manager', 'privacy-officer'] as const).map((tells) => ({
          businessKey: `glass-broken:${id}:${tells}`,
          tells,
          facts: { kind: 'glass-broken' },
        })),
      );
      return { id, reference: open.row.reference, until: until.toISOString() };
    },
  });
}

/** A breaking of the glass, and how whoever asks stands to its case. */
export interface FoundGlass extends Asked {
  caseId: string;
  glassId: string;
}

export async function findGlass(
  { reads }: Database,
  actor: Actor,
  id: string,
  now: Date,
): Promise<FoundGlass | undefined> {
  const [found] = await reads.rows<{ caseId: string; wall: Wall }>`
    SELECT g."caseId", ${wallTo(actor, now)} AS "wall"
    FROM "GlassBreak" g JOIN "Case" c ON c."id" = g."caseId" WHERE g."id" = ${id}::uuid AND g."hubId" = ${actor.hubId}`;
  if (found === undefined) return undefined;
  const { caseId, wall } = found;
  return { caseId, glassId: id, standing: { relations: ['hub'], wall } };
}

export interface ReviewedGlass extends Record<string, unknown> {
  id: string;
  finding: GlassFinding;
}

/**
 * Records what the review of a broken glass found.
 * @returns refused `own-act` for whoever broke it, `already-reviewed` the second time
 */
export async function reviewGlass(
  record: CaseRecord,
  { caseId, glassId }: FoundGlass,
  { finding, note }: { finding: GlassFinding; note: string },
  request: ActRequest,
): Promise<Result<ReviewedGlass & { version: number }>> {
  return actOnCase(record, caseId, request, {
    act: 'review-broken-glass',
    read: async (sql) =>
      sql.rows<{ userId: string; reviewedAt: Date | null }>`
        SELECT "userId", "reviewedAt" FROM "GlassBreak" WHERE "id" = ${glassId}::uuid`,
    work: ({ open, actor, role }, [glass]): ReviewedGlass => {
      if (glass?.userId === actor.userId) {
        throw new Refused({ code: 'own-act', detail: 'You broke the glass yourself. Somebody else has to review it.' });
      }
      if (glass?.reviewedAt !== null) {
        throw new Refused({
          code: 'already-reviewed',
          detail: 'This has been reviewed. The case’s events say by whom.',
        });
      }
      open.sql.write`
        UPDATE "GlassBreak" SET "reviewedAt" = ${open.at}, "reviewedById" = ${actor.userId}::uuid, "finding" = ${finding}
        WHERE "id" = ${glassId}::uuid`;
      open.append({
        type: 'glass-reviewed',
        actorId: actor.userId,
        actorRole: role,
        facts: { glassId, finding },
        content: [{ personId: null, content: { note } }],
      });
      return { id: glassId, finding };
    },
  });
}

/** A breaking of the glass as those who review it see it. */
export interface GlassItem {
  id: string;
  reference: string;
  user: string;
  name: string;
  role: string;
  reason: GlassReason;
  /** What they wrote; null where it cannot be read. */
  text: string | null;
  at: string;
  until: string;
  reviewedAt: string | null;
  finding: GlassFinding | null;
}

interface GlassRow extends Omit<GlassItem, 'text' | 'at' | 'until' | 'reviewedAt'> {
  at: Date;
  until: Date;
  reviewedAt: Date | null;
  /** What the content is sealed under. */
  part: string;
  /** Null once it was erased. */
  content: string | null;
}

type OnUnreadable = (error: UnreadableColumn) => void;

function textOf(
  sealing: Sealing,
  { part, content }: Pick<GlassRow, 'part' | 'content'>,
  onUnreadable: OnUnreadable,
): string | null {
  if (content === null) return '';
  try {
    return (JSON.parse(sealing.open('CaseEventContent.content', part, content)) as { text: string }).text;
  } catch (error) {
    if (!(error instanceof UnreadableColumn)) throw error;
    onUnreadable(error);
    return null;
  }
}

/**
 * Glass that was broken, those to be reviewed first, the oldest first: all for the privacy officer, for others of cases open to them. What
 * somebody wrote may be unreadable; that they broke the glass is to be seen all the same, and `onUnreadable` is told.
 */
export async function listBrokenGlass(
  { reads, sealing }: Database,
  { actor }: Sight<'see-broken-glass'>,
  { limit, cursor, now, onUnreadable }: PageRequest & { now: Date; onUnreadable: OnUnreadable },
): Promise<Page<GlassItem>> {
  const after = keysetAfter(cursor) ?? beforeTheFirst;
  const rows = await reads.rows<GlassRow & { rank: number }>`
    SELECT g."id", c."reference", g."userId" AS "user", u."name", g."role", g."reason", concat_ws(':', e."caseId", e."seq", e."part") AS "part", e."content", g."at", g."until", g."reviewedAt", g."finding",
           (g."reviewedAt" IS NOT NULL)::int AS "rank"
    FROM "GlassBreak" g JOIN "Case" c ON c."id" = g."caseId" JOIN "User" u ON u."id" = g."userId"
    LEFT JOIN "CaseEventContent" e ON e."caseId" = g."caseId" AND e."seq" = g."seq" AND e."part" = 0
    WHERE g."hubId" = ${actor.hubId} AND NOT ${isInConflict(actor)}
      AND (${actor.roles.includes('privacy-officer')} OR NOT ${isClosedTo(actor, now)})
      AND ((g."reviewedAt" IS NOT NULL)::int, g."at", g."id")
        > (${after.rank}::int, ${after.at}::timestamptz, ${after.id}::uuid)
    ORDER BY (g."reviewedAt" IS NOT NULL)::int, g."at", g."id" LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ rank, at, id }) => ({ rank, at, id }),
    ({ id, reference, user, name, role, reason, finding, at, until, reviewedAt, ...row }) => ({
      ...{ id, reference, user, name, role, reason, finding },
      text: textOf(sealing, row, onUnreadable),
      at: at.toISOString(),
      until: until.toISOString(),
      reviewedAt: reviewedAt?.toISOString() ?? null,
    }),
  );
}
