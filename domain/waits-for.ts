import type { Stage } from './case.js';
import type { AgencyCode } from './policy.js';

/** Whom a case waits for, in a few words. */
export interface WaitsFor {
  /** What has to be done: `Screening`. */
  what: string;
  /** By whom: `a decision maker or hub manager`, or the agencies by their names. */
  who: string;
  /** Codes of the agencies that have not answered, where they are waited for. */
  agencies: AgencyCode[];
}

const ofStage: Readonly<Record<Exclude<Stage, 'checks' | 'closed'>, Omit<WaitsFor, 'agencies'>>> = {
  received: { what: 'Screening', who: 'a decision maker or hub manager' },
  screening: { what: 'Screening', who: 'a decision maker or hub manager' },
  meeting: { what: 'Meeting', who: 'the hub' },
  decision: { what: 'Decision', who: 'a decision maker or hub manager' },
  outcome: { what: 'Telling the referrer', who: 'the service' },
  'open-to-challenge': { what: 'Disagreement, if any', who: 'the referrer or an agency' },
};

/**
 * Whom a case waits for.
 * @param waiting codes of the agencies that have not answered
 * @param called what an agency is called
 * @returns null for a closed case, which waits for nobody
 */
export function waitsFor(
  stage: Stage,
  waiting: readonly AgencyCode[],
  called: (code: AgencyCode) => string,
): WaitsFor | null {
  if (stage === 'closed') return null;
  if (stage !== 'checks') return { ...ofStage[stage], agencies: [] };
  return { what: 'Checks', who: waiting.map(called).join(', '), agencies: [...waiting] };
}
