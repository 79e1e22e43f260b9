import { deliverOwed, type Delivery, type Post } from '../post/delivery.js';
import { within } from '../runtime/within.js';

/** How long a case's process may be held up by its mail. */
const atOnceMilliseconds = 3000;

/** Sends what a case owes. */
export interface Telling {
  /** Tries for three seconds; not at all where mail has not been going out, so that a mail server that hangs holds up no case. */
  atOnce: (caseId: string, now: () => Date) => Promise<Delivery>;
  /** Tries for as long as one attempt takes. */
  patiently: (caseId: string, now: () => Date) => Promise<Delivery>;
}

const untold: Delivery = { sent: [], wait: 0 };

/** Telling as a worker does it: what one case finds out about the mail server, the others need not find out again. */
export function createTelling(post: Post): Telling {
  let mailGoesOut = true;

  const noting = async (telling: Promise<Delivery>): Promise<Delivery> => {
    const delivery = await telling;
    mailGoesOut = delivery.wait === undefined;
    return delivery;
  };

  return {
    atOnce: async (caseId, now) =>
      mailGoesOut ? noting(within(atOnceMilliseconds, deliverOwed(post, caseId, now), () => untold)) : untold,
    patiently: async (caseId, now) => noting(deliverOwed(post, caseId, now)),
  };
}
