import { isGrave } from '../../domain/grave-acts.js';
import type { Act } from '../../domain/permissions.js';
import type { Actor, Role } from '../../domain/roles.js';
import { isRecent, isStrongEnough, type SignInDemands, type SignInProof } from '../../domain/sign-in.js';
import { Refused } from '../../records/open-case.js';
import type { Services } from '../services.js';

/** @throws Refused `sign-in-weak` where more is demanded of somebody with these roles than their token shows */
export function requireStrongSignIn(roles: readonly Role[], signIn: SignInProof, demands: SignInDemands): void {
  if (isStrongEnough(roles, signIn, demands)) return;
  throw new Refused({
    code: 'sign-in-weak',
    detail: `The access token does not say that you signed in strongly enough. Sign in with more than one factor; the token must then name one of ${demands.strong.join(', ')}.`,
    signIn: { strong: demands.strong },
  });
}

/**
 * Lets a grave act pass only after a recent sign-in. How strong it was has been looked at before, for every act.
 * @throws Refused `sign-in-again`
 */
export function requireRecentSignIn(
  { signIn = { strengths: [] } }: Actor,
  act: Act,
  { demands, clock }: Pick<Services, 'demands' | 'clock'>,
): void {
  if (!isGrave(act) || isRecent(signIn, demands, clock.now())) return;
  const { freshMinutes, strong } = demands;
  const why =
    signIn.at === undefined
      ? 'The sign-in provider does not say when you signed in'
      : `You signed in more than ${freshMinutes} minutes ago`;
  throw new Refused({
    code: 'sign-in-again',
    detail: `${why}, and this asks for a sign-in of the last ${freshMinutes} minutes. Nothing was changed. Sign in again, then do it once more.`,
    signIn: { maxAgeSeconds: freshMinutes * 60, strong },
  });
}
