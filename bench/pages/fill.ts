/*
 * A record as a hub has it after some years, by SQL: one statement fills one table from those before it. Nothing in it stands for anybody.
 * What is sealed is in sealed form and cannot be opened: no list opens it, and the cases whose pages are read whole are made by acts
 * (models.ts).
 */

/** What stands where a page never reads. */
const sealed = `E'\\tnever read'`;
const sealedJson = `to_jsonb(${sealed}::text)`;

/** Agencies that a case asks, as most do. */
const asked = `'{police,health,education,social-care,housing,probation}'::text[]`;

const minutes = (most: number): string => `random() * ${most} * interval '1 minute'`;
const oneOf = (list: string): string => `(${list})[1 + floor(random() * array_length(${list}, 1))::int]`;
/** A user of a table of candidates "u"; so many cases in a hundred have one. */
const someone = (column: string, percent: number): string =>
  `CASE WHEN random() * 100 < ${percent} THEN (h."${column}")[1 + floor(random() * array_length(h."${column}", 1))::int] END`;

const lastNames = `ARRAY(SELECT initial || ending FROM unnest('{A,B,C,D,F,G,H,K,L,M,N,P,R,S,T,W}'::text[]) initial,
  unnest('{ample,arrow,eckon,ember,indle,ilver,oaken,orrel,umber,yonder}'::text[]) ending)`;
const firstNames = `'{Able,Briar,Cedar,Dune,Elm,Fern,Gale,Hazel,Iris,Juniper,Kestrel,Linden,Maple,Nettle,Olive,Piper,Quill,Rowan,Sage,Thorn}'::text[]`;

/** Statements in their order. `$1`: the references of all cases; `$2`: how many of them are in flight, the first ones. */
export const cases = `
  INSERT INTO "Case" ("id", "hubId", "reference", "stage", "rating", "version", "receivedAt", "immediateDanger", "nextDueAt", "nextAmberAt",
    "closedAt", "ownerId", "restricted", "lastSeq", "lastEventAt", "lastHash")
  SELECT gen_random_uuid(), 'hub', m."reference", m."stage", CASE WHEN m."stage" = 'received' THEN NULL ELSE m."rating" END, 5, m."receivedAt",
    random() < 0.03, m."dueAt", m."dueAt" - interval '4 hours', CASE WHEN NOT m."isOpen" THEN m."receivedAt" + interval '9 days' END,
    ${someone('hub', 70)}, random() < 0.005, 12, m."receivedAt", ''
  FROM (SELECT ARRAY(SELECT "id" FROM "User" WHERE "roles" && '{hub-worker,decision-maker,hub-manager}') AS "hub") h, (
    SELECT "reference", n <= $2 AS "isOpen",
      CASE WHEN n > $2 THEN 'closed' ELSE ${oneOf(`'{received,received,checks,checks,checks,checks,checks,decision,decision,outcome}'::text[]`)} END AS "stage",
      ${oneOf(`'{red,amber,amber,amber,green,green}'::text[]`)} AS "rating",
      date_trunc('milliseconds', now() - CASE WHEN n > $2 THEN interval '60 days' + ${minutes(1_500_000)} ELSE ${minutes(60_000)} END) AS "receivedAt",
      CASE WHEN n <= $2 AND random() < 0.9 THEN date_trunc('milliseconds', now() - interval '1 day' + ${minutes(8000)}) END AS "dueAt"
    FROM unnest($1::text[]) WITH ORDINALITY m ("reference", n)) m`;

const people = `
  WITH made AS MATERIALIZED (SELECT c."id" AS "caseId", position, gen_random_uuid() AS "id" FROM "Case" c, generate_series(0, 3) position),
  person AS (
    INSERT INTO "Person" ("id", "hubId", "firstName", "lastName", "dateOfBirth", "particulars", "nhsNumber", "nhsNumberIndex")
    SELECT "id", 'hub', ${oneOf(firstNames)}, ${oneOf('n."list"')}, current_date - (random() * 6500)::int, ${sealedJson}, ${sealed}, md5("id"::text)
    FROM made, (SELECT ${lastNames} AS "list") n)
  INSERT INTO "CasePerson" ("caseId", "personId", "role", "position")
  SELECT "caseId", "id", CASE WHEN position < 2 THEN 'child' ELSE 'household' END, position FROM made`;

const referrals = `
  INSERT INTO "Referral" ("id", "hubId", "caseId", "reference", "receivedAt", "channel", "referrerKind", "submittedById", "submission")
  SELECT gen_random_uuid(), 'hub', c."id", c."reference", c."receivedAt", 'web', 'school',
    COALESCE(CASE WHEN random() < 0.02 THEN h."first" END, ${someone('referrers', 100)}), ${sealedJson}
  FROM "Case" c, (SELECT (SELECT "id" FROM "User" WHERE "subject" = 'referrer') AS "first",
    ARRAY(SELECT "id" FROM "User" WHERE "roles" = '{referrer}') AS "referrers") h`;

const screenings = `
  INSERT INTO "Screening" ("id", "caseId", "byId", "at", "route", "rating", "rationale", "legalBasis")
  SELECT gen_random_uuid(), "id", COALESCE("ownerId", gen_random_uuid()), "receivedAt" + interval '1 hour', 'mash', "rating", ${sealed}, 'public-task'
  FROM "Case" WHERE "stage" <> 'received'`;

const checks = `
  INSERT INTO "AgencyCheck" ("id", "hubId", "caseId", "agency", "state", "rating", "legalBasis", "askedAt", "dueAt", "claimedById", "settledAt")
  SELECT gen_random_uuid(), 'hub', k."caseId", k."agency", CASE WHEN NOT k."waits" THEN 'answered' WHEN k."holder" IS NULL THEN 'open' ELSE 'claimed' END,
    k."rating", 'public-task', k."askedAt", k."dueAt", k."holder", CASE WHEN NOT k."waits" THEN k."askedAt" + interval '5 hours' END
  FROM (SELECT c."id" AS "caseId", agency, c."rating", c."receivedAt" + interval '1 hour' AS "askedAt", COALESCE(c."nextDueAt", c."receivedAt" + interval '1 day') AS "dueAt",
      c."stage" = 'checks' AND random() < 0.6 AS "waits",
      CASE WHEN random() < 0.6 THEN w."ids"[1 + floor(random() * array_length(w."ids", 1))::int] END AS "holder"
    FROM "Case" c, unnest(${asked}) agency,
      LATERAL (SELECT ARRAY(SELECT u."id" FROM "User" u WHERE u."agency" = agency) AS "ids") w WHERE c."stage" <> 'received') k`;

const personsAskedAbout = `
  INSERT INTO "AgencyCheckPerson" ("checkId", "personId")
  SELECT k."id", p."personId" FROM "AgencyCheck" k JOIN "CasePerson" p ON p."caseId" = k."caseId"`;

const answers = `
  INSERT INTO "CheckAnswer" ("id", "checkId", "byId", "at", "analysis")
  SELECT gen_random_uuid(), "id", gen_random_uuid(), "settledAt", ${sealed} FROM "AgencyCheck" WHERE "settledAt" IS NOT NULL`;

const deadlines = `
  INSERT INTO "Deadline" ("id", "caseId", "clock", "startsAt", "amberAt", "dueAt", "steps", "rule", "policyVersion", "calendarVersion", "settledAt", "stepsTaken")
  SELECT gen_random_uuid(), c."id", clock, c."receivedAt", COALESCE(c."nextAmberAt", c."receivedAt"), COALESCE(c."nextDueAt", c."receivedAt" + interval '3 days'), '[]', 'invented', 1, 1,
    c."closedAt", 0
  FROM "Case" c, unnest('{rag,screening}'::text[]) clock`;

const notices = `
  INSERT INTO "Notice" ("id", "caseId", "kind", "businessKey", "tells", "facts", "state", "dueAt", "owedAt", "nextAttemptAt", "sentAt", "attempts")
  SELECT gen_random_uuid(), c."id", 'invented', 'invented:' || n, 'referrer', '{}', 'sent', c."receivedAt", c."receivedAt", c."receivedAt", c."receivedAt", 1
  FROM "Case" c, generate_series(1, 8) n`;

const decisions = `
  WITH round AS (
    INSERT INTO "DecisionRound" ("id", "caseId", "byId", "at", "rating", "messageToReferrer")
    SELECT gen_random_uuid(), "id", gen_random_uuid(), "receivedAt" + interval '3 days', "rating", ${sealed} FROM "Case"
    WHERE "stage" IN ('outcome', 'closed') RETURNING "id", "caseId")
  INSERT INTO "Decision" ("id", "roundId", "personId", "level", "outcome", "rationale")
  SELECT gen_random_uuid(), r."id", p."personId", 3, 'early-help', ${sealed}
  FROM round r JOIN "CasePerson" p ON p."caseId" = r."caseId" AND p."role" = 'child'`;

const events = `
  INSERT INTO "CaseEvent" ("caseId", "seq", "type", "at", "actorId", "actorRole", "metadata", "hash")
  SELECT c."id", n, 'check-claimed', c."receivedAt" + n * interval '1 hour', gen_random_uuid(), 'hub-worker', '{}', ''
  FROM "Case" c, generate_series(1, 12) n`;

const restrictions = `
  WITH listed AS (INSERT INTO "CaseAccess" ("caseId", "userId", "since")
    SELECT c."id", u."id", now() FROM "Case" c, "User" u WHERE c."restricted" AND u."subject" IN ('hub-manager', 'decision-maker'))
  INSERT INTO "CaseRestriction" ("id", "hubId", "caseId", "reason", "since", "byId", "reviewDueAt")
  SELECT gen_random_uuid(), 'hub', "id", 'staff-family', "receivedAt", gen_random_uuid(), now() + ${minutes(90_000)} FROM "Case" WHERE "restricted"`;

const glass = `
  INSERT INTO "GlassBreak" ("id", "hubId", "caseId", "seq", "userId", "role", "reason", "at", "until")
  SELECT gen_random_uuid(), 'hub', c."id", 1, u."id", 'hub-worker', 'urgent-decision', now() - ${minutes(9000)}, now()
  FROM "Case" c, "User" u WHERE c."restricted" AND u."subject" = 'hub-worker' LIMIT 60`;

const links = `
  INSERT INTO "PersonLink" ("id", "hubId", "userId", "personId", "caseId", "kind", "since", "byId")
  SELECT gen_random_uuid(), 'hub', u."id", p."personId", p."caseId", 'neighbour', now(), u."id"
  FROM (SELECT "id", row_number() OVER (ORDER BY "subject") AS n FROM "User" WHERE "roles" && '{hub-worker}') u
  JOIN (SELECT "personId", "caseId", row_number() OVER (ORDER BY md5("personId"::text)) AS n FROM "CasePerson" LIMIT (SELECT count(*) / 300 FROM "Case")) p ON p.n % 40 = u.n`;

/** After the cases, in this order. */
export const therest: readonly string[] = [
  ...[people, referrals, screenings, checks, personsAskedAbout, answers, deadlines, notices, decisions, events],
  ...[restrictions, glass, links],
];

/** `$1`: how many. */
export const looks = `
  INSERT INTO "AccessEvent" ("hubId", "at", "kind", "what", "userId", "role", "caseId", "requestId", "address")
  SELECT 'hub', now() - n * interval '1 minute', CASE WHEN n % 50 = 0 THEN 'denied' ELSE 'opened' END, 'see-case', u."ids"[1 + n % array_length(u."ids", 1)], 'hub-worker',
    c."ids"[1 + n * 7 % array_length(c."ids", 1)], gen_random_uuid(), '192.0.2.1'
  FROM generate_series($1::int, 1, -1) n, (SELECT ARRAY(SELECT "id" FROM "User" WHERE "roles" && '{hub-worker,decision-maker}') AS "ids") u,
    (SELECT ARRAY(SELECT "id" FROM "Case" LIMIT 20000) AS "ids") c`;

/** Colleagues of the personas, and those who refer. */
export const users = `
  INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "email", "roles", "agency")
  SELECT gen_random_uuid(), 'hub', 'invented', kind || n, 'Invented ' || kind || ' ' || n, kind || n || '@invented.example', ARRAY[kind],
    CASE WHEN kind = 'agency-worker' THEN (${asked})[1 + n % 6] END
  FROM (VALUES ('hub-worker', 40), ('decision-maker', 15), ('agency-worker', 120), ('referrer', 2000)) k (kind, most), generate_series(1, most) n`;

/** Changes of the directory and of roles, so many that no list fits on a page. */
export const administration: readonly string[] = [
  `INSERT INTO "DirectoryChange" ("id", "hubId", "at", "byId", "what", "agency", "before", "after")
   SELECT gen_random_uuid(), 'hub', now() - n * interval '1 day', u."id", 'agency-changed', 'police', '{}', '{}'
   FROM generate_series(1, 400) n, "User" u WHERE u."subject" = 'administrator'`,
];
