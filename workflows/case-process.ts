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
import { caseProcess, searchAttributes, type CaseStart, type Situation } from '../domain/process.js';

/** A run older than this continues as new at the next quiet moment, so that patches of old code expire. */
const longestRunMilliseconds = 7 * 24 * 60 * 60 * 1000;

const regularOptions = {
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
} as const;
const regular = proxyActivities<CaseActivities>(regularOptions);
/** For one short transaction each; after 5 seconds its regular twin takes over, which retries for as long as it takes. */
const local = proxyLocalActivities<CaseActivities>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '100ms', maximumAttempts: 3 },
});

const ring = defineSignal(caseProcess.ring);
const stageKey = defineSearchAttributeKey(searchAttributes.stage.name, searchAttributes.stage.type);
const ratingKey = defineSearchAttributeKey(searchAttributes.rating.name, searchAttributes.rating.type);
const dueKey = defineSearchAttributeKey(searchAttributes.dueAt.name, searchAttributes.dueAt.type);

/** A timer that is set once for one instant, and left alone while that instant stays the nearest. */
interface Alarm {
  at: string;
  scope: CancellationScope;
  rang: boolean;
}

/** What a case's process can do: read the record, wait until it is rung or something falls due, tell, climb and close. */
export class CaseProcess {
  private rung = false;
  private telling: Promise<void> | undefined;
  private tellAgain = false;
  private alarm: Alarm | undefined;
  private published: Pick<Situation, 'stage' | 'rating' | 'dueAt'> = { stage: 'received', rating: null, dueAt: null };

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

  async read(): Promise<Situation> {
    this.rung = false;
    return this.publish(await briefly('readCase', this.start));
  }

  /** Waits until the record has changed course or the next step of a ladder is due, does that step, and reads how the case stands. */
  async untilRungOrDue(situation: Situation, waitingFor: string): Promise<Situation> {
    setCurrentDetails(waitingFor);
    const alarm = this.setAlarm(situation.nextStepAt ?? endOfRun());
    await condition(() => this.rung || alarm.rang);
    return this.rung ? this.read() : this.climb();
  }

  /** Sends what the case owes, without holding up the process: while a mail server is away, the case still goes on. */
  startTelling(situation: Situation, summary: string): void {
    if (situation.noticesOwed === 0) return;
    if (this.telling !== undefined) {
      this.tellAgain = true;
      return;
    }
    this.tellAgain = false;
    this.telling = regular.tell
      .executeWithOptions({ ...regularOptions, summary }, [this.start, Date.now()])
      .finally(() => {
        this.telling = undefined;
        if (this.tellAgain) this.startTelling(situation, summary);
      });
  }

  /**
   * Waits until everything owed is sent, or the record has changed course meanwhile.
   * @returns whether it is all sent
   */
  async untilTold(): Promise<boolean> {
    await condition(() => this.rung || this.telling === undefined);
    return this.telling === undefined && !this.rung;
  }

  async close({ heardSeq }: Situation): Promise<Situation> {
    return this.publish(await briefly('close', this.start, heardSeq, Date.now()));
  }

  private async climb(): Promise<Situation> {
    this.alarm = undefined;
    return this.publish(await briefly('climb', this.start, Date.now()));
  }

  private setAlarm(at: string): Alarm {
    if (this.alarm?.at === at) return this.alarm;
    this.alarm?.scope.cancel();
    this.alarm = armed(at);
    return this.alarm;
  }

  private publish(situation: Situation): Situation {
    const { stage, rating, dueAt } = situation;
    const { published } = this;
    if (stage !== published.stage || rating !== published.rating || dueAt !== published.dueAt) {
      upsertSearchAttributes([
        { key: stageKey, value: stage },
        { key: ratingKey, value: rating },
        { key: dueKey, value: dueAt === null ? null : new Date(dueAt) },
      ]);
      this.published = { stage, rating, dueAt };
    }
    return situation;
  }
}

const endOfRun = (): string => new Date(workflowInfo().runStartTime.getTime() + longestRunMilliseconds).toISOString();

function armed(at: string): Alarm {
  const alarm: Alarm = { at, scope: new CancellationScope(), rang: false };
  alarm.scope
    .run(() => sleep(Math.max(1, Date.parse(at) - Date.now()), { summary: `Wake at ${at}` }))
    .then(() => {
      alarm.rang = true;
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return alarm;
}

type Brief = 'readCase' | 'climb' | 'close';

async function briefly<A extends Brief>(activity: A, ...args: Parameters<CaseActivities[A]>): Promise<Situation> {
  const run = (activities: typeof local | typeof regular): Promise<Situation> =>
    (activities[activity] as (...given: Parameters<CaseActivities[A]>) => Promise<Situation>)(...args);
  try {
    return await run(local);
  } catch (error) {
    // A local activity fails with the failure of its last attempt as it is: only being cancelled may end the process.
    if (isCancellation(error)) throw error;
    return run(regular);
  }
}
