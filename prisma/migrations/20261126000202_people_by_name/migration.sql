-- People are found in the order in which they are shown, so that a page of them is read and no more, however many there are; and whoever
-- narrows it down by a first name or a date of birth is answered from the index (records/people-search.ts). Bytewise, whatever language the
-- database sorts in.
CREATE INDEX "Person_by_name" ON "Person" ("hubId", (lower("lastName") COLLATE "C"), (lower("firstName") COLLATE "C"), "dateOfBirth");
DROP INDEX "Person_by_lastName";
