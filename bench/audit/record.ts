import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { EventType } from '../../domain/events.js';
import { newReference, referenceRandomBytes } from '../../domain/reference.js';
import { openDatabase } from '../../records/database.js';
import { genesisHash, seal, type SealedEvent } from '../../records/events.js';
import { sealingWith, type Sealing } from '../../records/sealing.js';
import { sealFinishedDays } from '../../records/seals.js';
import type { KeyRing } from '../../runtime/keys.js';
import type { Options } from './options.js';

/** How large a record is made. */
export type Extent = Pick<Options, 'cases' | 'events' | 'looks' | 'days'>;

/** Where it is made, and with which keys. */
export interface Place {
  readonly ownerUrl: string;
  readonly applicationUrl: string;
  readonly keys: KeyRing;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;
const hourMilliseconds = 60 * 60 * 1000;
/** Cases that are stored together. */
const batchSize = 100;
/** What a person wrote of an answer is about as long. */
const words = 'Invented for a measurement. '.repeat(12);

/**
 * Makes a record of cases with their logs, what people wrote beside them, and looks, over as many days up to yesterday, each of which is sealed
 * with its digest. Events are chained and their contents sealed, and days sealed, by the product's own functions; rows are stored by the
 * hundred, where people would store them one by one.
 */
export async function makeRecord({ ownerUrl, applicationUrl, keys }: Place, extent: Extent, now: Date): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  const database = openDatabase(applicationUrl, keys);
  await owner.connect();
  try {
    const references = differentReferences(extent.cases, now.getUTCFullYear());
    const today = Math.floor(now.getTime() / dayMilliseconds) * dayMilliseconds;
    for (let day = 0; day < extent.days; day += 1) {
      const begins = today - (extent.days - day) * dayMilliseconds;
      const cases = shareOf(extent.cases, day, extent.days);
      for (let stored = 0; stored < cases; stored += batchSize)
        await storeCases(owner, sealingWith(keys), {
          references: references.splice(0, Math.min(batchSize, cases - stored)),
          events: extent.events,
          at: new Date(begins),
        });
      await storeLooks(owner, shareOf(extent.looks, day, extent.days), new Date(begins));
      await sealFinishedDays(database, keys, new Date(begins + dayMilliseconds + hourMilliseconds));
    }
    await owner.query('ANALYZE');
  } finally {
    await owner.end();
    await database.close();
  }
}

/** Random references meet now and then: the one that is taken is drawn again. */
function differentReferences(count: number, year: number): string[] {
  const drawn = new Set<string>();
  while (drawn.size < count) drawn.add(newReference(randomBytes(referenceRandomBytes), year));
  return [...drawn];
}

/** How many of a number fall to one of so many days: as even as whole numbers can be. */
const shareOf = (all: number, day: number, days: number): number =>
  Math.floor((all * (day + 1)) / days) - Math.floor((all * day) / days);

interface Batch {
  readonly references: readonly string[];
  readonly events: number;
  readonly at: Date;
}

async function storeCases(owner: pg.Client, sealing: Sealing, { references, events, at }: Batch): Promise<void> {
  const logs = references.map((reference) => {
    const id = randomUUID();
    return { id, reference, events: logOf(id, events, at) };
  });
  const cases = logs.map(({ id, reference, events: log }) => ({
    ...{ id, reference, at },
    ...{ lastSeq: log.length, lastEventAt: log.at(-1)?.at ?? at, lastHash: hex(log.at(-1)?.hash ?? genesisHash) },
  }));
  await owner.query(
    `INSERT INTO "Case" ("id", "hubId", "reference", "stage", "receivedAt", "immediateDanger", "lastSeq", "lastEventAt", "lastHash")
     SELECT c."id", 'hub', c."reference", 'closed', c."at", false, c."lastSeq", c."lastEventAt", decode(c."lastHash", 'hex')
     FROM jsonb_to_recordset($1) AS c("id" uuid, "reference" text, "at" timestamptz, "lastSeq" int, "lastEventAt" timestamptz, "lastHash" text)`,
    [JSON.stringify(cases)],
  );
  await owner.query(
    `INSERT INTO "CaseEvent" ("caseId", "seq", "type", "at", "actorId", "actorRole", "metadata", "contentMac", "hash")
     SELECT e."caseId", e."seq", e."type", e."at", e."actorId", e."actorRole", e."metadata", decode(e."contentMac", 'hex'), decode(e."hash", 'hex')
     FROM jsonb_to_recordset($1) AS e("caseId" uuid, "seq" int, "type" text, "at" timestamptz, "actorId" uuid, "actorRole" text,
       "metadata" text, "contentMac" text, "hash" text)`,
    [JSON.stringify(logs.flatMap(({ id, events: log }) => log.map((event) => eventRow(id, event))))],
  );
  await owner.query(
    `INSERT INTO "CaseEventContent" ("caseId", "seq", "part", "salt", "content")
     SELECT p."caseId", p."seq", p."part", decode(p."salt", 'hex'), p."content"
     FROM jsonb_to_recordset($1) AS p("caseId" uuid, "seq" int, "part" int, "salt" text, "content" text)`,
    [JSON.stringify(logs.flatMap(({ id, events: log }) => log.flatMap((event) => partRows(sealing, id, event))))],
  );
}

/** What a case's events are, over and over: in a whole case about half of them hold what somebody wrote. */
const course: readonly { type: EventType; parts: number }[] = [
  { type: 'referral-received', parts: 4 },
  { type: 'notice-sent', parts: 0 },
  { type: 'case-screened', parts: 1 },
  { type: 'notice-sent', parts: 0 },
  { type: 'check-answered', parts: 2 },
  { type: 'check-claimed', parts: 0 },
];

function logOf(caseId: string, length: number, from: Date): SealedEvent[] {
  const log: SealedEvent[] = [];
  for (let index = 0; index < length; index += 1) {
    const { type, parts } = course[index % course.length] ?? { type: 'notice-sent', parts: 0 };
    const head = { caseId, seq: index, hash: log.at(-1)?.hash ?? genesisHash };
    const content = Array.from({ length: parts }, () => ({ personId: null, content: { words } }));
    const facts = { legalBasis: 'public-task', dueAt: from.toISOString(), count: index };
    const draft = { ...{ type, actorId: randomUUID(), actorRole: 'hub-worker' }, facts, content };
    log.push(seal(draft, head, new Date(from.getTime() + index * 60_000), null));
  }
  return log;
}

const eventRow = (caseId: string, event: SealedEvent): Record<string, unknown> => ({
  ...{ ...event, caseId, content: undefined, hash: hex(event.hash) },
  contentMac: event.contentMac === null ? null : hex(event.contentMac),
});

const partRows = (sealing: Sealing, caseId: string, { seq, content }: SealedEvent): Record<string, unknown>[] =>
  content.map(({ part, salt, text }) => {
    const row = `${caseId}:${seq}:${part}`;
    return {
      ...{ caseId, seq, part },
      salt: hex(sealing.sealBytes('CaseEventContent.salt', row, salt)),
      content: sealing.seal('CaseEventContent.content', row, text),
    };
  });

/** Looks at cases that are there, as the API leaves them. */
async function storeLooks(owner: pg.Client, count: number, at: Date): Promise<void> {
  await owner.query(
    `INSERT INTO "AccessEvent" ("hubId", "at", "kind", "what", "userId", "role", "caseId", "requestId", "address")
     SELECT 'hub', $2::timestamptz + n * interval '0.1 seconds', 'opened', 'see-case', gen_random_uuid(), 'hub-worker',
            (SELECT "id" FROM "Case" WHERE "receivedAt" = $2 LIMIT 1), gen_random_uuid(), '192.0.2.1'
     FROM generate_series(1, $1::int) n`,
    [count, at],
  );
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
