import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/caller.js';
import { startService, type TestService } from '../support/service.js';
import { aChild, aReferral, aReferrer } from './bodies.js';
import { expectRefused, mistakes } from './refusal.js';
import { submit } from './steps.js';
import { allTables, type Tables } from './tables.js';

let service: TestService;
let before: Tables;

beforeAll(async () => {
  service = await startService();
  await submit(service);
  before = await allTables(service.ownerUrl);
});
afterEach(async () => {
  expect(await allTables(service.ownerUrl)).toEqual(before);
});
afterAll(() => service.stop());

const sending = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json'): Promise<Answer> =>
  service.as('school-system').send('/api/referrals', { method: 'POST', body, headers: { 'content-type': type } });

describe('a body that cannot be read is refused, and nothing is stored,', () => {
  it('when it is malformed JSON, with the place of the mistake', async () => {
    expectRefused(await sending('{"channel": "phone",\n "children": [}'), {
      status: 400,
      code: 'malformed-body',
      says: /line 2, column 15.*Mend it/,
    });
  });

  it('when it ends early', async () => {
    expectRefused(await sending('{"channel": "pho'), { status: 400, code: 'malformed-body', says: /send it again/ });
  });

  it('when it is not UTF-8', async () => {
    expectRefused(await sending(Uint8Array.from(Buffer.from('{"channel": "phöne"}', 'latin1'))), {
      status: 400,
      code: 'malformed-body',
      says: /Encode it as UTF-8/,
    });
  });

  it('when it has more than 1 MB', async () => {
    const concern = { immediateDanger: false, whatHappened: 'x'.repeat(1_100_000) };
    expectRefused(await sending(JSON.stringify({ ...aReferral, concern })), {
      status: 413,
      code: 'body-too-large',
      says: /more than 1 MB. Send less text/,
    });
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=iso-8859-1',
  ])('when its content type is %s', async (type) => {
    expectRefused(await sending(JSON.stringify(aReferral), type), {
      status: 415,
      code: 'wrong-content-type',
      says: /Send the body as JSON.*Content-Type/,
    });
  });
});

describe('a body is read', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"; profile=x'])(
    'as %s',
    async (type) => {
      expect((await sending('{}', type)).status).toBe(422);
    },
  );
});

describe('a referral is refused, and nothing is stored,', () => {
  it.each<[string, unknown, Record<string, RegExp>]>([
    ['with an unknown field', { ...aReferral, colour: 'red' }, { '/colour': /Take it out/ }],
    [
      'with an unknown field of a child',
      { ...aReferral, children: [{ ...aChild, age: 7 }] },
      { '/children/0/age': /Take it out/ },
    ],
    [
      'with a date of birth in the future',
      { ...aReferral, children: [aChild, { ...aChild, dateOfBirth: '2026-11-18' }] },
      { '/children/1/dateOfBirth': /in the future.*expectedDate/ },
    ],
    [
      'with a date that is none',
      { ...aReferral, children: [{ ...aChild, dateOfBirth: '2026-02-30' }] },
      { '/children/0/dateOfBirth': /YYYY-MM-DD/ },
    ],
    ['with an empty list of children', { ...aReferral, children: [] }, { '/children': /Name at least one child/ }],
    [
      'with 20,000 children',
      { ...aReferral, children: Array.from({ length: 20_000 }, () => ({ firstName: 'A', lastName: 'B' })) },
      { '/children': /at most 30 entries, and here are 20000/ },
    ],
    ['without children', { ...aReferral, children: undefined }, { '/children': /required/ }],
    [
      'from a professional who cannot be reached',
      { ...aReferral, referrer: { kind: 'professional', name: 'Tessa Teacherly', email: ' ', phone: '' } },
      { '/referrer/email': /e-mail address or a telephone number/ },
    ],
    [
      'from a professional without a name',
      { ...aReferral, referrer: { ...aReferrer, name: ' ' } },
      { '/referrer/name': /must give their name/ },
    ],
    [
      'without an account of what happened',
      { ...aReferral, concern: { immediateDanger: false, whatHappened: ' ' } },
      { '/concern/whatHappened': /not be blank/ },
    ],
    ['over a channel that is none', { ...aReferral, channel: 'pigeon' }, { '/channel': /phone, email/ }],
    [
      'with several mistakes, each of them named',
      { ...aReferral, channel: 7, children: [{ ...aChild, sex: 'X' }], parents: undefined },
      { '/channel': /Must be/, '/children/0/sex': /F, M, U/, '/parents': /required/ },
    ],
  ])('%s', async (_what, body, fields) => {
    expectRefused(await sending(JSON.stringify(body)), mistakes(fields));
  });

  it.each(['[]', '"text"', 'null', '7'])('when its body is %s instead of an object', async (body) => {
    expectRefused(await sending(body), mistakes({ '': /object/ }));
  });

  it('when there is no body at all', async () => {
    const answer = await service.as('school-system').send('/api/referrals', { method: 'POST' });
    const required = { '/channel': /./, '/referrer': /./, '/children': /./, '/concern': /./, '/parents': /./ };
    expectRefused(answer, mistakes(required));
  });
});
