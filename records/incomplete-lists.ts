import fragment from 'sql-template-tag';
import type { Recipient } from '../domain/notices.js';
import { missingFromList, type ListedUser } from '../domain/restriction.js';
import { eachInTurn } from '../runtime/trouble.js';
import { listInHand, type ListInHand, type ListNote } from './access-list.js';
import { workOnCase } from './acts.js';
import type { Database } from './database.js';
import { oweNotices } from './notices.js';
import type { OpenCase } from './open-case.js';
import { isLinked } from './walls.js';

/** As long as a list lacks the same people, it is told again after this long. */
const tellsAgainAfterMilliseconds = 7 * 24 * 60 * 60 * 1000;

interface List extends Pick<ListInHand, 'asked' | 'note'> {
  users: readonly ListedUser[];
}

/**
 * Notes what an access list lacks, and owes a message of it to whoever can see to it: when it comes to lack somebody whom it did not lack
 * when they were last told, and every week while it lasts.
 */
export function noteList(open: OpenCase, { users, asked, note }: List): void {
  if (note === undefined) return;
  const lacks = missingFromList(users, asked);
  const tells = isToBeTold(note, lacks, open.at);
  if (!tells && isNoted(note, lacks)) return;
  open.sql.write`
    UPDATE "CaseRestriction" SET "listLacks" = ${lacks}::text[], "listToldAt" = ${tells ? open.at : note.listToldAt}
    WHERE "id" = ${note.restrictionId}::uuid`;
  if (!tells) return;
  oweNotices(
    open,
    whoSeesTo(lacks).map((told) => ({
      businessKey: `access-list-incomplete:${note.restrictionId}:${open.at.getTime()}:${told}`,
      tells: told,
      facts: { kind: 'access-list-incomplete' },
    })),
  );
}

const isNoted = ({ listLacks }: ListNote, lacks: readonly string[]): boolean => listLacks.join() === lacks.join();

const isToBeTold = ({ listLacks, listToldAt }: ListNote, lacks: readonly string[], at: Date): boolean =>
  lacks.some((who) => !listLacks.includes(who)) ||
  (lacks.length > 0 && at.getTime() - (listToldAt?.getTime() ?? 0) >= tellsAgainAfterMilliseconds);

/** Hub managers of the list put it right. Of nobody on it the privacy officer alone is told, who finds a manager. */
const whoSeesTo = (lacks: readonly string[]): Recipient[] =>
  lacks.includes('hub-manager') ? ['privacy-officer'] : ['hub-manager', 'privacy-officer'];

/** So many cases are written to in one go; the others come with the next. */
const atOnce = 20;

interface OpenList extends ListNote {
  caseId: string;
  hubId: string;
  users: ListedUser[];
  asked: string[];
}

/**
 * Owes messages of the access lists that have come to lack somebody otherwise than by an act on the case: an account was switched off,
 * roles or agency have changed, a link was declared on another case of a person. It looks at restricted cases that are open, and at no other.
 */
export async function tellOfIncompleteLists(database: Database, now: Date): Promise<void> {
  const lists = await database.reads.rows<OpenList>`
    SELECT c."id" AS "caseId", c."hubId", r."id" AS "restrictionId", r."listLacks", r."listToldAt",
      ARRAY(SELECT DISTINCT k."agency" FROM "AgencyCheck" k WHERE k."caseId" = c."id") AS "asked",
      (SELECT COALESCE(json_agg(json_build_object('userId', u."id", 'roles', u."roles", 'agency', u."agency")), '[]')
       FROM "CaseAccess" a JOIN "User" u ON u."id" = a."userId" AND u."hubId" = c."hubId" AND u."enabled"
       WHERE a."caseId" = c."id" AND NOT ${isLinked(fragment`u."id"`, fragment`c."id"`)}) AS "users"
    FROM "Case" c JOIN "CaseRestriction" r ON r."caseId" = c."id" AND r."liftedAt" IS NULL
    WHERE c."restricted" AND c."closedAt" IS NULL`;
  const news = lists.filter((each) => isNews(each, now)).slice(0, atOnce);
  await eachInTurn(
    news.map(
      ({ caseId, hubId }) =>
        () =>
          workOnCase(database, caseId, now, {
            read: async (sql) => listInHand(sql, caseId, hubId),
            work: noteList,
          }),
    ),
  );
}

function isNews(list: OpenList, now: Date): boolean {
  const lacks = missingFromList(list.users, list.asked);
  return isToBeTold(list, lacks, now) || !isNoted(list, lacks);
}
