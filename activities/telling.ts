import { deliverOwed, type Delivery, type Post } from '../post/delivery.js';
import { within } from '../runtime/within.js';

/** How long a case's process may be held up by its mail. */
const atOnceMilliseconds = 3000;

/** Sends what a case owes. */
export interface Telling {
  /** Tries for three seconds; not at all while the mail server does not answer, so that one that hangs holds up no case. */
  atOnce: (caseId: string, now: () => Date) => Promise<Delivery>;
  /** Tries for as long as one attempt takes; where one is still under way, sees that one through. */
  patiently: (caseId: string, now: () => Date) => Promise<Delivery>;
  /** Waits for what is under way: an attempt that is cut off may have arrived, and would be made again. */
  finish: () => Promise<void>;
}

const untold: Delivery = { sent: [], answered: undefined, wait: 0 };

/** Telling as a worker does it: what one case finds out about the mail server, the others need not find out again. */
export function createTelling(post: Post): Telling {
  const underWay = new Map<string, Promise<Delivery>>();
  let mailServerAnswers = true;

  const deliver = async (caseId: string, now: () => Date): Promise<Delivery> => {
    const delivering = deliverOwed(post, caseId, now).finally(() => underWay.delete(caseId));
    underWay.set(caseId, delivering);
    const delivery = await delivering;
    mailServerAnswers = delivery.answered ?? mailServerAnswers;
    return delivery;
  };
  const givenUp = (): Delivery => {
    mailServerAnswers = false;
    return untold;
  };

  return {
    atOnce: async (caseId, now) =>
      mailServerAnswers ? within(atOnceMilliseconds, deliver(caseId, now), givenUp) : untold,
    patiently: async (caseId, now) => underWay.get(caseId) ?? deliver(caseId, now),
    finish: async () => {
      await Promise.allSettled(underWay.values());
    },
  };
}
