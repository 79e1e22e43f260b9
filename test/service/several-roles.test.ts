import { afterAll, beforeAll, expect, it, describe } from '@jest/globals';
import type { Answer } from '../support/caller.js';
import { startService, type TestService } from '../support/service.js';
import { aScreening } from './bodies.js';
import { childOf, readCase, screen, submit } from './steps.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

describe('somebody who works for the hub and for an agency', () => {
  it('does for either what each role may', async () => {
    const reference = await submit(service);
    const child = childOf(await readCase(service, reference));
    const screened = await screen(service, reference, {
      ...aScreening,
      checks: ['police', 'health'].map((agency) => ({ agency, persons: [child] })),
    });
    const both = service.as({
      ...{ subject: 'in-two-places', name: 'Tully Twoplaces', agency: 'police' },
      roles: ['agency-worker', 'hub-worker'],
    });
    const claim = (agency: string): Promise<Answer> => {
      const id = screened.checks.find((check) => check.agency === agency)?.id ?? '';
      return both.post(`/api/checks/${id}/claim`, {});
    };

    expect((await both.get(`/api/cases/${reference}`)).status).toBe(200);
    expect((await claim('police')).status).toBe(200);
    expect((await claim('health')).status).toBe(403);
  });
});
