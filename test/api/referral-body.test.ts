import { describe, expect, it } from '@jest/globals';
import { check } from '../../api/rest/field-errors.js';
import { referralBody } from '../../api/rest/referral-body.js';
import type { ReferralSubmission } from '../../domain/referral.js';
import { mistakesIn } from './refusals.js';

const body = referralBody(() => '2026-11-20');

const professional = {
  kind: 'professional',
  name: 'Ada Invented',
  role: 'Head teacher',
  organisation: 'Nowhere Primary School',
  sourceCode: '2A',
  email: 'head@nowhere.example',
};

const child = { firstName: 'Kit', lastName: 'Madeup', dateOfBirth: '2019-03-02', sex: 'F' };

const referral = {
  channel: 'online-form',
  referrer: professional,
  children: [child],
  concern: { immediateDanger: false, whatHappened: 'Kit came to school without a coat, again.' },
  parents: { informed: true, agreement: 'given' },
};

const accepted = (given: unknown): ReferralSubmission => check(body, given, 'body');

describe('a referral is accepted', () => {
  it('with no more than the fields that are required', () => {
    const given = {
      ...referral,
      referrer: { kind: 'public' },
      children: [{ firstName: 'Kit', lastName: 'M' }],
      parents: { informed: false },
    };
    expect(accepted(given)).toEqual({ ...given, referrer: { kind: 'public', name: '' } });
  });

  it('with text trimmed and blank or null optional fields left out', () => {
    const { children, referrer, supportTried } = accepted({
      ...referral,
      channel: ' phone ',
      referrer: { ...professional, name: '  Ada Invented ', role: '  ', phone: null, sourceCode: '' },
      children: [{ ...child, dateOfBirth: ' ', sex: '', school: null, locationNow: ' at home ' }],
      supportTried: '',
    });
    expect(referrer).toEqual({ ...professional, name: 'Ada Invented', role: undefined, sourceCode: undefined });
    expect(children).toEqual([{ firstName: 'Kit', lastName: 'Madeup', locationNow: 'at home' }]);
    expect(supportTried).toBeUndefined();
  });

  it('with an address that says nothing, which is no address', () => {
    const member = { firstName: 'Sam', lastName: 'Madeup', relationship: 'mother' };
    const { household } = accepted({
      ...referral,
      household: [
        { ...member, address: {} },
        { ...member, address: { line1: ' ', postcode: null } },
      ],
    });
    expect(household?.map(({ address }) => address)).toEqual([undefined, undefined]);
  });

  it('with an account as long as a body may be, in any script', () => {
    const whatHappened = 'Ŵyr 孩子 👪 '.repeat(40_000).trim();
    expect(accepted({ ...referral, concern: { ...referral.concern, whatHappened } }).concern.whatHappened).toBe(
      whatHappened,
    );
  });

  it('for a child born today, and for two unborn children of one name', () => {
    const unborn = { firstName: 'Unborn', lastName: 'Madeup', expectedDate: '2027-02-01' };
    expect(
      accepted({ ...referral, children: [{ ...child, dateOfBirth: '2026-11-20' }, unborn, unborn] }).children,
    ).toHaveLength(3);
  });
});

describe('a referral is refused, with a pointer to the field and a sentence that says what to do,', () => {
  const withChild = (change: object): object => ({ ...referral, children: [child, { ...child, ...change }] });
  const withReferrer = (change: object): object => ({ ...referral, referrer: { ...professional, ...change } });
  const withConcern = (change: object): object => ({ ...referral, concern: { ...referral.concern, ...change } });

  it.each<[string, unknown, string, RegExp]>([
    ['when it is no object', ['a'], '', /object/],
    ['when it names no child', { ...referral, children: [] }, '/children', /at least one child/],
    ['when it leaves the children out', { ...referral, children: undefined }, '/children', /required/],
    ['for an unknown field', { ...referral, colour: '' }, '/colour', /no such field/],
    ['for an unknown field of a child', withChild({ 'eye/colour~': 1 }), '/children/1/eye~1colour~0', /no such field/],
    [
      'for an unknown field of an address that says nothing',
      withChild({ address: { colour: '' } }),
      '/children/1/address/colour',
      /no such field/,
    ],
    ['for a prototype smuggled in', JSON.parse('{"__proto__":{}}'), '/__proto__', /no such field/],
    [
      'for a date of birth in the future',
      withChild({ dateOfBirth: '2026-11-21' }),
      '/children/1/dateOfBirth',
      /future/,
    ],
    [
      'for a date that no calendar has',
      withChild({ dateOfBirth: '2026-02-30' }),
      '/children/1/dateOfBirth',
      /real date/,
    ],
    ['for a date in another form', withChild({ dateOfBirth: '02/03/2019' }), '/children/1/dateOfBirth', /YYYY-MM-DD/],
    ['for a year with a slip', withChild({ dateOfBirth: '0219-03-02' }), '/children/1/dateOfBirth', /1900/],
    ['for a blank name', withChild({ lastName: ' \t ' }), '/children/1/lastName', /not be blank/],
    ['for a name that is a number', withChild({ lastName: 7 }), '/children/1/lastName', /text/],
    ['for a sex that is no code', withChild({ sex: 'female' }), '/children/1/sex', /one of: F, M, U/],
    [
      'for an address without its first line',
      withChild({ address: { town: 'Nowhere' } }),
      '/children/1/address/line1',
      /required/,
    ],
    ['for an unknown channel', { ...referral, channel: 'pigeon' }, '/channel', /one of: phone/],
    ['for an unknown kind of referrer', withReferrer({ kind: 'robot' }), '/referrer/kind', /one of: professional/],
    ['for an unknown source code', withReferrer({ sourceCode: '11' }), '/referrer/sourceCode', /one of: 1A/],
    ['for a professional without a name', withReferrer({ name: ' ' }), '/referrer/name', /name/],
    [
      'for a professional whom nobody can reach',
      withReferrer({ email: '', phone: null }),
      '/referrer/email',
      /telephone/,
    ],
    [
      'for a professional who asks to stay anonymous',
      withReferrer({ anonymityRequested: true }),
      '/referrer/anonymityRequested',
      /anonymous/,
    ],
    ['for an address that takes no mail', withReferrer({ email: 'head@nowhere' }), '/referrer/email', /e-mail address/],
    [
      'for a second line in an e-mail address',
      withReferrer({ email: 'a@b.example\nBcc: c@d.example' }),
      '/referrer/email',
      /e-mail address/,
    ],
    ['for an account that is blank', withConcern({ whatHappened: '' }), '/concern/whatHappened', /not be blank/],
    ['for danger as a word', withConcern({ immediateDanger: 'no' }), '/concern/immediateDanger', /true or false/],
    ['for a zero byte in text', withConcern({ evidence: 'a\0b' }), '/concern/evidence', /not text/],
    ['for half a character in text', withConcern({ evidence: 'a\ud800b' }), '/concern/evidence', /not text/],
    ['for more than 30 children', { ...referral, children: Array(31).fill(null) }, '/children', /at most 30 entries/],
    ['for a household of more than 50', { ...referral, household: Array(51).fill(null) }, '/household', /at most 50/],
    ['for a household that is no list', { ...referral, household: {} }, '/household', /list/],
    ['for a member of the household who is nobody', { ...referral, household: [null] }, '/household/0', /object/],
  ])('%s', async (_what, given, pointer, says) => {
    const mistakes = await mistakesIn(body, given);
    expect(mistakes.find((mistake) => mistake.pointer === pointer)?.detail).toMatch(says);
  });

  it('for every mistake at once, those between fields included', async () => {
    const mistakes = await mistakesIn(body, {
      ...referral,
      channel: 'pigeon',
      colour: 'red',
      referrer: { kind: 'professional', sourceCode: 'x' },
      children: [{ firstName: '', lastName: 'M', dateOfBirth: '2031-01-01' }, {}],
      concern: {},
    });
    expect(mistakes.map(({ pointer }) => pointer).sort()).toEqual([
      '/channel',
      '/children/0/dateOfBirth',
      '/children/0/firstName',
      '/children/1/firstName',
      '/children/1/lastName',
      '/colour',
      '/concern/immediateDanger',
      '/concern/whatHappened',
      '/referrer/email',
      '/referrer/name',
      '/referrer/sourceCode',
    ]);
  });

  it('without repeating what was sent', async () => {
    const mistakes = await mistakesIn(body, { ...referral, children: [{ ...child, sex: 'SecretName' }] });
    expect(JSON.stringify(mistakes)).not.toContain('SecretName');
  });
});
