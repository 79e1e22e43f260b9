import { defineSearchAttributeKey } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { CaseActivities } from '../activities/types.js';
import type { NoticeKind } from '../domain/notices.js';
import { caseProcess, searchAttributes, toldInWords, type CaseStart, type Situation } from '../domain/process.js';

/** A run older than this continues as new at the next quiet moment, so that patches of old code expire. */
const longestRunMilliseconds = 7 * 24 * 60 * 60 * 1000;

const regularOptions = {
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
} as const;
const regular = proxyActivities<CaseActivities>(regularOptions);
/** For what is a matter of seconds; after 5 seconds its regular twin takes over, which retries for as long as it takes. */
const localOptions = {
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '100ms', maximumAttempts: 3 },
} as const;
const local = proxyLocalActivities<CaseActivities>(localOptions);

const ring = defineSignal(caseProcess.ring);
const stageKey = defineSearchAttributeKey(searchAttributes.stage.name, searchAttributes.stage.type);
const ratingKey = defineSearchAttributeKey(searchAttributes.rating.name, searchAttributes.rating.type);
const dueKey = defineSearchAttributeKey(searchAttributes.dueAt.name, searchAttributes.dueAt.type);

/** What Temporal's own UI shows and finds a case by. */
type Shown = Pick<Situation, 'stage' | 'rating' | 'dueAt'>;

/** A timer that is set once for one instant, and left alone while that instant stays the nearest. */
interface Alarm {
  at: string;
  scope: CancellationScope;
  rang: boolean;
}

/** What a case's process can do: catch up with the record, wait until it is rung or something falls due, and go on telling. */
export class CaseProcess {
  private rung = false;
  private telling: Promise<void> | undefined;
  private tellAgain = false;
  private alarm: Alarm | undefined;
  private readonly story: string[] = [];
  private published: Shown = { stage: 'received', rating: null, dueAt: null };
  private latest: Shown = this.published;

  constructor(private readonly start: CaseStart) {
    setHandler(ring, () => {
      this.rung = true;
    });
  }

  /** Whether nothing is under way that a new run would have to take over. */
  get isQuiet(): boolean {
    return !this.rung && this.telling === undefined;
  }

  hasRunLong(): boolean {
    return Date.now() >= Date.parse(endOfRun());
  }

  /** Does what is due and can be done at once, closing included, and learns how the case then stands. */
  async catchUp(why: string): Promise<Situation> {
    this.rung = false;
    const situation = await caughtUp(this.start, why);
    this.latest = situation;
    this.story.push(...linesOf(situation));
    this.describe('Catching up');
    return situation;
  }

  /** Waits until the record has changed course or the next step of a ladder is due, and catches up. */
  async untilRungOrDue(situation: Situation, waitingFor: string): Promise<Situation> {
    this.describe(waitingFor);
    this.publish();
    const alarm = this.setAlarm(situation.nextStepAt ?? (this.hasRunLong() ? null : endOfRun()), waitingFor);
    await condition(() => this.rung || alarm?.rang === true || (this.hasRunLong() && this.telling === undefined));
    const rang = alarm?.rang === true;
    if (rang) this.alarm = undefined;
    return this.catchUp(rang ? 'A step is due' : 'Something was done on the case');
  }

  /** The case is closed, and everyone has been told. */
  end(): void {
    this.describe('Closed');
    this.publish();
  }

  /** Shows where the case stands, where the process comes to rest and not at each step on the way. */
  private publish(): void {
    const { stage, rating, dueAt } = this.latest;
    const { published } = this;
    if (stage === published.stage && rating === published.rating && dueAt === published.dueAt) return;
    upsertSearchAttributes([
      { key: stageKey, value: stage },
      { key: ratingKey, value: rating },
      { key: dueKey, value: dueAt === null ? null : new Date(dueAt) },
    ]);
    this.published = { stage, rating, dueAt };
  }

  /** Sends what could not be sent at once, without holding up the process: while a mail server is away, the case still goes on. */
  startTelling(situation: Situation, summary: string): void {
    if (situation.noticesOwed === 0) return;
    if (this.telling !== undefined) {
      this.tellAgain = true;
      return;
    }
    this.tellAgain = false;
    this.publish();
    this.telling = regular.tell
      .executeWithOptions({ ...regularOptions, summary }, [this.start, Date.now()])
      .finally(() => {
        this.telling = undefined;
        if (this.tellAgain) this.startTelling(situation, summary);
      });
  }

  /** Waits until everything owed is sent, or the record has changed course meanwhile. */
  async untilTold(): Promise<void> {
    await condition(() => this.rung || this.telling === undefined);
  }

  private describe(doing: string): void {
    setCurrentDetails([doing, ...this.story].join('\n- '));
  }

  private setAlarm(at: string | null, waitingFor: string): Alarm | undefined {
    if (this.alarm?.at === at) return this.alarm;
    this.alarm?.scope.cancel();
    this.alarm = at === null ? undefined : armed(at, `${waitingFor}; wakes at ${at}`);
    return this.alarm;
  }
}

/** What was told just now, for whoever looks the case up in Temporal: by the workflow's time, UTC. */
const linesOf = ({ told }: Situation): string[] =>
  (Object.entries(told) as [NoticeKind, number][]).map(
    ([kind, messages]) => `${new Date().toISOString().slice(0, 16)}Z ${toldInWords[kind](messages)}`,
  );

const endOfRun = (): string => new Date(workflowInfo().runStartTime.getTime() + longestRunMilliseconds).toISOString();

function armed(at: string, summary: string): Alarm {
  const alarm: Alarm = { at, scope: new CancellationScope(), rang: false };
  alarm.scope
    .run(() => sleep(Math.max(1, Date.parse(at) - Date.now()), { summary }))
    .then(() => {
      alarm.rang = true;
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return alarm;
}

async function caughtUp(start: CaseStart, summary: string): Promise<Situation> {
  const now = Date.now();
  try {
    return await local.catchUp.executeWithOptions({ ...localOptions, summary }, [start, now]);
  } catch (error) {
    // A local activity fails with the failure of its last attempt as it is: only being cancelled may end the process.
    if (isCancellation(error)) throw error;
    return regular.catchUp.executeWithOptions({ ...regularOptions, summary }, [start, now]);
  }
}
