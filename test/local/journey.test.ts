import { describe, expect, it } from '@jest/globals';
import { answerBody, decisionBody } from '../../api/rest/act-bodies.js';
import { outcomeCodes } from '../../domain/decisions.js';
import { findIdentifyingWords } from '../../domain/identifying-words.js';
import { agencies } from '../../domain/policy.js';
import { surplusOf } from '../../local/journey/checks.js';
import { inShort } from '../../local/journey/chronology.js';
import { deciderOf, decisionFor } from '../../local/journey/decision.js';
import { CannotBegin } from '../../local/journey/failure.js';
import { refusal } from '../../local/journey/front-door.js';
import { stepInWords } from '../../local/journey/lateness.js';
import { columns, personLabels, remainingInWords, spanInWords, wrapped } from '../../local/journey/layout.js';
import { mailsByNotice } from '../../local/journey/mailbox.js';
import { recipientOf } from '../../local/journey/messages.js';
import { help, readOptions, type Options } from '../../local/journey/options.js';
import { pauses } from '../../local/journey/patience.js';
import { referralOf } from '../../local/journey/referral-file.js';
import { replyFor } from '../../local/journey/replies.js';
import { ratingOf } from '../../local/journey/screening.js';
import { basic } from '../../local/journey/sign-in.js';
import { openSteps } from '../../local/journey/steps.js';
import { openTerminal } from '../../local/journey/terminal.js';

const child = { id: '0f7a3c1e-0000-4000-8000-000000000001', role: 'child' };
const sibling = { id: '0f7a3c1e-0000-4000-8000-000000000002', role: 'child' };
const adult = { id: '0f7a3c1e-0000-4000-8000-000000000003', role: 'household' };

const optionsOf = (...args: string[]): Options => {
  const options = readOptions(args);
  if (options === undefined) throw new Error('These options ask for help.');
  return options;
};

describe('the options of the journey', () => {
  it('need only a file', () => {
    expect(optionsOf('referral.json')).toEqual({
      file: 'referral.json',
      url: 'http://localhost:3000',
      issuer: 'http://localhost:3000/oidc',
      credentials: { kind: 'one-secret', secret: 'demo' },
      submitter: 'school-system',
      rating: undefined,
      outcome: 'child-and-family-assessment',
      late: undefined,
      mail: 'shown',
    });
  });

  it('look for the provider at the service that they name, unless they name one', () => {
    expect(optionsOf('a.json', '--url', 'http://127.0.0.1:4000/').issuer).toBe('http://127.0.0.1:4000/oidc');
    expect(optionsOf('a.json', '--issuer', 'https://id.example/realm/').issuer).toBe('https://id.example/realm');
  });

  it('ask for help without a file', () => {
    expect(readOptions(['--help'])).toBeUndefined();
    expect(help).toContain('--late <agency>');
  });

  it.each([
    [[], 'Name a referral file, such as examples/referral-school.json.'],
    [['a.json', 'b.json'], 'Name one referral file, not 2.'],
    [['a.json', '--quick'], "Unknown option '--quick'. See npm run journey -- --help."],
    [['a.json', '--late'], "Option '--late <value>' argument missing. See npm run journey -- --help."],
    [['a.json', '--rating', 'blue'], '--rating is "blue": choose one of red, amber, green.'],
    [
      ['a.json', '--url', 'localhost:3000'],
      '--url is "localhost:3000": give an address such as http://localhost:3000.',
    ],
    [['a.json', '--secret', 'a', '--credentials', 'b.json'], 'Give --secret or --credentials, not both.'],
  ])('are refused in one sentence: %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(new CannotBegin(sentence));
  });

  it('take as late only an agency', () => {
    expect(optionsOf('a.json', '--late', 'police').late).toBe('police');
    expect(() => readOptions(['a.json', '--late', 'school'])).toThrow(/^--late is "school": choose one of police, /);
  });
});

describe('a referral file', () => {
  it('is taken as it is, with the little that the journey has to know', () => {
    const body = {
      channel: 'phone',
      referrer: { kind: 'public' },
      children: [{}, {}],
      concern: { immediateDanger: true },
    };

    expect(referralOf('a.json', JSON.stringify(body))).toEqual({
      body,
      channel: 'phone',
      referrerKind: 'public',
      children: 2,
      household: 0,
      immediateDanger: true,
    });
  });

  it('with mistakes inside is left for the service to judge', () => {
    expect(referralOf('a.json', '{ "children": "none" }')).toMatchObject({ children: 0, immediateDanger: false });
  });

  it.each(['{ "channel": ', '[]', '"text"'])('that holds %j is refused in one sentence', (text) => {
    expect(() => referralOf('a.json', text)).toThrow(CannotBegin);
  });

  it('in immediate danger is rated Red, any other Amber, unless a rating is asked for', () => {
    const asked = optionsOf('a.json');
    const calm = referralOf('a.json', '{}');
    const urgent = referralOf('a.json', '{ "concern": { "immediateDanger": true } }');

    expect(ratingOf({ asked, referral: calm })).toBe('amber');
    expect(ratingOf({ asked, referral: urgent })).toBe('red');
    expect(ratingOf({ asked: optionsOf('a.json', '--rating', 'green'), referral: urgent })).toBe('green');
  });
});

describe('what the journey sends', () => {
  const persons = [{ id: child.id }, { id: sibling.id }, { id: adult.id, relationship: 'mother' }];

  it.each(agencies.map(({ code }) => code))(
    'of %s is an answer for every person that the service accepts',
    (agency) => {
      const reply = replyFor(agency, { persons });

      expect(reply.results.map(({ person }) => person)).toEqual(persons.map(({ id }) => id));
      expect(answerBody.safeParse(reply).success).toBe(true);
      expect(answerBody.safeParse(replyFor(agency, { persons: persons.slice(0, 1) })).success).toBe(true);
    },
  );

  it('has the police know an adult and the school know a child', () => {
    const knownTo = (agency: string): string[] =>
      replyFor(agency, { persons }).results.flatMap(({ person, result }) => (result === 'known' ? [person] : []));

    expect(knownTo('police')).toEqual([adult.id]);
    expect(knownTo('education')).toEqual([child.id]);
    expect(knownTo('housing')).toEqual([]);
  });

  const checkOf = (state: string, id: string) => ({ id, agency: 'police', state, askedAt: '', dueAt: '' });

  it.each(outcomeCodes)('decides %s for every child, in a body that the service accepts', (outcome) => {
    const decision = decisionFor({ rating: 'amber', people: [child, sibling, adult], checks: [] }, outcome);

    expect(decision.decisions.map((each) => [each.child, each.outcome])).toEqual([
      [child.id, outcome],
      [sibling.id, outcome],
    ]);
    expect(decisionBody.safeParse(decision).success).toBe(true);
  });

  it('gives a reason for each check that waits, and for no other', () => {
    const checks = [checkOf('open', 'a'), checkOf('claimed', 'b'), checkOf('answered', 'c'), checkOf('withdrawn', 'd')];
    const { gaps } = decisionFor({ rating: 'amber', people: [child], checks }, 'early-help');

    expect(gaps?.map(({ check }) => check)).toEqual(['a', 'b']);
  });

  it('leaves a Red case to the hub manager, who says why there was no meeting', () => {
    const red = { rating: 'red' as const, people: [child], checks: [] };

    expect(deciderOf('red')).toBe('hub-manager');
    expect(decisionFor(red, 'immediate-protection').meetingSkipped).toEqual({ reason: 'papers-sufficient' });
    expect(deciderOf('amber')).toBe('decision-maker');
    expect(decisionFor({ ...red, rating: 'amber' }, 'early-help')).not.toHaveProperty('meetingSkipped');
  });

  it('tells the referrer nothing that names anyone', () => {
    const { messageToReferrer } = decisionFor({ rating: 'amber', people: [child], checks: [] }, 'early-help');

    expect(findIdentifyingWords(messageToReferrer, [{ firstName: 'Will', lastName: 'May' }])).toEqual([]);
  });

  it('authenticates a client with its id and secret form-encoded', () => {
    expect(basic('hub manager', 'a:b%')).toBe(`Basic ${Buffer.from('hub+manager:a%3Ab%25').toString('base64')}`);
  });
});

describe('what the journey watches', () => {
  it('notices whatever an agency is shown beyond its check', () => {
    const shown = { id: 'a', reference: 'M26-7KQ4-X3P', persons: [{ id: 'b', firstName: 'Ann' }] };

    expect(surplusOf(shown)).toEqual([]);
    expect(surplusOf({ ...shown, concern: {}, persons: [{ id: 'b', nhsNumber: '' }] })).toEqual([
      '/concern',
      '/persons/0/nhsNumber',
    ]);
  });

  it('looks at 200 ms first and at most once a second, for ever', () => {
    const waits = pauses();

    expect(Array.from({ length: 7 }, () => waits.next().value)).toEqual([200, 300, 450, 675, 1000, 1000, 1000]);
  });

  it('finds the message of a notice by its Message-ID', () => {
    const mail = { subject: 'S', text: 'T' };
    const mails = mailsByNotice([
      { ...mail, headers: { 'message-id': '<notice-1@hub.example>' } },
      { ...mail, subject: 'other', headers: {} },
    ]);

    expect(mails.get('notice-1')).toEqual(mail);
  });

  it('tells in the chronology once what happened several times in a row', () => {
    const event = { seq: 1, type: 'x', at: '2026-11-22T10:00:00Z', facts: {} };
    const events = [
      { ...event, says: 'Agency answered', by: 'agency-worker' },
      { ...event, at: '2026-11-22T10:00:01Z', says: 'Agency answered', by: 'agency-worker' },
      { ...event, says: 'Message sent', by: 'process' },
      { ...event, says: 'Agency answered', by: 'agency-worker' },
    ];

    expect(inShort(events).map(({ at, says, count }) => [at, says, count])).toEqual([
      ['2026-11-22T10:00:00Z', 'Agency answered', 2],
      ['2026-11-22T10:00:00Z', 'Message sent', 1],
      ['2026-11-22T10:00:00Z', 'Agency answered', 1],
    ]);
  });
});

describe('what the journey writes', () => {
  it.each([
    [0, '0 seconds'],
    [1000, '1 second'],
    [40_000, '40 seconds'],
    [119_400, '119 seconds'],
    [120_000, '2 minutes'],
    [4 * 3_600_000, '4 hours'],
    [24 * 3_600_000 - 20, '24 hours'],
    [72 * 3_600_000, '3 days'],
  ])('reads %d milliseconds as %s', (milliseconds, words) => {
    expect(spanInWords(milliseconds)).toBe(words);
  });

  it('counts down to a deadline and up from it', () => {
    const due = new Date('2026-11-22T10:00:40Z');

    expect(remainingInWords(due, new Date('2026-11-22T10:00:22Z'))).toBe('18 seconds left');
    expect(remainingInWords(due, new Date('2026-11-22T10:00:45Z'))).toBe('overdue by 5 seconds');
  });

  it.each([
    [{ percent: 50, tells: 'agency', taken: 'sent' }, '50% of the time, the agency is reminded'],
    [{ percent: 100, tells: 'agency-lead', taken: 'sent' }, '100% of the time, the lead of the agency is told'],
    [{ percent: 50, tells: 'agency', taken: 'overtaken' }, '50% of the time, overtaken by a later step'],
    [{}, 'Deadline missed'],
  ])('tells a step of the ladder %j in plain words', (facts, words) => {
    const event = { seq: 1, type: 'x', at: '2026-11-22T10:00:41Z', says: 'Deadline missed', by: 'process', facts };

    expect(stepInWords(event, new Date('2026-11-22T10:00:40Z'))).toBe(`10:00:41  overdue by 1 second: ${words}`);
  });

  it('names people by their place, never by their name', () => {
    const labels = personLabels([adult, child, sibling]);

    expect([...labels.values()]).toEqual(['person 1', 'first child', 'second child']);
  });

  it('names recipients by what they are', () => {
    expect(recipientOf({ tells: 'agency', agency: 'police' })).toBe('Police');
    expect(recipientOf({ tells: 'agency-lead', agency: 'mental-health' })).toBe('the lead of Mental health');
    expect(recipientOf({ tells: 'hub-manager' })).toBe('the hub manager');
  });

  it('breaks lines between words, and leaves a long word whole', () => {
    expect(wrapped('one two three\n\nhttp://localhost:3000/a four\n', 9)).toEqual([
      'one two',
      'three',
      '',
      'http://localhost:3000/a',
      'four',
    ]);
  });

  it('aligns columns, and pads no line at its end', () => {
    expect(
      columns([
        ['a', 'b', 'c'],
        ['long', '', ''],
      ]),
    ).toEqual(['a     b  c', 'long']);
  });

  it('shows a refusal in the words of the service, with the fields at fault', () => {
    const errors = [{ pointer: '/children/0/dateOfBirth', detail: 'Lies in the future.' }];
    const failed = refusal('POST /api/referrals', {
      status: 422,
      body: { title: 'T', status: 422, detail: 'One field is wrong.', code: 'invalid-input', errors },
    });

    expect(failed.message).toBe('POST /api/referrals answered 422: One field is wrong.');
    expect(failed.details).toEqual(['/children/0/dateOfBirth: Lies in the future.']);
    expect(refusal('GET /x', { status: 502, body: undefined }).message).toBe(
      'GET /x answered 502, without saying why.',
    );
  });
});

describe('the terminal of the journey', () => {
  const written = (screen: { isLive: boolean; hasColour: boolean }, use: 'heading' | 'passing'): string => {
    const texts: string[] = [];
    openTerminal({ ...screen, write: (text) => texts.push(text) })[use]('Screening');
    return texts.join('');
  };

  it('writes plain lines into a pipe, and none that would pass', () => {
    expect(written({ isLive: false, hasColour: false }, 'heading')).toBe('Screening\n');
    expect(written({ isLive: false, hasColour: false }, 'passing')).toBe('');
  });

  it('writes over a passing line where that is possible, without colours where they are not wanted', () => {
    expect(written({ isLive: true, hasColour: false }, 'passing')).toBe('\r\u001B[2K    Screening');
  });

  it('numbers the steps, tells the time of each, and says that all are done', async () => {
    const texts: string[] = [];
    const times = [0, 1500, 2000, 2250];
    const terminal = openTerminal({ isLive: false, hasColour: false, write: (text) => texts.push(text) });
    const steps = openSteps(terminal, () => times.shift() ?? 0);

    await steps.step('Referral', () => Promise.resolve());
    await steps.step('Screening', () => Promise.resolve());
    steps.finish();

    expect(steps.reached()).toBe('step 2 (Screening)');
    expect(texts.join('')).toBe(`
 1  Referral

 2  Screening

    Time of each step
     1  Referral     1.50 s
     2  Screening    0.25 s

    2 steps, all done (1.75 s)
`);
  });
});
