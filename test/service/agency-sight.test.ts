import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../support/service.js';
import { address, aScreening, nobodyKnown } from './bodies.js';
import type { CaseSeen } from './seen.js';
import { checkOf, readCase, screen, submit, succeeding } from './steps.js';

/** A word that stands in one place of the record only, so that it is known wherever it comes out. */
const mark = (place: string): string => `Marked${place}Xq`;

const hidden = [
  ...[
    'Referrer',
    'Organisation',
    'Mailbox',
    'Whathappened',
    'Evidence',
    'Chronology',
    'Childsviews',
    'Reason',
    'Support',
  ],
  ...[
    'Sibling',
    'Stepfather',
    'School',
    'Ethnicity',
    'Location',
    'Rationale',
    'Otherquestion',
    'Otherfact',
    'Otheranalysis',
  ],
].map(mark);

const referral = {
  channel: 'email',
  referrer: {
    ...{ kind: 'professional', name: mark('Referrer'), organisation: mark('Organisation') },
    ...{ email: `${mark('Mailbox')}@school.example`, phone: '01632 960777' },
  },
  children: [
    {
      ...{
        firstName: 'Asked',
        lastName: 'Child',
        dateOfBirth: '2018-02-03',
        address,
        sex: 'F',
        nhsNumber: '9990548609',
      },
      ...{ school: mark('School'), ethnicity: mark('Ethnicity'), locationNow: mark('Location') },
    },
    { firstName: mark('Sibling'), lastName: 'Child' },
  ],
  household: [
    { firstName: 'Asked', lastName: 'Mother', relationship: 'mother', mayPoseRisk: true },
    { firstName: mark('Stepfather'), lastName: 'Other', relationship: 'stepfather' },
  ],
  concern: {
    ...{ immediateDanger: false, whatHappened: mark('Whathappened'), evidence: mark('Evidence') },
    ...{ chronology: mark('Chronology'), childsViews: mark('Childsviews') },
  },
  parents: { informed: false, reasonNotInformed: mark('Reason'), agreement: 'not-sought' },
  supportTried: mark('Support'),
};

let service: TestService;
let seen: CaseSeen;
let child: string;
let mother: string;

beforeAll(async () => {
  service = await startService();
  const reference = await submit(service, referral);
  const { people } = await readCase(service, reference);
  [child = '', mother = ''] = people.filter(({ firstName }) => firstName === 'Asked').map(({ id }) => id);
  seen = await screen(service, reference, {
    ...{ ...aScreening, rationale: mark('Rationale') },
    checks: [
      { agency: 'police', persons: [mother, child], question: 'Any call-outs?' },
      { agency: 'health', persons: people.map(({ id }) => id), question: mark('Otherquestion') },
    ],
  });
  const answer = {
    results: people.map(({ id }) => ({ person: id, result: 'known' })),
    information: people.map(({ id }) => ({ person: id, kind: 'fact', text: mark('Otherfact'), sharing: 'family' })),
    analysis: mark('Otheranalysis'),
  };
  await succeeding(service.as('health').post(`/api/checks/${checkOf(seen, 'health').id}/answer`, answer));
});
afterAll(() => service.stop());

const hiddenIn = (text: string): string[] => hidden.filter((word) => text.includes(word));

describe('an agency', () => {
  it('sees of a case the question, whom it is asked about, and nothing else', async () => {
    const { id } = checkOf(seen, 'police');
    const { body, headers } = await service.as('police').get(`/api/checks/${id}`);
    expect(headers.get('etag')).toBeNull();
    expect(body).toEqual({
      ...{ id, reference: seen.reference, agency: 'police', state: 'open', rating: 'amber' },
      ...{ dueAt: '2026-11-18T09:00:00.000Z', question: 'Any call-outs?', legalBasis: 'public-task' },
      ...{ claimedBy: null, settledAt: null, decidedWithout: false },
      warnings: [],
      persons: [
        { id: child, firstName: 'Asked', lastName: 'Child', dateOfBirth: '2018-02-03', address },
        { id: mother, firstName: 'Asked', lastName: 'Mother', relationship: 'mother' },
      ],
    });
  });

  it('sees its own answer, as it gave it', async () => {
    const { id } = checkOf(seen, 'health');
    const { body } = await service.as('health-lead').get(`/api/checks/${id}`);
    expect(body).toMatchObject({ state: 'answered', answer: { analysis: mark('Otheranalysis') } });
  });

  it('never meets a word about anyone or anything else, whatever it asks and however it errs', async () => {
    const { id } = checkOf(seen, 'police');
    const otherCheck = `/api/checks/${checkOf(seen, 'health').id}`;
    const thisCase = `/api/cases/${seen.reference}`;
    const police = service.as('police');
    const own = nobodyKnown([mother, child]);
    const answers = [
      await police.get('/api/checks'),
      await police.get(`/api/checks/${id}`),
      ...(await Promise.all(['', '/events', '/waiting'].map((part) => police.get(thisCase + part)))),
      await police.get(`/api/referrals/${seen.reference}/status`),
      await police.get('/api/cases'),
      await police.post(`${thisCase}/screening`, aScreening),
      await police.post(`${thisCase}/decision`, {}),
      await police.get(otherCheck),
      await police.post(`${otherCheck}/claim`, {}),
      await police.post(`${otherCheck}/answer`, own),
      await police.post(`/api/checks/${id}/claim`, {}),
      await police.post(`/api/checks/${id}/answer`, nobodyKnown([...seen.people.map((person) => person.id)])),
      await police.post(`/api/checks/${id}/answer`, own, { 'if-match': '"1"' }),
      await police.post(`/api/checks/${id}/answer`, own),
      await police.post(`/api/checks/${id}/answer`, own),
      await police.get(`/api/checks/${id}`),
    ];
    const statuses = [200, 200, 403, 403, 403, 404, 403, 403, 403, 404, 404, 404, 200, 422, 412, 200, 409, 200];
    expect(answers.map(({ status }) => status)).toEqual(statuses);
    for (const { text } of answers) expect(hiddenIn(text)).toEqual([]);
    for (const { text } of answers) expect(text).not.toMatch(/9990548609|01632 960777/);
  });

  it('that was not asked does not know that the case exists', async () => {
    const housing = service.as('housing');
    expect((await housing.get('/api/checks')).body).toEqual({ items: [], next: null });
    expect((await housing.get(`/api/cases/${seen.reference}`)).status).toBe(404);
    expect((await housing.get(`/api/checks/${checkOf(seen, 'police').id}`)).status).toBe(404);
  });
});

it('the hub sees all of it', async () => {
  const { text } = await service.as('hub-worker').get(`/api/cases/${seen.reference}`);
  expect(hiddenIn(text)).toEqual(hidden);
});

it('whoever submitted the referral learns its status, and not a word of it', async () => {
  const { text } = await service.as('school-system').get(`/api/referrals/${seen.reference}/status`);
  expect(hiddenIn(text)).toEqual([]);
});
