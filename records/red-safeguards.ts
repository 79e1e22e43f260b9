import type { DecisionBody } from '../domain/decisions.js';
import type { Rating } from '../domain/policy.js';
import type { Actor } from '../domain/roles.js';
import { Refused } from './open-case.js';

/**
 * A Red case is decided after a meeting, or without one where a hub manager says so. Until meetings are part of the process it
 * always needs `meetingSkipped`.
 * @throws Refused `invalid-input`
 */
export function requireMeetingOrReason(rating: Rating | null, actor: Actor, body: DecisionBody): void {
  if (rating !== 'red') return;
  const { meetingSkipped } = body;
  if (meetingSkipped === undefined) {
    throw new Refused({
      code: 'invalid-input',
      detail: 'A Red case needs a meeting, or the reason why it was skipped.',
      errors: [
        { pointer: '/meetingSkipped', detail: 'Give the reason why this Red case is decided without a meeting.' },
      ],
    });
  }
  if (actor.roles.includes('hub-manager') || meetingSkipped.agreedBy !== undefined) return;
  throw new Refused({
    code: 'invalid-input',
    detail: 'Only a hub manager may skip the meeting of a Red case.',
    errors: [{ pointer: '/meetingSkipped/agreedBy', detail: 'Name the hub manager who agreed to skip the meeting.' }],
  });
}

/**
 * No one ends a Red case alone with no further action: until sign-off by a second person is part of the process, it is refused.
 * @throws Refused `red-needs-more`
 */
export function refuseRedWithoutAction(rating: Rating | null, { decisions }: DecisionBody): void {
  if (rating !== 'red' || !decisions.some(({ outcome }) => outcome === 'no-further-action')) return;
  throw new Refused({
    code: 'red-needs-more',
    detail:
      'No further action on a Red case needs a second person to sign it off, which this service cannot record yet.',
  });
}
