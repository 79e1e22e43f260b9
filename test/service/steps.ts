import type { Answer, Caller } from '../support/caller.js';
import { aReferral, aScreening, decisionOver, nobodyKnown } from './bodies.js';
import type { CaseSeen, CheckSeen } from './seen.js';

/** Whatever lets people ask: a service of a test's own, a process, a whole stack. */
interface Asking {
  as: (who: string) => Caller;
}

/** @returns the answer, which must be a success */
export async function succeeding(asking: Promise<Answer>): Promise<Answer> {
  const answer = await asking;
  if (answer.status < 300) return answer;
  throw new Error(`It was refused with ${answer.status}: ${answer.text}`);
}

/** Submits a referral as the school's system. @returns its reference */
export async function submit(service: Asking, referral: object = aReferral): Promise<string> {
  const { body } = await succeeding(service.as('school-system').post('/api/referrals', referral));
  return (body as { reference: string }).reference;
}

export async function readCase(service: Asking, reference: string): Promise<CaseSeen> {
  return (await succeeding(service.as('hub-worker').get(`/api/cases/${reference}`))).body as CaseSeen;
}

/** @returns the case once it is screened */
export async function screen(service: Asking, reference: string, screening: object = aScreening): Promise<CaseSeen> {
  await succeeding(service.as('decision-maker').post(`/api/cases/${reference}/screening`, screening));
  return readCase(service, reference);
}

/** Answers a check as a worker of its agency, who knows nobody. */
export async function answerCheck(service: Asking, { id, agency, persons }: CheckSeen): Promise<Answer> {
  return succeeding(service.as(agency).post(`/api/checks/${id}/answer`, nobodyKnown(persons)));
}

/** @returns the case once it is decided, with gaps for the checks that still wait */
export async function decide(service: Asking, reference: string): Promise<CaseSeen> {
  const decision = decisionOver(await readCase(service, reference));
  const headers = { 'if-match': '*' };
  await succeeding(service.as('hub-manager').post(`/api/cases/${reference}/decision`, decision, headers));
  return readCase(service, reference);
}

/** The check that an agency has on a case. */
export function checkOf({ checks }: CaseSeen, agency: string): CheckSeen {
  const found = checks.find((check) => check.agency === agency);
  if (found === undefined) throw new Error(`${agency} has no check on the case`);
  return found;
}

/** The one child of a case as `aReferral` makes it. */
export function childOf({ people }: CaseSeen): string {
  const child = people.find(({ role }) => role === 'child');
  if (child === undefined) throw new Error('The case has no child');
  return child.id;
}
