import { describe, expect, it } from '@jest/globals';
import { answerBody, decisionBody, noBody, screeningBody } from '../../api/rest/act-bodies.js';
import { check } from '../../api/rest/field-errors.js';
import { mistakesIn } from './refusals.js';

const kit = '7b0c6c5e-5d0f-4b8e-9a53-0d1c54f6a001';
const sam = '7b0c6c5e-5d0f-4b8e-9a53-0d1c54f6a002';

const many = (count: number): unknown[] => Array.from({ length: count }, (_, index) => `Kit ${index}`);

const pointersIn = async (...given: Parameters<typeof mistakesIn>): Promise<string[]> =>
  (await mistakesIn(...given)).map(({ pointer }) => pointer);

describe('a screening', () => {
  const screening = {
    route: 'mash',
    rating: 'amber',
    rationale: 'A pattern over two months.',
    legalBasis: 'public-task',
  };

  it('is accepted without checks, which means the default set', () => {
    expect(check(screeningBody, screening, 'body')).toEqual(screening);
  });

  it('is accepted with checks, an override that says nothing left out', () => {
    const checks = [{ agency: 'police', persons: [kit.toUpperCase(), sam], question: ' Any call-outs? ' }];
    expect(check(screeningBody, { ...screening, checks, agreementOverride: { reason: ' ' } }, 'body')).toEqual({
      ...screening,
      checks: [{ agency: 'police', persons: [kit, sam], question: 'Any call-outs?' }],
    });
  });

  it.each<[string, object, string]>([
    ['without a rating', { rating: '' }, '/rating'],
    ['without a legal basis', { legalBasis: undefined }, '/legalBasis'],
    ['on an unknown route', { route: 'garden' }, '/route'],
    ['with a blank rationale', { rationale: '  ' }, '/rationale'],
    ['with a list of checks that is empty', { checks: [] }, '/checks'],
    ['with an unknown agency', { checks: [{ agency: 'circus', persons: [kit] }] }, '/checks/0/agency'],
    ['with more than 50 checks', { checks: many(51) }, '/checks'],
    ['with a check about more than 100', { checks: [{ agency: 'police', persons: many(101) }] }, '/checks/0/persons'],
    ['with a check about nobody', { checks: [{ agency: 'police', persons: [] }] }, '/checks/0/persons'],
    ['with a person who is no id', { checks: [{ agency: 'police', persons: [kit, 'Sam'] }] }, '/checks/0/persons/1'],
    ['with a person twice in a check', { checks: [{ agency: 'police', persons: [kit, kit] }] }, '/checks/0/persons/1'],
    [
      'with an agency twice',
      {
        checks: [
          { agency: 'police', persons: [kit] },
          { agency: 'police', persons: [sam] },
        ],
      },
      '/checks/1/agency',
    ],
    [
      'with an unknown field in a check',
      { checks: [{ agency: 'police', persons: [kit], colour: 1 }] },
      '/checks/0/colour',
    ],
  ])('is refused %s', async (_what, change, pointer) => {
    expect(await pointersIn(screeningBody, { ...screening, ...change })).toEqual([pointer]);
  });

  it('names the agencies that there are when it does not know one', async () => {
    const [mistake] = await mistakesIn(screeningBody, { ...screening, checks: [{ agency: 'circus', persons: [kit] }] });
    expect(mistake?.detail).toMatch(/no such agency.*police.*social-care/i);
  });
});

describe('an answer', () => {
  const answer = {
    results: [
      { person: kit, result: 'known', systemsSearched: 'All' },
      { person: sam, result: 'not-known' },
    ],
    information: [{ person: kit, kind: 'fact', text: 'Seen twice in May.', sharing: 'professionals' }],
  };

  it('is accepted with a result and what is known', () => {
    expect(check(answerBody, answer, 'body')).toEqual(answer);
  });

  it('is accepted when an analysis says what is known of everyone', () => {
    const analysed = { results: answer.results, analysis: 'A family that asks for help.' };
    expect(check(answerBody, analysed, 'body')).toEqual(analysed);
  });

  it.each<[string, object, string]>([
    ['without a result', { results: [] }, '/results'],
    ['with more than 100 results', { results: many(101) }, '/results'],
    [
      'with more than 200 items of information',
      { information: Array.from({ length: 201 }, () => answer.information[0]) },
      '/information',
    ],
    ['with an unknown result', { results: [{ person: kit, result: 'perhaps' }] }, '/results/0/result'],
    [
      'with a second result for a person',
      { results: [...answer.results, { person: sam, result: 'unable' }] },
      '/results/2/person',
    ],
    ['that says "known" and nothing else', { information: undefined }, '/results/0/result'],
    [
      'that says "known" of one person and informs about another',
      { information: [{ ...answer.information[0], person: sam }] },
      '/results/0/result',
    ],
    [
      'with a mark that is none',
      { information: [{ ...answer.information[0], sharing: 'all' }] },
      '/information/0/sharing',
    ],
    ['with a blank item', { information: [{ ...answer.information[0], text: '' }] }, '/information/0/text'],
    ['with an unknown rating', { rating: 'blue' }, '/rating'],
    [
      'for a person who is no id',
      { results: [...answer.results, { person: 'Kit', result: 'unable' }] },
      '/results/2/person',
    ],
  ])('is refused %s', async (_what, change, pointer) => {
    expect(await pointersIn(answerBody, { ...answer, ...change })).toEqual([pointer]);
  });
});

describe('a decision', () => {
  const forKit = {
    child: kit,
    level: 3,
    outcome: 'child-and-family-assessment',
    primaryNeed: 'N1',
    rationale: 'See above.',
  };
  const decision = { decisions: [forKit], messageToReferrer: 'A social worker will contact you.' };

  it('is accepted with gaps and the reason why there was no meeting', () => {
    const whole = {
      ...decision,
      gaps: [{ check: sam, reason: 'No reply.' }],
      meetingSkipped: { reason: 'papers-sufficient', agreedBy: 'The hub manager on duty' },
    };
    expect(check(decisionBody, whole, 'body')).toEqual(whole);
  });

  it.each<[string, object, string]>([
    ['for no child', { decisions: [] }, '/decisions'],
    ['for more than 30 children', { decisions: many(31) }, '/decisions'],
    ['with more than 50 gaps', { gaps: many(51) }, '/gaps'],
    ['for a child who is no id', { decisions: [{ ...forKit, child: 'Kit' }] }, '/decisions/0/child'],
    ['for a child twice', { decisions: [forKit, forKit] }, '/decisions/1/child'],
    ['at a level that is none', { decisions: [{ ...forKit, level: 5 }] }, '/decisions/0/level'],
    ['at a level in words', { decisions: [{ ...forKit, level: '3' }] }, '/decisions/0/level'],
    ['with an unknown outcome', { decisions: [{ ...forKit, outcome: 'nothing' }] }, '/decisions/0/outcome'],
    ['without a rationale', { decisions: [{ ...forKit, rationale: ' ' }] }, '/decisions/0/rationale'],
    ['with a gap without a reason', { gaps: [{ check: sam, reason: '' }] }, '/gaps/0/reason'],
    [
      'with a gap explained twice',
      {
        gaps: [
          { check: sam, reason: 'a' },
          { check: sam, reason: 'b' },
        ],
      },
      '/gaps/1/check',
    ],
    ['with an unknown reason for no meeting', { meetingSkipped: { reason: 'lazy' } }, '/meetingSkipped/reason'],
    ['without a message', { messageToReferrer: ' ' }, '/messageToReferrer'],
  ])('is refused %s', async (_what, change, pointer) => {
    expect(await pointersIn(decisionBody, { ...decision, ...change })).toEqual([pointer]);
  });
});

it('an act that needs no words takes none', async () => {
  expect(await pointersIn(noBody, { colour: 'red' })).toEqual(['/colour']);
});
