import type { Stage } from '../domain/case.js';
import { eventTypes } from '../domain/events.js';
import type { Rating } from '../domain/policy.js';
import type { Problem } from '../domain/problems.js';
import type { CaseStart } from '../domain/process.js';
import { seal, type EventDraft, type SealedEvent } from './events.js';
import type { Sealing } from './sealing.js';
import type { Transaction } from './transactions.js';

/** A refusal on its way out of a transaction: everything is rolled back, and the problem becomes the answer. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** The case row as it stands under the lock. */
export interface LockedCase {
  id: string;
  hubId: string;
  reference: string;
  stage: Stage;
  rating: Rating | null;
  version: number;
  receivedAt: Date;
  immediateDanger: boolean;
  restricted: boolean;
  nextDueAt: Date | null;
  closedAt: Date | null;
  /** The user who holds it, whether they still can or not. */
  ownerId: string | null;
  lastSeq: number;
  lastEventAt: Date;
  lastHash: Uint8Array;
  courseSeq: number;
}

/**
 * A case under its lock, inside one transaction. Acts and doings change `row` and append events; `write` then stores the row,
 * the log and the ringing in one statement. Everything else they write themselves through `sql`, before it.
 */
export class OpenCase {
  private readonly drafts: EventDraft[] = [];
  private readonly started: number;

  constructor(
    readonly sql: Transaction,
    readonly row: LockedCase,
    /** The instant of the act or doing itself. */
    readonly now: Date,
  ) {
    this.started = row.courseSeq;
  }

  /** The instant under which events are recorded: never before the last one. */
  get at(): Date {
    return this.now > this.row.lastEventAt ? this.now : this.row.lastEventAt;
  }

  get start(): CaseStart {
    return { hubId: this.row.hubId, caseId: this.row.id, reference: this.row.reference };
  }

  /** The sequence number that the next event will have. */
  get nextSeq(): number {
    return this.row.lastSeq + this.drafts.length + 1;
  }

  get hasNews(): boolean {
    return this.drafts.length > 0;
  }

  get changedCourse(): boolean {
    return this.row.courseSeq > this.started;
  }

  append(draft: EventDraft): void {
    this.drafts.push(draft);
  }

  /** Stores the case row, its new events and, where they change the course, the ringing; nothing, where nothing happened. */
  write(): void {
    if (this.drafts.length === 0) return;
    const { row, sql } = this;
    const sealed = this.drafts.map((draft) => this.sealNext(draft));
    const contents = sealed.flatMap((event) => contentRows(sql.sealing, row.id, event));
    sql.write`
      WITH event AS (
        INSERT INTO "CaseEvent" ("caseId", "seq", "type", "at", "actorId", "actorRole", "businessKey", "courseSeq", "metadata", "contentMac", "hash")
        SELECT ${row.id}::uuid, e."seq", e."type", e."at", e."actorId", e."actorRole", e."businessKey", e."courseSeq", e."metadata",
               decode(e."contentMac", 'hex'), decode(e."hash", 'hex')
        FROM jsonb_to_recordset(${JSON.stringify(sealed.map(eventRow))}::jsonb) AS e(
          "seq" int, "type" text, "at" timestamptz, "actorId" uuid, "actorRole" text, "businessKey" text, "courseSeq" int,
          "metadata" text, "contentMac" text, "hash" text)
      ), content AS (
        INSERT INTO "CaseEventContent" ("caseId", "seq", "part", "personId", "salt", "content")
        SELECT ${row.id}::uuid, c."seq", c."part", c."personId", decode(c."salt", 'hex'), c."content"
        FROM jsonb_to_recordset(${JSON.stringify(contents)}::jsonb) AS c(
          "seq" int, "part" int, "personId" uuid, "salt" text, "content" text)
      ), course AS (
        UPDATE "CaseCourse" SET "courseSeq" = ${row.courseSeq}, "rings" = 0,
          "ringAt" = clock_timestamp() + interval '5 seconds',
          "unheardSince" = COALESCE(CASE WHEN "heardSeq" < "courseSeq" THEN "unheardSince" END, clock_timestamp())
        WHERE "caseId" = ${row.id}::uuid AND "courseSeq" < ${row.courseSeq}
      ), due AS (
        SELECT min("dueAt") AS "dueAt", min("amberAt") AS "amberAt" FROM "Deadline"
        WHERE "caseId" = ${row.id}::uuid AND "settledAt" IS NULL
      )
      UPDATE "Case" SET "stage" = ${row.stage}, "rating" = ${row.rating}, "version" = ${row.version}, "closedAt" = ${row.closedAt}, "restricted" = ${row.restricted},
        "ownerId" = ${row.ownerId}::uuid,
        "nextDueAt" = due."dueAt", "nextAmberAt" = due."amberAt",
        "lastSeq" = ${row.lastSeq}, "lastEventAt" = ${row.lastEventAt}, "lastHash" = ${row.lastHash}
      FROM due WHERE "id" = ${row.id}::uuid`;
  }

  private sealNext(draft: EventDraft): SealedEvent {
    const { row } = this;
    const courseSeq = eventTypes[draft.type].changesCourse ? row.courseSeq + 1 : null;
    const event = seal(draft, { caseId: row.id, seq: row.lastSeq, hash: row.lastHash }, this.at, courseSeq);
    row.lastSeq = event.seq;
    row.lastEventAt = event.at;
    row.lastHash = event.hash;
    row.courseSeq = courseSeq ?? row.courseSeq;
    return event;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const eventRow = (event: SealedEvent): Record<string, unknown> => ({
  ...event,
  content: undefined,
  contentMac: event.contentMac === null ? null : hex(event.contentMac),
  hash: hex(event.hash),
});

/** The parts of an event's content as they are stored: encrypted once the event has its MACs, which know nothing of it. */
const contentRows = (sealing: Sealing, caseId: string, { seq, content }: SealedEvent): Record<string, unknown>[] =>
  content.map(({ part, personId, salt, text }) => {
    const id = `${caseId}:${seq}:${part}`;
    return {
      ...{ seq, part, personId },
      salt: hex(sealing.sealBytes('CaseEventContent.salt', id, salt)),
      content: sealing.seal('CaseEventContent.content', id, text),
    };
  });

/**
 * Locks a case's row, and that of its course, for the rest of the transaction: of what is joined but not locked, whoever waited for the lock
 * would read how it stood before. Nothing outside PostgreSQL may happen within.
 * @param now the instant of the act or doing
 * @throws Error when there is no such case
 */
export async function lockCase(sql: Transaction, caseId: string, now: Date): Promise<OpenCase> {
  const [row] = await sql.rows<LockedCase>`
    SELECT c."id", c."hubId", c."reference", c."stage", c."rating", c."version", c."receivedAt", c."immediateDanger", c."restricted", c."nextDueAt",
           c."closedAt", c."ownerId", c."lastSeq", c."lastEventAt", c."lastHash", k."courseSeq"
    FROM "Case" c JOIN "CaseCourse" k ON k."caseId" = c."id" WHERE c."id" = ${caseId}::uuid FOR UPDATE OF c, k`;
  if (row === undefined) throw new Error(`There is no case ${caseId}`);
  return new OpenCase(sql, row, now);
}
