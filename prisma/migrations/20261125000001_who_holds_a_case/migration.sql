-- Who holds a case: a user of the hub, or nobody. What has become of them since is asked when it is read (records/holders.ts).
ALTER TABLE "Case" ADD COLUMN "ownerId" UUID;

-- What somebody holds, in the order of the board (records/board.ts), and how much everybody holds (records/workload.ts).
CREATE INDEX "Case_of_owner" ON "Case" ("ownerId",
  (CASE WHEN "immediateDanger" AND "stage" IN ('received', 'screening') THEN 0 WHEN "nextDueAt" IS NOT NULL THEN 1 ELSE 2 END),
  (COALESCE("nextDueAt", "receivedAt")), "id") WHERE "closedAt" IS NULL AND "ownerId" IS NOT NULL;
