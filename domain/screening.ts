import type { LegalBasis, Route } from './case.js';
import type { AgencyCode, Rating } from './policy.js';

/** One agency to ask, about whom, and what. */
export interface CheckOrder {
  agency: AgencyCode;
  persons: string[];
  question?: string | undefined;
}

/** A screening: where the referral goes, how urgent it is, and on what legal basis whom to ask. No `checks`: the default set. */
export interface ScreeningBody {
  route: Route;
  rating: Rating;
  rationale: string;
  legalBasis: LegalBasis;
  agreementOverride?: { reason: string } | undefined;
  checks?: CheckOrder[] | undefined;
  referTo?: string | undefined;
}
