export interface CheckSeen {
  id: string;
  agency: string;
  state: string;
  dueAt: string;
  settledAt: string | null;
  persons: string[];
}

/** The parts of a case that tests go by. */
export interface CaseSeen {
  reference: string;
  stage: string;
  rating: string | null;
  version: number;
  people: { id: string; role: string; firstName: string }[];
  checks: CheckSeen[];
}
