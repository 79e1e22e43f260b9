import { readFileSync } from 'node:fs';
import type { ReferralSubmission } from '../../domain/referral.js';

/** What a school refers, as the project shows it to everyone. */
export const school = JSON.parse(
  readFileSync(new URL('../../examples/referral-school.json', import.meta.url), 'utf8'),
) as ReferralSubmission;
