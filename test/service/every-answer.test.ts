import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Answer } from '../support/caller.js';
import { publicUrl, startService, type TestService } from '../support/service.js';
import { aReferral } from './bodies.js';
import { screen, submit } from './steps.js';

/*
 * What holds of every answer, whatever was asked, whoever asked, and however it went: the route answers, refuses the person, the
 * path or the body, is put off, or fails.
 */

interface Answered extends Answer {
  asked: string;
}

let service: TestService;
let answers: readonly Answered[];

beforeAll(async () => {
  service = await startService();
  const { reference, checks } = await screen(service, await submit(service));
  const places = { reference, id: checks.find(({ agency }) => agency === 'police')?.id ?? '' };
  const nowhere = { reference: 'M26-AAAA-AAC', id: '00000000-0000-4000-8000-000000000000' };
  const rounds = [everyRoute('nobody', places), everyRoute('no-role', places), everyRoute('police', places)];
  const answered = [...rounds, everyRoute('hub-manager', places), everyRoute('hub-manager', nowhere), mistakes()];
  answers = [...(await Promise.all(answered)).flat(), ...(await failures())];
});
afterAll(() => service.stop());

async function everyRoute(who: string, places: Readonly<Record<string, string>>): Promise<Answered[]> {
  const caller = who === 'nobody' ? service.anonymous : service.as(who);
  return Promise.all(
    service.routes.map(async (route) => {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => places[name] ?? name);
      const body = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
      const answer = await caller.send(path, { method, redirect: 'manual', ...body });
      return { asked: `${who}: ${route}`, ...answer };
    }),
  );
}

async function mistakes(): Promise<Answered[]> {
  const system = service.as('school-system');
  const sent = {
    'a broken path': system.get('/api/checks/%E0%A4%A'),
    'an unknown route': system.get('/somewhere/else'),
    'a broken body': system.send('/api/referrals', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    }),
    'a body of another type': system.send('/api/referrals', { method: 'POST', body: 'x' }),
    'a body too large': system.post('/api/referrals', { text: 'x'.repeat(1_100_000) }),
    'a referral': system.post('/api/referrals', aReferral, { 'idempotency-key': 'once' }),
    'a call from a page of somebody else': system.get('/api/cases', { origin: 'https://evil.example' }),
    'what a browser asks before such a call': system.send('/api/cases', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    }),
  };
  return Promise.all(Object.entries(sent).map(async ([asked, answer]) => ({ asked, ...(await answer) })));
}

/** A service that fails by its own fault, one that is put off, and one of which too much is asked. */
async function failures(): Promise<Answered[]> {
  const broken = await startService();
  const alone = await startService({ databaseUrl: 'postgresql://front_door@127.0.0.1:1/nowhere' });
  const busy = await startService({ limits: { perAccount: 1000, perAddress: 1 } });
  try {
    const owner = new Client({ connectionString: broken.ownerUrl });
    await owner.connect();
    await owner.query('ALTER TABLE "Case" RENAME COLUMN "receivedAt" TO "cameAt"');
    await owner.end();
    const failed = await broken.as('school-system').post('/api/referrals', aReferral);
    const putOff = await alone.as('hub-manager').get('/api/cases');
    const tooMany = await Promise.all(Array.from({ length: 11 }, () => busy.anonymous.get('/api/cases')));
    return [
      ...tooMany.map((answer) => ({ asked: 'too much: GET /api/cases', ...answer })),
      { asked: 'a failure', ...failed },
      { asked: 'a service without its record', ...putOff },
    ];
  } finally {
    await Promise.all([broken.stop(), alone.stop(), busy.stop()]);
  }
}

/** Those of the answers of which something does not hold. */
const exceptWhere = (holds: (answer: Answered) => boolean): string[] =>
  answers.filter((answer) => !holds(answer)).map(({ asked, status }) => `${asked} (${status})`);

const header = ({ headers }: Answered, name: string): string => headers.get(name) ?? '';

const policyOf = (answer: Answered): Map<string, string> =>
  new Map(
    header(answer, 'content-security-policy')
      .split(';')
      .map((directive) => directive.trim())
      .map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1).join(' ')]),
  );

describe('every answer', () => {
  it('is among these: of every route, and of every kind of refusal', () => {
    const statuses = new Set(answers.map(({ status }) => status));
    expect(answers.length).toBeGreaterThan(5 * service.routes.length);
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 413, 415, 422, 429, 500, 503]));
  });

  it('has browsers come by TLS alone, for a year and for every name below ours', () => {
    const holds = (answer: Answered): boolean => {
      const said = header(answer, 'strict-transport-security');
      return Number(/max-age=(\d+)/.exec(said)?.[1]) >= 365 * 24 * 3600 && said.includes('includeSubDomains');
    };
    expect(exceptWhere(holds)).toEqual([]);
  });

  it('lets no page frame it, and no plug-in, base address or foreign script into it', () => {
    const holds = (answer: Answered): boolean => {
      const policy = policyOf(answer);
      const otherwise = policy.get('default-src');
      return (
        [policy.get('frame-ancestors'), policy.get('base-uri'), policy.get('object-src') ?? otherwise].every(
          (sources) => sources === "'none'",
        ) && !/\*|unsafe-|https?:|data:/.test(policy.get('script-src') ?? otherwise ?? '*')
      );
    };
    expect(exceptWhere(holds)).toEqual([]);
  });

  it('is taken for what it says it is', () => {
    expect(exceptWhere((answer) => header(answer, 'x-content-type-options') === 'nosniff')).toEqual([]);
  });

  it('tells no other site where people came from', () => {
    expect(exceptWhere((answer) => /^(no-referrer|same-origin)$/.test(header(answer, 'referrer-policy')))).toEqual([]);
  });

  it('may be read by no page of another origin', () => {
    const names = (answer: Answered): string[] => [...answer.headers.keys()];
    expect(exceptWhere((answer) => !names(answer).some((name) => name.startsWith('access-control-')))).toEqual([]);
  });

  it('with a body says what it is and in which letters, and is that', () => {
    const holds = (answer: Answered): boolean => {
      const type = header(answer, 'content-type');
      if (answer.text === '') return true;
      if (!/; ?charset=utf-8$/i.test(type)) return false;
      return type.includes('json') === (answer.body !== undefined);
    };
    expect(exceptWhere(holds)).toEqual([]);
  });

  it('under /api stays in no cache', () => {
    expect(
      exceptWhere((answer) => !answer.asked.includes(' /api/') || header(answer, 'cache-control') === 'no-store'),
    ).toEqual([]);
  });

  it('of a program leads nowhere else, and a page only to ourselves or the sign-in provider', () => {
    const ours = [publicUrl, service.provider.issuer];
    const holds = (answer: Answered): boolean => {
      const location = header(answer, 'location');
      if (answer.asked.includes(' /api/') && answer.status >= 300 && answer.status < 400) return false;
      return location === '' || /^\/(?!\/)/.test(location) || ours.some((origin) => location.startsWith(`${origin}/`));
    };
    expect(exceptWhere(holds)).toEqual([]);
  });

  it('sets no cookie that a script may read, that goes by plain HTTP, or that another site may send', () => {
    const isGuarded = (cookie: string): boolean =>
      cookie.startsWith('__Host-') &&
      ['Secure', 'HttpOnly', 'SameSite='].every((attribute) => cookie.includes(attribute));
    expect(exceptWhere(({ headers }) => headers.getSetCookie().every(isGuarded))).toEqual([]);
  });

  it('that refuses holds nothing of how the service is made', () => {
    const refused = (answer: Answered): boolean => answer.status < 400 || answer.asked.includes('/ready');
    const inside = /\bat \S+ \(|node_modules|\.ts\b|\.js\b|select |insert |relation "|column "|postgres|stack|ECONN/i;
    expect(exceptWhere((answer) => refused(answer) || !inside.test(answer.text))).toEqual([]);
  });

  it('says nothing of what made it', () => {
    expect(exceptWhere((answer) => header(answer, 'x-powered-by') === '' && header(answer, 'server') === '')).toEqual(
      [],
    );
  });
});
