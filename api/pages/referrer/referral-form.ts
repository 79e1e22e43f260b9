import { isHub } from '../../../domain/permissions.js';
import type { ReferralSubmission } from '../../../domain/referral.js';
import type { Actor } from '../../../domain/roles.js';
import { referralBody } from '../../rest/referral-body.js';
import type { SteppedForm } from '../frame/stepped-form.js';
import { concern, parents, safety, support } from './questions/concern.js';
import { children, household } from './questions/people.js';
import { theReferrer, you } from './questions/you.js';
import { withoutRoughDates } from './rough-dates.js';

/**
 * The referral as it is asked on pages: everything that the API takes of one, and held to the very same rule.
 * @param actor the hub keys in what others tell it, and is asked how it came
 * @param today the date in the hub, `YYYY-MM-DD`
 */
export const referralForm = (
  actor: Pick<Actor, 'roles'> & Actor,
  today: () => string,
): SteppedForm<ReferralSubmission> => ({
  tasks: [isHub(actor) ? theReferrer : you, children, household, concern, safety, parents, support],
  schema: referralBody(today),
  bodyFrom: (said) => withoutRoughDates({ channel: 'online-form', children: [], ...said }, today()),
});

/** What a submission says in the words of the questions, so that it can be shown again as it was asked. */
export const saidInSubmission = ({ children: sent, ...rest }: ReferralSubmission): object => ({
  ...rest,
  children: sent.map((child) => {
    const isBorn = child.dateOfBirth !== undefined;
    return isBorn || child.expectedDate !== undefined ? { ...child, born: isBorn } : child;
  }),
});
