import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyone } from '../support/identities.js';
import { startService, type TestService } from '../support/service.js';
import { aScreening } from './bodies.js';
import { checkOf, childOf, readCase, screen, submit } from './steps.js';

/*
 * Who may do what, on a case that the school's system referred and about which only the police were asked. "may" is anything
 * but a refusal of the person: acts are sent with an empty body. The user of the last rows is the administrator who asks: nobody switches
 * their own account on or off. Nobody has broken glass or declared a conflict there: test/service/matrix.test.ts has those.
 */
const table = `
                                               | hub | decides | manages | police | agency | system | referrer | audits | administers | privacy | others | nobody
GET /health                                    | may | may     | may     | may    | may    | may    | may      | may    | may         | may     | may    | may
GET /ready                                     | may | may     | may     | may    | may    | may    | may      | may    | may         | may     | may    | may
GET /info                                      | may | may     | may     | may    | may    | may    | may      | may    | may         | may     | may    | may
GET /metrics                                   | may | may     | may     | may    | may    | may    | may      | may    | may         | may     | may    | may
GET /api/openapi.json                          | may | may     | may     | may    | may    | may    | may      | may    | may         | may     | may    | may
POST /api/referrals                            | may | may     | may     | 403    | 403    | may    | may      | 403    | 403         | 403     | 403    | 403
GET /api/referrals/{reference}/status          | 404 | 404     | 404     | 404    | 404    | may    | 404      | 404    | 404         | 404     | 404    | 404
GET /api/cases                                 | may | may     | may     | 403    | 403    | 403    | 403      | 403    | 403         | 403     | 403    | 403
GET /api/cases/{reference}                     | may | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
GET /api/cases/{reference}/events              | may | may     | may     | 403    | 404    | 403    | 404      | may    | 403         | 403     | 403    | 404
GET /api/cases/{reference}/waiting             | may | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/screening          | 403 | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/decision           | 403 | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/claim-next                     | may | may     | may     | 403    | 403    | 403    | 403      | 403    | 403         | 403     | 403    | 403
POST /api/cases/assign                         | 403 | may     | may     | 403    | 403    | 403    | 403      | 403    | 403         | 403     | 403    | 403
POST /api/cases/{reference}/claim              | may | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/release            | may | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/assign             | 403 | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
GET /api/workload                              | may | may     | may     | 403    | 403    | 403    | 403      | 403    | 403         | 403     | 403    | 403
GET /api/checks                                | may | may     | may     | may    | may    | 403    | 403      | 403    | 403         | 403     | 403    | 403
GET /api/checks/{id}                           | may | may     | may     | may    | 404    | 404    | 404      | 404    | 404         | 404     | 404    | 404
POST /api/checks/{id}/claim                    | 403 | 403     | 403     | may    | 404    | 404    | 404      | 404    | 404         | 404     | 404    | 404
POST /api/checks/{id}/hand-over                | 403 | 403     | 403     | may    | 404    | 404    | 404      | 404    | 404         | 404     | 404    | 404
GET /api/agency/workload                       | 403 | 403     | 403     | may    | may    | 403    | 403      | 403    | 403         | 403     | 403    | 403
POST /api/checks/{id}/answer                   | 403 | 403     | 403     | may    | 404    | 404    | 404      | 404    | 404         | 404     | 404    | 404
GET /api/deadlines                             | may | may     | may     | 403    | 403    | 403    | 403      | 403    | may         | 403     | 403    | 403
GET /api/cases/{reference}/looks               | 403 | 403     | may     | 403    | 404    | 403    | 404      | may    | 403         | may     | 403    | 404
GET /api/looks                                 | 403 | 403     | 403     | 403    | 403    | 403    | 403      | may    | 403         | may     | 403    | 403
GET /api/restricted-cases                      | 403 | 403     | may     | 403    | 403    | 403    | 403      | 403    | 403         | may     | 403    | 403
GET /api/cases/{reference}/restriction         | 403 | 403     | may     | 403    | 404    | 403    | 404      | 403    | 403         | may     | 403    | 404
POST /api/cases/{reference}/restriction        | 403 | 403     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/restriction/people | 403 | 403     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/restriction/keep   | 403 | 403     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/restriction/lift   | 403 | 403     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/break-glass        | may | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
GET /api/broken-glass                          | 403 | 403     | may     | 403    | 403    | 403    | 403      | 403    | 403         | may     | 403    | 403
POST /api/broken-glass/{id}/review             | 404 | 404     | 404     | 404    | 404    | 404    | 404      | 404    | 404         | 404     | 404    | 404
GET /api/cases/{reference}/conflicts           | 403 | 403     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/cases/{reference}/conflicts          | may | may     | may     | 403    | 404    | 403    | 404      | 403    | 403         | 403     | 403    | 404
POST /api/checks/{id}/conflicts                | 403 | 403     | 403     | may    | 404    | 404    | 404      | 404    | 404         | 404     | 404    | 404
POST /api/conflicts/{id}/lift                  | 404 | 404     | 404     | 404    | 404    | 404    | 404      | 404    | 404         | 404     | 404    | 404
POST /api/cases/{reference}/warnings           | may | may | may | 403 | 404 | 403 | 404 | 403 | 403 | 403 | 403 | 404
GET /api/warnings                              | 403 | 403 | may | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403
POST /api/warnings/{id}/keep                   | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST /api/warnings/{id}/end                    | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST /codec/decode                             | 403 | 403     | 403     | 403    | 403    | 403    | 403      | 403    | may         | 403     | 403    | 403
GET /api/colleagues                            | 403 | 403     | may     | 403    | 403    | 403    | 403      | 403    | 403         | 403     | 403    | 403
GET /api/users                                 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
POST /api/users/{id}/disable                   | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403
POST /api/users/{id}/enable                    | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403
POST /api/users/{id}/end-sessions              | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
GET /api/users/{id}/sessions                   | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
GET /api/role-changes                          | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
POST /api/users/{id}/role-changes              | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
POST /api/role-changes/{id}/approve            | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST /api/role-changes/{id}/withdraw           | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST /api/role-changes/{id}/refuse             | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404
GET /api/hub                                   | may | may | may | may | may | 403 | may | may | may | may | may | 403
POST /api/hub                                  | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
GET /api/agencies                              | may | may | may | may | may | 403 | 403 | 403 | may | 403 | 403 | 403
GET /api/agency-changes                        | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
POST /api/agencies/{code}                      | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
POST /api/agencies/{code}/disable              | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
POST /api/agencies/{code}/enable               | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
POST /api/agencies/{code}/contacts             | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
POST /api/contacts/{id}                        | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST /api/contacts/{id}/remove                 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404
`;

const otherAgencies = ['health', 'education', 'housing', 'probation', 'mental-health', 'domestic-abuse', 'social-care'];

/** Who stands in each column. */
const columns: Readonly<Record<string, readonly string[]>> = {
  hub: ['hub-worker'],
  decides: ['decision-maker'],
  manages: ['hub-manager'],
  police: ['police', 'police-lead'],
  agency: otherAgencies.flatMap((agency) => [agency, `${agency}-lead`]),
  system: ['school-system'],
  referrer: ['referrer'],
  audits: ['auditor'],
  administers: ['administrator'],
  privacy: ['privacy-officer'],
  others: ['receiving-team', 'duty-team'],
  nobody: ['no-role'],
};

const [heads = [], ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));
const cells = rows.flatMap(([route = '', ...expected]) =>
  expected.flatMap((cell, index) =>
    (columns[heads[index + 1] ?? ''] ?? []).map((who) => ({ route, who, expected: cell })),
  ),
);

let service: TestService;
let reference: string;
let checkId: string;
let administratorId: string;

beforeAll(async () => {
  service = await startService();
  reference = await submit(service);
  const child = childOf(await readCase(service, reference));
  const checks = [{ agency: 'police', persons: [child] }];
  const { body } = await service.as('administrator').get('/api/users');
  administratorId = (body as { items: { id: string; name: string }[] }).items.find(isAdministrator)?.id ?? '';
  checkId = checkOf(await screen(service, reference, { ...aScreening, checks }), 'police').id;
});
afterAll(() => service.stop());

const isAdministrator = ({ name }: { name: string }): boolean => name === 'Adam Administrator';

async function refusalOf(route: string, who: string): Promise<string> {
  const [method = '', pattern = ''] = route.split(' ');
  const id = pattern.startsWith('/api/users/') ? administratorId : checkId;
  const path = pattern.replace('{reference}', reference).replace('{id}', id).replace('{code}', 'police');
  const body = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
  const { status } = await service.as(who).send(path, { method, ...body });
  return [401, 403, 404].includes(status) ? String(status) : 'may';
}

describe('the table of roles', () => {
  it('has every route of the service', () => {
    expect(rows.map(([route]) => route).sort()).toEqual([...service.routes].sort());
  });

  it('has everyone, in every row', () => {
    // The second administrator would do to the first what nobody does to themselves: the paths name the first.
    const asked = everyone.filter((who) => who !== 'administrator-two');
    expect(Object.values(columns).flat().sort()).toEqual([...asked].sort());
    expect(cells).toHaveLength(rows.length * asked.length);
  });

  it.each(rows.map(([route = '']) => route))('says who may call %s', async (route) => {
    const expected = cells.filter((cell) => cell.route === route).map(({ who, expected }) => [who, expected]);
    const found = await Promise.all(expected.map(async ([who = '']) => [who, await refusalOf(route, who)]));
    expect(found).toEqual(expected);
  });
});
