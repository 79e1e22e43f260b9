import { startService, type TestService } from '../support/service.js';
import { aReferral, aScreening } from './bodies.js';
import { everyoneKnown } from './people.js';
import type { CaseSeen } from './seen.js';
import { answerCheck, checkOf, decide, readCase, screen, submit } from './steps.js';

/** One case at each stage. */
export interface Cases {
  /** The parents refused their agreement. */
  received: CaseSeen;
  /** Amber; the police have answered. */
  inChecks: CaseSeen;
  /** Immediate danger was reported; agencies are being asked. */
  red: CaseSeen;
  decided: CaseSeen;
}

/** A service that knows everyone who will ask, and has a case at each stage. */
export async function serviceWithCases(): Promise<{ service: TestService; cases: Cases }> {
  const service = await startService();
  await everyoneKnown(service);
  const received = await submit(service, { ...aReferral, parents: { informed: true, agreement: 'refused' } });
  const screened = await screen(service, await submit(service));
  await answerCheck(service, checkOf(screened, 'police'));
  const inDanger = { ...aReferral, concern: { ...aReferral.concern, immediateDanger: true } };
  const { reference } = await screen(service, await submit(service));
  return {
    service,
    cases: {
      received: await readCase(service, received),
      inChecks: await readCase(service, screened.reference),
      red: await screen(service, await submit(service, inDanger), { ...aScreening, rating: 'red' }),
      decided: await decide(service, reference),
    },
  };
}
