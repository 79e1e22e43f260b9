import { pagingKinds } from '../domain/notices.js';
import type { Database } from './database.js';

/** How long something that is owed may lie untouched before a person is alarmed. */
const patienceSeconds = 60;

/** An alarm about the same trouble is repeated after this long. */
const repeatMinutes = 15;

/** An alarm that nobody could be told of is raised again after this long. */
const untoldSeconds = 30;

/** Messages after which there is nobody left to tell: that one of them failed is itself an alarm, for a day. */
const lastResorts = [...pagingKinds, 'delivery-failed'];

/** Kinds of trouble of the service itself, each with what it means. */
export const troubles = {
  'process-not-hearing': 'Changes to cases have not reached their processes. Is Temporal running, and a worker?',
  'steps-untouched': 'Reminders or escalations are due and have not been done. Is a worker running?',
  'messages-untouched': 'Messages are due and nobody tries to send them. Is a worker running?',
  'messages-undelivered':
    'Messages are tried and do not get out, or pages reached nobody. Does the mail server take our mail?',
} as const;
export type TroubleKind = keyof typeof troubles;

/** Cases of a hub that something is wrong with, Red ones first; restricted ones are counted and not named. */
export interface Trouble {
  hubId: string;
  kind: TroubleKind;
  count: number;
  references: string[];
}

/** What has been owed for too long, by hub and kind: read from the record, so that it is seen while Temporal is away. */
export async function findTrouble(database: Database, now: Date): Promise<Trouble[]> {
  const lateStep = new Date(now.getTime() - patienceSeconds * 1000);
  return database.reads.rows<Trouble>`
    WITH behind AS (
      SELECT 'process-not-hearing' AS "kind", k."caseId" FROM "CaseCourse" k
      WHERE k."heardSeq" < k."courseSeq" AND k."unheardSince" < clock_timestamp() - make_interval(secs => ${patienceSeconds})
      UNION
      SELECT 'steps-untouched', d."caseId" FROM "Deadline" d WHERE d."settledAt" IS NULL AND d."nextStepAt" < ${lateStep}
      UNION
      SELECT 'messages-untouched', n."caseId" FROM "Notice" n
      WHERE n."state" IN ('due', 'sending') AND n."nextAttemptAt" < clock_timestamp() - make_interval(secs => ${patienceSeconds})
        AND (n."leaseUntil" IS NULL OR n."leaseUntil" < clock_timestamp() - make_interval(secs => ${patienceSeconds}))
      UNION
      SELECT 'messages-undelivered', n."caseId" FROM "Notice" n
      WHERE n."state" IN ('due', 'sending') AND n."attempts" > 1 AND n."owedAt" < clock_timestamp() - make_interval(secs => ${patienceSeconds})
         OR n."state" = 'failed' AND n."kind" = ANY(${lastResorts}::text[]) AND n."owedAt" > clock_timestamp() - interval '1 day'
    )
    SELECT c."hubId", b."kind", count(*)::int AS "count",
           COALESCE((array_agg(c."reference" ORDER BY (c."rating" = 'red') DESC NULLS LAST, c."nextDueAt" NULLS LAST)
              FILTER (WHERE NOT c."restricted"))[1:20], '{}') AS "references"
    FROM behind b JOIN "Case" c ON c."id" = b."caseId" GROUP BY c."hubId", b."kind" ORDER BY c."hubId", b."kind"`;
}

/** An alarm that this process is to tell. */
export interface RaisedAlarm {
  raisedAt: Date;
  /** Where alarms of the hub go. */
  operationsEmail: string;
}

/**
 * Raises an alarm, once for all processes.
 * @returns what to tell, if nobody has told of it lately
 */
export async function raiseAlarm(database: Database, { hubId, kind }: Trouble): Promise<RaisedAlarm | undefined> {
  const [alarm] = await database.acts.rows<RaisedAlarm>`
    INSERT INTO "Alarm" AS a ("hubId", "kind", "raisedAt", "toldAt") VALUES (${hubId}, ${kind}, clock_timestamp(), clock_timestamp())
    ON CONFLICT ("hubId", "kind") DO UPDATE SET "toldAt" = clock_timestamp(), "clearedAt" = NULL,
      "raisedAt" = CASE WHEN a."clearedAt" IS NULL THEN a."raisedAt" ELSE clock_timestamp() END
    WHERE a."clearedAt" IS NOT NULL OR a."toldAt" < clock_timestamp() - make_interval(mins => ${repeatMinutes})
    RETURNING a."toldAt" AS "raisedAt", (SELECT h."operationsEmail" FROM "Hub" h WHERE h."id" = a."hubId") AS "operationsEmail"`;
  return alarm;
}

/** Has an alarm that could not be told raised again, after half a minute instead of a quarter of an hour. */
export async function raiseAgainSoon(database: Database, { hubId, kind }: Trouble): Promise<void> {
  await database.acts.run`
    UPDATE "Alarm" SET "toldAt" = clock_timestamp() - make_interval(mins => ${repeatMinutes}, secs => ${-untoldSeconds})
    WHERE "hubId" = ${hubId} AND "kind" = ${kind}`;
}

/** Clears the alarms whose trouble is over. */
export async function clearAlarms(database: Database, still: readonly Trouble[]): Promise<void> {
  const open = still.map(({ hubId, kind }) => `${hubId} ${kind}`);
  await database.acts.run`
    UPDATE "Alarm" SET "clearedAt" = clock_timestamp() WHERE "clearedAt" IS NULL AND NOT ("hubId" || ' ' || "kind" = ANY(${open}::text[]))`;
}

/** Cases that owe a message of these kinds which nobody has sent within some seconds of its being due. */
export async function casesToPage(
  database: Database,
  kinds: readonly string[],
  afterSeconds: number,
): Promise<string[]> {
  const rows = await database.reads.rows<{ caseId: string }>`
    SELECT DISTINCT "caseId" FROM "Notice"
    WHERE "state" IN ('due', 'sending') AND "kind" = ANY(${[...kinds]}::text[])
      AND "nextAttemptAt" < clock_timestamp() - make_interval(secs => ${afterSeconds})
      AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())`;
  return rows.map(({ caseId }) => caseId);
}
