import type { RestrictionRules } from './restriction.js';

/** How urgent a case is (RAG), most urgent first. Not the threshold level, which is decided at the end. */
export const ratings = ['red', 'amber', 'green'] as const;
export type Rating = (typeof ratings)[number];

export const ratingNames: Readonly<Record<Rating, string>> = { red: 'Red', amber: 'Amber', green: 'Green' };

/** An agency's code; which codes there are is data of the record. */
export type AgencyCode = string;

export interface Agency {
  readonly code: AgencyCode;
  readonly name: string;
}

/** The agencies as shipped. */
export const agencies: readonly Agency[] = [
  { code: 'police', name: 'Police' },
  { code: 'health', name: 'Health' },
  { code: 'education', name: 'Education' },
  { code: 'housing', name: 'Housing' },
  { code: 'probation', name: 'Probation' },
  { code: 'mental-health', name: 'Mental health' },
  { code: 'domestic-abuse', name: 'Domestic abuse services' },
  { code: 'social-care', name: "Children's social care" },
];

/** An agency by its name, or by its code where a hub has added one. */
export const agencyName = (code: AgencyCode): string => agencies.find((agency) => agency.code === code)?.name ?? code;

/** The three units that hubs count in: clock time, working days, and time in which the hub works. */
export type Duration =
  | { readonly unit: 'elapsed'; readonly milliseconds: number }
  | { readonly unit: 'working-days'; readonly days: number }
  | { readonly unit: 'working-time'; readonly milliseconds: number };

/** Whom a step tells: the agency asked, its lead, the person who decides the case, the hub manager. */
export type Told = 'agency' | 'agency-lead' | 'decision-maker' | 'hub-manager';

/** The act that stops a clock; `answer` stands for a refusal and a withdrawn check as well. */
export type SettlingAct = 'answer' | 'screening' | 'decision';

interface ClockRow {
  /** Whether the case's rating decides how long the clock runs, or the policy alone. */
  readonly timedBy: 'rating' | 'policy';
  readonly settledBy: (policy: Policy) => SettlingAct;
}

/**
 * The clocks. `check` runs for one agency from being asked; `rag` for the whole case from its screening, by the same length;
 * `statutory` from receipt of the referral.
 */
export const clocks = {
  check: { timedBy: 'rating', settledBy: () => 'answer' },
  rag: { timedBy: 'rating', settledBy: () => 'decision' },
  statutory: { timedBy: 'policy', settledBy: (policy) => policy.statutory.settledBy },
} as const satisfies Record<string, ClockRow>;

export type Clock = keyof typeof clocks;

/** The clocks whose length depends on the rating. */
export type RatedClock = { [C in Clock]: (typeof clocks)[C]['timedBy'] extends 'rating' ? C : never }[Clock];

interface LadderStep {
  readonly step: string;
  /** Of the clock's length: 100 is the due instant. */
  readonly percent: number;
  readonly tells: Told;
  /** The step at which the clock counts as overrun. */
  readonly breach?: true;
}

export interface Policy {
  readonly version: number;
  readonly name: string;
  readonly ratings: Readonly<
    Record<Rating, { readonly duration: Duration; readonly defaultAgencies: readonly AgencyCode[] }>
  >;
  readonly statutory: { readonly duration: Duration; readonly settledBy: 'screening' | 'decision' };
  /** Each ladder in ascending order of `percent`. */
  readonly ladders: Readonly<Record<Clock, readonly LadderStep[]>>;
  /** Figures for restricted cases that differ from those as shipped. */
  readonly restriction?: Partial<RestrictionRules>;
  /** Days after which a proposed change of roles counts for nothing, where they differ from those as shipped. */
  readonly roleChangeDays?: number;
  /** Days after which somebody looks whether a warning note is still true, where they differ from those as shipped. */
  readonly warningReviewDays?: number;
  /** How long after its instant a step is taken, so that an act of that very instant is not overrun by it. */
  readonly graceMilliseconds: number;
}

const hour = 60 * 60 * 1000;
const allAgencies = agencies.map(({ code }) => code);

/** The defaults: every figure is a hub's to change, by a new version of the policy. */
export const asShipped: Policy = {
  version: 1,
  name: 'as-shipped',
  ratings: {
    red: { duration: { unit: 'elapsed', milliseconds: 4 * hour }, defaultAgencies: allAgencies },
    amber: { duration: { unit: 'elapsed', milliseconds: 24 * hour }, defaultAgencies: allAgencies },
    green: { duration: { unit: 'working-days', days: 3 }, defaultAgencies: allAgencies },
  },
  // Working Together to Safeguard Children: within one working day of a referral a social worker decides on the response.
  statutory: { duration: { unit: 'working-days', days: 1 }, settledBy: 'screening' },
  ladders: {
    check: [
      { step: 'remind-50', percent: 50, tells: 'agency' },
      { step: 'remind-80', percent: 80, tells: 'agency' },
      { step: 'breach', percent: 100, tells: 'agency-lead', breach: true },
      { step: 'escalate', percent: 125, tells: 'hub-manager' },
    ],
    rag: [
      { step: 'breach', percent: 100, tells: 'decision-maker', breach: true },
      { step: 'escalate', percent: 125, tells: 'hub-manager' },
    ],
    statutory: [
      { step: 'remind-80', percent: 80, tells: 'decision-maker' },
      { step: 'breach', percent: 100, tells: 'hub-manager', breach: true },
    ],
  },
  graceMilliseconds: 2000,
};

const seconds = (count: number): Duration => ({ unit: 'elapsed', milliseconds: count * 1000 });

/** For demonstrations: the same rules with deadlines short enough to watch. */
export const policyInSeconds: Policy = {
  ...asShipped,
  version: 2,
  name: 'seconds',
  ratings: {
    red: { ...asShipped.ratings.red, duration: seconds(20) },
    amber: { ...asShipped.ratings.amber, duration: seconds(40) },
    green: { ...asShipped.ratings.green, duration: seconds(60) },
  },
  statutory: { ...asShipped.statutory, duration: seconds(30) },
};
