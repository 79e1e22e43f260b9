import { createHash } from 'node:crypto';
import pg from 'pg';
import type { CheckReply } from '../../domain/checks.js';
import type { DecisionBody } from '../../domain/decisions.js';
import { relations, type Act } from '../../domain/permissions.js';
import type { Result } from '../../domain/problems.js';
import type { CaseStart } from '../../domain/process.js';
import type { ReferralSubmission } from '../../domain/referral.js';
import type { Actor } from '../../domain/roles.js';
import type { ScreeningBody } from '../../domain/screening.js';
import { personas } from '../../local/personas.js';
import type { ActRequest, CaseRecord, IdempotencyClaim } from '../../records/case-record.js';
import { readCase, type CaseView } from '../../records/case-view.js';
import { answerCheck, claimCheck, type SettledCheck } from '../../records/checks.js';
import { openServedDatabase, type Database, type ServedDatabase } from '../../records/database.js';
import { decideCase, type DecidedCase } from '../../records/decisions.js';
import { submitReferral, type Receipt } from '../../records/referrals.js';
import { Sight } from '../../records/sight.js';
import { screenCase, type ScreenedCase } from '../../records/screening.js';
import type { Clock } from '../../runtime/clock.js';
import { decision, referral, reply, screening } from './factories.js';
import { keyRing } from './keys.js';
import { freshDatabase, type FreshDatabase } from './stack.js';

/** A Monday morning in the hub: later than the machine's own clock, and inside the calendar as shipped. */
export const mondayMorning = '2028-08-21T10:00:00+01:00';

export class SettableClock implements Clock {
  private instant = new Date(mondayMorning);

  now(): Date {
    return this.instant;
  }

  /** @param instant RFC 3339 with offset */
  set(instant: string): void {
    this.instant = new Date(instant);
  }
}

/** A case that a test works on. People and children are ids, in the order of the referral. */
export interface CaseInHand extends CaseStart {
  people: string[];
  children: string[];
}

export interface CheckInHand {
  checkId: string;
  caseId: string;
  version: number;
  agency: string;
  persons: string[];
}

/** Who acts where it is not the one who usually does, and under which conditions. */
export interface Terms {
  by?: string;
  ifMatch?: number | 'any';
  idempotency?: IdempotencyClaim;
  draft?: NonNullable<ActRequest['draft']>;
}

/** The value of an act that is expected to be done. */
export function done<T>(result: Result<T>): T {
  if ('done' in result) return result.done;
  throw new Error(`Refused: ${result.refused.code} ${result.refused.detail} ${JSON.stringify(result.refused.errors)}`);
}

/** A claim under a key; the same `body` makes the same request. */
export const claimOf = (key: string, body = 'body'): IdempotencyClaim => ({
  key,
  requestHash: new Uint8Array(createHash('sha256').update(body).digest()),
});

type Row = Record<string, unknown>;

/** A hub with a record of its own: everyone of the demonstration is known, the clock stands, and rings are noted. */
export class Hub {
  readonly clock = new SettableClock();
  /** Every ring so far, unless a relay took them. */
  readonly rung: CaseStart[] = [];
  private bell: CaseRecord['ring'] = (start) => this.rung.push(start);

  constructor(
    readonly database: ServedDatabase,
    /** The addresses of its record, for each of those who use it. */
    readonly urls: Omit<FreshDatabase, 'drop'>,
    private readonly owner: pg.Pool,
    private readonly actors: ReadonlyMap<string, Actor>,
    private readonly drop: () => Promise<void>,
  ) {}

  get applicationUrl(): string {
    return this.urls.applicationUrl;
  }

  get ownerUrl(): string {
    return this.urls.ownerUrl;
  }

  get record(): CaseRecord {
    return {
      database: this.database,
      ring: (start) => {
        this.bell(start);
      },
    };
  }

  ringWith(bell: CaseRecord['ring']): void {
    this.bell = bell;
  }

  /** The persona of the demonstration who acts. */
  actor(persona: string): Actor {
    const actor = this.actors.get(persona);
    if (actor === undefined) throw new Error(`There is no persona ${persona}`);
    return actor;
  }

  /** Leave for a persona who stands well to what they ask about: to a case, or to the hub. */
  sight<A extends Act>(persona: string, act: A, caseId: string | null = null): Sight<A> {
    const sight = Sight.of(this.actor(persona), act, { caseId, standing: { relations, wall: 'none' } });
    if (sight instanceof Sight) return sight;
    throw new Error(`${persona} may not ${act}`);
  }

  request(persona: string, { by, ...terms }: Terms = {}): ActRequest {
    return { actor: this.actor(by ?? persona), now: this.clock.now(), ...terms };
  }

  async submit(submission: ReferralSubmission, terms?: Terms): Promise<Result<Receipt>> {
    return submitReferral(this.record, submission, this.request('school-system', terms));
  }

  async receive(submission: ReferralSubmission = referral(), terms?: Terms): Promise<CaseInHand> {
    const { reference } = done(await this.submit(submission, terms));
    return this.caseOf(reference);
  }

  async caseOf(reference: string): Promise<CaseInHand> {
    const found = await this.database.trees.case.findFirstOrThrow({
      where: { reference },
      include: { people: { orderBy: { position: 'asc' } } },
    });
    return {
      hubId: found.hubId,
      caseId: found.id,
      reference,
      people: found.people.map(({ personId }) => personId),
      children: found.people.filter(({ role }) => role === 'child').map(({ personId }) => personId),
    };
  }

  async tryToScreen(
    { caseId }: CaseInHand,
    body: ScreeningBody,
    terms?: Terms,
  ): Promise<Result<ScreenedCase & { version: number }>> {
    return screenCase(this.record, caseId, body, this.request('decision-maker', terms));
  }

  async screen(inHand: CaseInHand, changes: Partial<ScreeningBody> = {}, terms?: Terms): Promise<void> {
    done(await this.tryToScreen(inHand, screening(changes), terms));
  }

  /** The case's check of an agency. */
  async check({ caseId }: CaseInHand, agency: string): Promise<CheckInHand> {
    const { id, persons } = await this.database.trees.agencyCheck.findFirstOrThrow({
      where: { caseId, agency },
      include: { persons: true },
    });
    const { version } = await this.database.trees.case.findUniqueOrThrow({ where: { id: caseId } });
    return { checkId: id, caseId, version, agency, persons: persons.map(({ personId }) => personId) };
  }

  async claim(inHand: CaseInHand, agency: string, terms?: Terms): Promise<void> {
    done(await claimCheck(this.record, await this.check(inHand, agency), this.request(agency, terms)));
  }

  async tryToAnswer(
    check: CheckInHand,
    body: CheckReply = reply(check.persons),
    terms?: Terms,
  ): Promise<Result<SettledCheck & { version: number }>> {
    return answerCheck(this.record, check, body, this.request(check.agency, terms));
  }

  async answer(inHand: CaseInHand, ...agencies: readonly string[]): Promise<void> {
    for (const agency of agencies) done(await this.tryToAnswer(await this.check(inHand, agency)));
  }

  async tryToDecide(
    { caseId }: CaseInHand,
    body: DecisionBody,
    terms?: Terms,
  ): Promise<Result<DecidedCase & { version: number }>> {
    return decideCase(this.record, caseId, body, this.request('decision-maker', { ifMatch: 'any', ...terms }));
  }

  async decide(inHand: CaseInHand, changes: Partial<DecisionBody> = {}, terms?: Terms): Promise<void> {
    done(await this.tryToDecide(inHand, decision(inHand.children, 'early-help', changes), terms));
  }

  /** Gaps for every check that waits. */
  async gaps({ caseId }: CaseInHand): Promise<{ check: string; reason: string }[]> {
    const open = await this.database.trees.agencyCheck.findMany({ where: { caseId, settledAt: null } });
    return open.map(({ id }) => ({ check: id, reason: 'Invented for a test.' }));
  }

  /** @param database as another process has it open */
  async look({ caseId }: CaseInHand, database: Database = this.database): Promise<CaseView> {
    return readCase(database, this.sight('hub-worker', 'see-case', caseId));
  }

  /** What is left of what people wrote, beside the case's log. */
  async contents({ caseId }: CaseInHand): Promise<string[]> {
    const parts = await this.database.trees.caseEventContent.findMany({ where: { caseId } });
    const { sealing } = this.database;
    return parts.map(({ seq, part, content }) =>
      sealing.open('CaseEventContent.content', `${caseId}:${seq}:${part}`, content),
    );
  }

  /** Types of the case's events, oldest first. */
  async events({ caseId }: CaseInHand): Promise<string[]> {
    const events = await this.database.trees.caseEvent.findMany({ where: { caseId }, orderBy: { seq: 'asc' } });
    return events.map(({ type }) => type);
  }

  /** Runs a statement as the owner of the database, past what the application may do. */
  async asOwner<T extends Row>(statement: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.owner.query<T>(statement, [...values])).rows;
  }

  /** Every row of every table, to see whether anything was changed. */
  async everything(): Promise<Record<string, string[]>> {
    const tables = await this.asOwner<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const dumps = await Promise.all(
      tables.map(async ({ name }) => {
        const rows = await this.asOwner<{ row: string }>(`SELECT t::text AS row FROM "${name}" t ORDER BY 1`);
        return [name, rows.map(({ row }) => row)] as const;
      }),
    );
    return Object.fromEntries(dumps);
  }

  async close(): Promise<void> {
    await Promise.all([this.database.close(), this.owner.end()]);
    await this.drop();
  }
}

/** Opens a hub on a fresh database. */
export async function openHub(): Promise<Hub> {
  const fresh = await freshDatabase();
  const { ownerUrl, applicationUrl, agencyUrl } = fresh;
  const database = openServedDatabase({ databaseUrl: applicationUrl, agencyDatabaseUrl: agencyUrl, keys: keyRing() });
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  const { rows } = await owner.query<{ subject: string; userId: string }>(
    `INSERT INTO "User" ("id", "hubId", "provider", "subject", "name", "email", "roles", "agency")
     SELECT gen_random_uuid(), 'hub', 'test', p."persona", p."displayName", p."email", p."roles", p."agency"
     FROM jsonb_to_recordset($1) AS p("persona" text, "displayName" text, "email" text, "roles" text[], "agency" text)
     RETURNING "subject", "id" AS "userId"`,
    [JSON.stringify(personas)],
  );
  const userIds = new Map(rows.map(({ subject, userId }) => [subject, userId]));
  const actors = personas.map(({ persona, roles, agency = null }): [string, Actor] => [
    persona,
    { userId: userIds.get(persona) ?? '', hubId: 'hub', roles, agency },
  ]);
  return new Hub(database, fresh, owner, new Map(actors), async () => fresh.drop());
}
