import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReferralSubmission } from '../../domain/referral.js';
import { problemIn } from '../support/caller.js';
import { hostileWords, referralSaying } from '../support/hostile-words.js';
import { startService, type TestService } from '../support/service.js';
import { aReferral, aReferrer, aScreening, decisionOver } from './bodies.js';
import { expectRefused, mistakes } from './refusal.js';
import { checkOf, readCase, screen, submit, succeeding } from './steps.js';
import { allTables } from './tables.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

/** Every text within a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const times = (words: string, value: unknown): number => textsIn(value).filter((text) => text === words).length;

/** Whether words can be a name: one line, and not too long. */
const isLine = (words: string): boolean => words.length <= 300 && !/[\p{Cc}\u2028\u2029]/u.test(words);
const saying = (words: string): ReferralSubmission => referralSaying(words, isLine(words) ? words : 'Invented');

/** A case in which everyone writes the same words wherever they may. @returns the case and the check as they are shown */
async function caseSaying(words: string): Promise<{ shown: unknown; check: unknown }> {
  const reference = await submit(service, saying(words));
  const people = (await readCase(service, reference)).people.map(({ id }) => id);
  const screened = await screen(service, reference, {
    ...{ ...aScreening, rationale: words },
    checks: [{ agency: 'health', persons: people, question: words }],
  });
  const { id } = checkOf(screened, 'health');
  await succeeding(
    service.as('health').post(`/api/checks/${id}/answer`, {
      results: people.map((person) => ({ person, result: 'known', systemsSearched: words })),
      information: [{ person: people[0], kind: 'fact', text: words, sharing: 'professionals' }],
      analysis: words,
    }),
  );
  const decision = decisionOver(await readCase(service, reference)) as { decisions: object[] };
  const decisions = decision.decisions.map((each) => ({ ...each, rationale: words }));
  const headers = { 'if-match': '*' };
  await succeeding(
    service.as('hub-manager').post(`/api/cases/${reference}/decision`, { ...decision, decisions }, headers),
  );
  const { body: shown } = await succeeding(service.as('hub-worker').get(`/api/cases/${reference}`));
  const { body: check } = await succeeding(service.as('health').get(`/api/checks/${id}`));
  return { shown, check };
}

describe('words that mean something', () => {
  it.each(Object.entries(hostileWords))(
    'to %s are words: kept and shown as they were written',
    async (_what, words) => {
      const { shown, check } = await caseSaying(words);
      expect(times(words, shown)).toBe(times(words, saying(words)) + 9);
      expect(times(words, check)).toBeGreaterThan(4);
    },
  );

  it.each(Object.entries(hostileWords).filter(([, words]) => !isLine(words)))(
    'to %s are no name, nor any other single line: each such field is named',
    async (_what, words) => {
      const before = await allTables(service.ownerUrl);
      const answer = await service.as('school-system').post('/api/referrals', referralSaying(words));
      const pointers = problemIn(answer).errors?.map(({ pointer, detail }) => [pointer, /one line|300/.test(detail)]);
      expect(answer.status).toBe(422);
      expect(pointers).toEqual(
        expect.arrayContaining([
          ['/children/0/firstName', true],
          ['/household/0/address/town', true],
        ]),
      );
      expect(pointers?.map(([pointer]) => pointer)).not.toContain('/concern/whatHappened');
      expect((await allTables(service.ownerUrl)).Referral).toEqual(before.Referral);
    },
  );

  it('are in no line of the log, and the log is still one object a line', () => {
    const says = service.logged.map((line) => (JSON.parse(line) as { says: string }).says);
    expect(says).toContain('Request answered');
    const telling = Object.values(hostileWords).filter((words) => words !== 'null');
    const written = telling.map((words) => JSON.stringify(words).slice(1, -1));
    expect(written.filter((words) => service.logged.some((line) => line.includes(words)))).toEqual([]);
  });

  it.each(Object.entries(hostileWords))('to %s find nothing and break nothing in an address', async (_what, words) => {
    const word = encodeURIComponent(words.slice(0, 500));
    const worker = service.as('hub-worker');
    const paths = [`cases/${word}`, `checks/${word}`, `referrals/${word}/status`];
    const lists = [
      `cases?q=${word}`,
      `cases?cursor=${word}`,
      `cases?stage=${word}`,
      `checks?cursor=${word}`,
      `${word}?${word}`,
    ];
    const statuses = [...paths, ...lists].map(async (path) => (await worker.get(`/api/${path}`)).status);
    expect([...new Set(await Promise.all(statuses))].filter((status) => status !== 404 && status !== 422)).toEqual([]);
  });
});

describe('an address for mail is refused, and nothing is stored,', () => {
  it.each([
    ['headers', 'tessa@school.example\r\nBcc: eve@evil.example'],
    ['a second address', 'tessa@school.example, eve@evil.example'],
    ['a second address behind a semicolon', 'tessa@school.example;eve@evil.example'],
    ['a name', 'Tessa <eve@evil.example>'],
    ['a group', 'all:tessa@school.example;'],
    ['a command', 'tessa@school.example> NOTIFY=NEVER'],
    ['a quoted part', '"tessa\r\nDATA"@school.example'],
    ['300 characters', `${'t'.repeat(290)}@a.example`],
  ])('that carries %s', async (_what, email) => {
    const before = await allTables(service.ownerUrl);
    const answer = await service
      .as('referrer')
      .post('/api/referrals', { ...aReferral, referrer: { ...aReferrer, email } });
    expectRefused(answer, mistakes({ '/referrer/email': /e-mail address|characters/ }));
    expect((await allTables(service.ownerUrl)).Notice).toEqual(before.Notice);
  });
});
