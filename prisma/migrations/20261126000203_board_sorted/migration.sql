-- The board in every order that it is read in (records/board-orders.ts): only cases in flight, so that none of these grows with those that
-- are closed. Each goes either way.
CREATE INDEX "Case_by_receipt" ON "Case" ("hubId", "receivedAt", "id") WHERE "closedAt" IS NULL;
CREATE INDEX "Case_in_flight_by_reference" ON "Case" ("hubId", "reference") WHERE "closedAt" IS NULL;
CREATE INDEX "Case_by_stage" ON "Case" ("hubId",
  (array_position('{received,screening,checks,meeting,decision,outcome,open-to-challenge}'::text[], "stage")),
  (COALESCE("nextDueAt", "receivedAt")), "id") WHERE "closedAt" IS NULL;
CREATE INDEX "Case_by_rating" ON "Case" ("hubId", (COALESCE(array_position('{red,amber,green}'::text[], "rating"), 4)),
  (COALESCE("nextDueAt", "receivedAt")), "id") WHERE "closedAt" IS NULL;
