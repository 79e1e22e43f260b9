import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Seen } from '../support/browser.js';
import { csrfTokenIn } from '../support/browser.js';
import { startService, type TestService } from '../support/service.js';
import { aReferral, aScreening } from './bodies.js';
import { everyoneKnown } from './people.js';
import type { CaseSeen, CheckSeen } from './seen.js';
import { checkOf, readCase, screen, submit, answerCheck } from './steps.js';

let service: TestService;
let police: Browser;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  police = await service.signedIn('police');
});
afterAll(() => service.stop());

/** A check of the police about a child and her mother. */
async function aPoliceCheck(): Promise<CheckSeen> {
  return checkOf(await aCase(), 'police');
}

const aCase = async (): Promise<CaseSeen> => screen(service, await submit(service));

/** Every field that a form holds before anybody has touched it, by its hidden inputs. */
function hiddenIn(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
}

interface Answering {
  browser: Browser;
  check: CheckSeen;
}

/** Opens the form of a check, and sends it with some fields. */
async function go(
  { browser, check }: Answering,
  fields: Readonly<Record<string, string>>,
  intent = 'go-on',
): Promise<Seen> {
  const path = `/tasks/${check.id}/answer`;
  const { html } = await browser.get(path);
  return browser.post(path, { _csrf: csrfTokenIn(html), ...fields, intent });
}

describe('the list of checks', () => {
  it('sets the overdue apart from those due today and later, each with its rating in words', async () => {
    const check = await aPoliceCheck();
    const { html } = await police.get('/tasks');
    expect(html).toContain(check.id);
    expect(html).toContain('Amber rating');
    expect(html).toContain('Later');
  });
});

describe('an answer', () => {
  it('that nobody is known takes one choice, is checked, and is sent once', async () => {
    const check = await aPoliceCheck();
    const checked = await go({ browser: police, check }, { all: 'not-known', systemsSearched: 'local records' });
    expect(checked.html).toContain('Check the answer before you send it');
    const fields = hiddenIn(checked.html);
    const sent = await police.post(`/tasks/${check.id}/answer`, { ...fields, intent: 'send' });
    expect([sent.status, sent.location]).toEqual([303, `/tasks/${check.id}/sent`]);
    const again = await police.post(`/tasks/${check.id}/answer`, { ...fields, intent: 'send' });
    expect([again.status, again.location]).toEqual([303, `/tasks/${check.id}/sent`]);
    expect((await police.get(sent.location ?? '')).html).toContain('What happens next');
  });
});
