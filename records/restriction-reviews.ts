import { workOnCase } from './acts.js';
import type { Database } from './database.js';
import { oweNotices } from './notices.js';

/** As many in one look; the next look takes the rest. */
const atOnce = 20;

interface DueReview {
  caseId: string;
  /** Unique for this restriction and this review of it. */
  businessKey: string;
}

/**
 * Owes a message to the hub managers on the list of every restricted case whose restriction is to be reviewed, once for each review.
 * @param now against which reviews are due
 */
export async function oweReviews(database: Database, now: Date): Promise<void> {
  const due = await database.reads.rows<DueReview>`
    SELECT r."caseId", 'restriction-review:' || r."id" || ':' || extract(epoch FROM r."reviewDueAt")::bigint AS "businessKey"
    FROM "CaseRestriction" r
    WHERE r."liftedAt" IS NULL AND r."reviewDueAt" <= ${now}
      AND NOT EXISTS (SELECT FROM "Notice" n WHERE n."caseId" = r."caseId"
        AND n."businessKey" = 'restriction-review:' || r."id" || ':' || extract(epoch FROM r."reviewDueAt")::bigint)
    LIMIT ${atOnce}`;
  for (const { caseId, businessKey } of due) {
    await workOnCase(database, caseId, now, {
      read: async () => Promise.resolve(undefined),
      work: (open) => {
        oweNotices(open, [{ businessKey, tells: 'hub-manager', facts: { kind: 'restriction-review' } }]);
      },
    });
  }
}
