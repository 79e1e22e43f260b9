import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestService } from '../support/service.js';
import { aReferral, aScreening, decisionOver, nobodyKnown } from './bodies.js';
import { serviceWithCases, type Cases } from './cases.js';
import type { CheckSeen } from './seen.js';
import { checkOf } from './steps.js';

let service: TestService;
let cases: Cases;

beforeAll(async () => {
  ({ service, cases } = await serviceWithCases());
});
afterAll(() => service.stop());

/** A request put together from parts, so that several of them can be wrong at once. */
interface Attempt {
  /** Undefined: without a token. */
  who: string | undefined;
  path: string;
  body: object;
  /** In place of the body. */
  raw: string | undefined;
  type: string;
  ifMatch: string;
}

/** One way to be wrong: the status that it is refused with, and the part of the request that is wrong. */
interface Wrong {
  status: number;
  what: string;
  part: keyof Attempt;
  /** What is wrong, of a body only those fields; asked for once the cases are there. */
  wrongly: () => Partial<Attempt>;
}

const order = [[401], [404], [403], [413, 415, 400], [428, 412], [422], [409]];
const rankOf = ({ status }: Wrong): number => order.findIndex((statuses) => statuses.includes(status));

const nobody = '00000000-0000-4000-8000-000000000000';
const unusedReference = 'M26-AAAA-AAC';

const wrong = (status: number, what: string, part: keyof Attempt, wrongly: () => Partial<Attempt>): Wrong => ({
  ...{ status, what, part, wrongly },
});
const noToken = wrong(401, 'no token', 'who', () => ({ who: undefined }));
const mayNever = (who: string): Wrong => wrong(403, `a role that never may, ${who}`, 'who', () => ({ who }));
const wrongPath = (status: number, what: string, path: () => string): Wrong =>
  wrong(status, what, 'path', () => ({ path: path() }));
const wrongBody = (status: number, what: string, body: object): Wrong => wrong(status, what, 'body', () => ({ body }));
const unreadable = [
  wrong(415, 'plain text', 'type', () => ({ type: 'text/plain' })),
  wrong(413, 'more than 1 MB', 'raw', () => ({ raw: `{"a":"${'x'.repeat(1_100_000)}"}` })),
  wrong(400, 'no JSON', 'raw', () => ({ raw: '{' })),
];
const stale = wrong(412, 'a stale version', 'ifMatch', () => ({ ifMatch: '"99"' }));
const noVersion = wrong(428, 'no version', 'ifMatch', () => ({ ifMatch: '' }));
const unknownField = wrongBody(422, 'an unknown field', { colour: 'red' });

const screening = (reference: string): string => `/api/cases/${reference}/screening`;
const decision = (reference: string): string => `/api/cases/${reference}/decision`;
const check = (id: string, act: 'claim' | 'answer'): string => `/api/checks/${id}/${act}`;
const openCheck = (): CheckSeen => checkOf(cases.red, 'police');
const answeredCheck = (): CheckSeen => checkOf(cases.inChecks, 'police');

interface Act {
  act: string;
  /** A request with nothing wrong. */
  good: () => Pick<Attempt, 'who' | 'path' | 'body'>;
  wrongs: readonly Wrong[];
}

const acts: readonly Act[] = [
  {
    act: 'submitting a referral',
    good: () => ({ who: 'school-system', path: '/api/referrals', body: aReferral }),
    wrongs: [noToken, mayNever('auditor'), ...unreadable, unknownField],
  },
  {
    act: 'screening',
    good: () => ({ who: 'decision-maker', path: screening(cases.received.reference), body: aScreening }),
    wrongs: [
      noToken,
      wrongPath(404, 'an unknown case', () => screening(unusedReference)),
      mayNever('hub-worker'),
      ...unreadable,
      stale,
      unknownField,
      wrongBody(422, 'an unknown person', { checks: [{ agency: 'police', persons: [nobody] }] }),
      wrongBody(422, 'an override that is not theirs', { agreementOverride: { reason: 'Risk.' } }),
      wrongPath(409, 'a stage that has passed', () => screening(cases.decided.reference)),
    ],
  },
  {
    act: 'taking on a case',
    good: () => ({ who: 'hub-worker', path: `/api/cases/${cases.received.reference}/claim`, body: {} }),
    wrongs: [
      noToken,
      wrongPath(404, 'an unknown case', () => `/api/cases/${unusedReference}/claim`),
      mayNever('auditor'),
      ...unreadable,
      stale,
      unknownField,
    ],
  },
  {
    act: 'assigning a case',
    good: () => ({ who: 'hub-manager', path: `/api/cases/${cases.inChecks.reference}/assign`, body: { user: null } }),
    wrongs: [
      noToken,
      wrongPath(404, 'an unknown case', () => `/api/cases/${unusedReference}/assign`),
      mayNever('hub-worker'),
      ...unreadable,
      stale,
      unknownField,
      wrongBody(422, 'an unknown colleague', { user: nobody }),
    ],
  },
  {
    act: 'claiming a check',
    good: () => ({ who: 'police', path: check(openCheck().id, 'claim'), body: {} }),
    wrongs: [
      noToken,
      wrongPath(404, 'an unknown check', () => check(nobody, 'claim')),
      mayNever('hub-manager'),
      ...unreadable,
      stale,
      unknownField,
      wrongPath(409, 'a check that was answered', () => check(answeredCheck().id, 'claim')),
    ],
  },
  {
    act: 'handing a check over',
    good: () => ({ who: 'police-lead', path: `/api/checks/${openCheck().id}/hand-over`, body: { user: null } }),
    wrongs: [
      noToken,
      wrongPath(404, 'an unknown check', () => `/api/checks/${nobody}/hand-over`),
      mayNever('hub-manager'),
      ...unreadable,
      stale,
      unknownField,
      wrongBody(422, 'an unknown colleague', { user: nobody }),
      wrongPath(409, 'a check that was answered', () => `/api/checks/${answeredCheck().id}/hand-over`),
    ],
  },
  {
    act: 'answering a check',
    good: () => ({ who: 'police', path: check(openCheck().id, 'answer'), body: nobodyKnown(openCheck().persons) }),
    wrongs: [
      noToken,
      wrongPath(404, 'an unknown check', () => check(nobody, 'answer')),
      mayNever('hub-manager'),
      ...unreadable,
      stale,
      unknownField,
      wrongBody(422, 'an unknown person', nobodyKnown([nobody])),
      wrong(409, 'a check that was answered', 'path', () => ({
        path: check(answeredCheck().id, 'answer'),
        body: nobodyKnown(answeredCheck().persons),
      })),
    ],
  },
  {
    act: 'deciding',
    good: () => ({ who: 'hub-manager', path: decision(cases.inChecks.reference), body: decisionOver(cases.inChecks) }),
    wrongs: [
      noToken,
      wrongPath(404, 'an unknown case', () => decision(unusedReference)),
      mayNever('hub-worker'),
      ...unreadable,
      noVersion,
      stale,
      unknownField,
      wrongBody(422, 'an unknown child', {
        decisions: [{ child: nobody, level: 2, outcome: 'early-help', rationale: 'Enough.' }],
      }),
      wrongBody(409, 'open checks without gaps', { gaps: [] }),
    ],
  },
];

/** @param wrongs by rank, of which the first has its way */
const attemptOf = ({ good }: Act, wrongs: readonly Wrong[]): Attempt =>
  wrongs.reduceRight<Attempt>(
    (attempt, { wrongly }) => {
      const { body, ...parts } = wrongly();
      return { ...attempt, ...parts, body: { ...attempt.body, ...body } };
    },
    { ...good(), raw: undefined, type: 'application/json', ifMatch: '*' },
  );

async function statusOf({ who, path, body, raw, type, ifMatch }: Attempt): Promise<number> {
  const caller = who === undefined ? service.anonymous : service.as(who);
  const headers = { 'content-type': type, ...(ifMatch === '' ? {} : { 'if-match': ifMatch }) };
  return (await caller.send(path, { method: 'POST', body: raw ?? JSON.stringify(body), headers })).status;
}

interface Pair {
  first: Wrong;
  second: Wrong;
}

/** Two mistakes of different rank that one request can make. */
const pairsOf = (wrongs: readonly Wrong[]): Pair[] =>
  wrongs.flatMap((first) =>
    wrongs
      .filter((second) => rankOf(first) < rankOf(second) && (first.part !== second.part || first.part === 'body'))
      .map((second) => ({ first, second })),
  );

describe.each(acts)('$act', (act) => {
  it.each(act.wrongs)('is refused with $status for $what', async (mistake) => {
    expect(await statusOf(attemptOf(act, [mistake]))).toBe(mistake.status);
  });

  it.each(pairsOf(act.wrongs))('is refused for $first.what before $second.what', async ({ first, second }) => {
    expect(await statusOf(attemptOf(act, [first, second]))).toBe(first.status);
  });

  it('succeeds with nothing wrong', async () => {
    expect(await statusOf(attemptOf(act, []))).toBeLessThan(300);
  });
});
