import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CheckSeen } from './seen.js';
import { startService, type TestService } from '../support/service.js';
import { problemIn } from '../support/caller.js';
import { checkOf, screen, submit, succeeding } from './steps.js';
import { everyoneKnown, userIdOf } from './people.js';
import { runAsOwner, rowsOf } from './tables.js';

/* What happens where somebody with PostgreSQL's own rights has put one agency's words into the answer of another. */
let service: TestService;
let reference: string;
let police: CheckSeen;
let health: CheckSeen;

beforeAll(async () => {
  service = await startService();
  reference = await submit(service);
  const screened = await screen(service, reference);
  [police, health] = [checkOf(screened, 'police'), checkOf(screened, 'health')];
  for (const check of [police, health]) await answer(check);
  await runAsOwner(
    service.ownerUrl,
    `UPDATE "CheckAnswer" SET "analysis" = (SELECT "analysis" FROM "CheckAnswer" WHERE "checkId" = '${police.id}') WHERE "checkId" = '${health.id}'`,
  );
});
afterAll(() => service.stop());

async function answer({ id, agency, persons }: CheckSeen): Promise<void> {
  const body = { results: persons.map((person) => ({ person, result: 'known' })), analysis: `Words of ${agency}.` };
  await succeeding(service.as(agency).post(`/api/checks/${id}/answer`, body));
}

describe('the list of broken glass', () => {
  it('shows what can be read of it where the words of one cannot', async () => {
    await everyoneKnown(service);
    const people = [await userIdOf(service, 'hub-manager'), await userIdOf(service, 'police')];
    const both = [await submit(service), await submit(service)];
    for (const [place, each] of both.entries()) {
      // Listed by when it was broken.
      service.clock.advanceTo(`2026-11-17T09:0${place + 1}:00Z`);
      const body = { reason: 'urgent-decision', text: `Invented for ${each}.`, warningRead: true };
      await succeeding(
        service.as('hub-manager').post(`/api/cases/${each}/restriction`, { reason: 'staff-family', people }),
      );
      await succeeding(service.as('hub-worker').post(`/api/cases/${each}/break-glass`, body));
    }
    await runAsOwner(
      service.ownerUrl,
      `UPDATE "CaseEventContent" e SET "content" = regexp_replace(e."content", ':', '-gone:')
       FROM "GlassBreak" g JOIN "Case" c ON c."id" = g."caseId"
       WHERE e."caseId" = g."caseId" AND e."seq" = g."seq" AND c."reference" = '${both[0]}'`,
    );

    const { body } = await succeeding(service.as('privacy-officer').get('/api/broken-glass'));

    const { items } = body as { items: { reference: string; text: string | null }[] };
    expect(items.map((item) => [item.reference, item.text])).toEqual([
      [both[0], null],
      [both[1], `Invented for ${both[1]}.`],
    ]);
    const [line] = service.logged.filter((each) => each.includes('on breaking the glass cannot be read'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      error: { name: 'UnreadableColumn', code: expect.stringMatching(/^CaseEventContent\.content:/) },
    });
  });
});

describe('a value that was moved into another row', () => {
  it('is shown to nobody: what it belongs to cannot be read', async () => {
    const answers = await Promise.all([
      service.as('health').get(`/api/checks/${health.id}`),
      service.as('hub-worker').get(`/api/cases/${reference}`),
    ]);

    for (const each of answers) {
      expect(each.status).toBe(500);
      expect(problemIn(each).code).toBe('internal');
      expect(each.text).not.toContain('Words of');
    }
  });

  it('is named in the log by its column and row, and by nothing that it holds', async () => {
    await service.as('health').get(`/api/checks/${health.id}`);

    const [stored] = (await rowsOf(service.ownerUrl, 'CheckAnswer')).filter(({ checkId }) => checkId === health.id);
    const failures = service.logged.filter((line) => line.includes('A request failed'));
    expect(JSON.parse(failures.at(-1) ?? '{}')).toMatchObject({
      error: { name: 'UnreadableColumn', code: `CheckAnswer.analysis:${String(stored?.id)}` },
    });
    expect(failures.join()).not.toContain('Words of');
  });

  it('keeps nobody from what is whole', async () => {
    const own = await service.as('police').get(`/api/checks/${police.id}`);

    expect(own.body).toMatchObject({ answer: { analysis: 'Words of police.' } });
  });
});
