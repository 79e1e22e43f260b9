import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Seen } from '../support/browser.js';
import { formIn, plain } from '../support/forms.js';
import { startService, type TestService } from '../support/service.js';
import { everyoneKnown, userIdOf } from './people.js';
import { checkAndSend, complete, send as sendStep } from './referral-pages.js';
import { answerCheck, checkOf, decide, readCase, screen, submit, succeeding } from './steps.js';

/* Whatever becomes of a form, what was typed into it is not lost, and nothing is done by it that its sender has not seen. */

let service: TestService;
let decider: Browser;

beforeAll(async () => {
  service = await startService();
  await everyoneKnown(service);
  decider = await service.signedIn('decision-maker');
});
afterAll(() => service.stop());

type Fields = Readonly<Record<string, string>>;

/** As the browser says of a form of the page that it shows. */
const fromHere = { 'sec-fetch-site': 'same-origin' };

/** Sends the form of a page that was opened, with these fields in place of its own. */
function send(path: string, opened: string, fields: Fields, by = decider): Promise<Seen> {
  const form = formIn(opened, path);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return by.post(path, form, fromHere);
}

const opened = async (path: string, by = decider): Promise<string> => (await by.get(path)).html;

/** A minute later, so that what happens now happened since a form was opened. */
const later = (): void => {
  service.clock.advanceTo(new Date(service.clock.now().getTime() + 60_000).toISOString());
};

const screening = { rating: 'amber', rationale: 'A pattern that agencies may know of.', legalBasis: 'public-task' };
const decision = {
  'decisions.child0.level': '2',
  'decisions.child0.outcome': 'early-help',
  'decisions.child0.rationale': 'Help with daily routines is enough.',
  messageToReferrer: 'A worker will contact the family this week.',
};

const claimedByAnother = async (reference: string): Promise<void> => {
  later();
  await succeeding(service.as('hub-worker').post(`/api/cases/${reference}/claim`, {}));
};

describe('a form about a case that somebody else changes meanwhile', () => {
  it('says so as soon as it is sent, mistakes or not, and goes on with what was typed', async () => {
    const reference = await submit(service);
    const path = `/cases/${reference}/screening`;
    const page = await opened(path);
    await claimedByAnother(reference);

    const told = await send(path, page, { rationale: 'Half an answer.' });

    expect(told.status).toBe(412);
    expect(told.html).toContain('Wanda Hubworker');
    expect(told.html).toContain('Half an answer.');
    expect((await send(path, told.html, screening)).location).toBe(`/cases/${reference}`);
  });

  it('says so although its mistakes were shown in between', async () => {
    const reference = await submit(service);
    const path = `/cases/${reference}/screening`;
    const page = await opened(path);
    const wrong = await send(path, page, { rationale: 'Half an answer.' });
    expect(wrong.status).toBe(422);
    await claimedByAnother(reference);

    expect((await send(path, wrong.html, screening)).status).toBe(412);
  });

  it('says so although the case had changed before its mistakes were shown for another reason', async () => {
    const reference = await submit(service);
    const path = `/cases/${reference}/screening`;
    const page = await opened(path);
    await claimedByAnother(reference);
    const strange = await send(path, page, { ...screening, _csrf: 'of another session' });
    expect(strange.status).toBe(403);

    expect((await send(path, strange.html, screening)).status).toBe(412);
  });

  it('shows what was typed of something that is asked no more, before a decision is checked', async () => {
    const { reference, checks } = await screen(service, await submit(service));
    const path = `/cases/${reference}/decision`;
    const page = await opened(path);
    later();
    await answerCheck(service, checkOf(await readCase(service, reference), 'police'));
    const gaps = Object.fromEntries(checks.map(({ agency }) => [`gaps.${agency}`, `No reply of ${agency} today.`]));

    const told = await send(path, page, { ...decision, ...gaps });

    expect(told.status).toBe(412);
    expect(told.html).toContain('which is asked no more');
    expect(told.html).toContain('No reply of police today.');
    expect(told.html).toContain('No reply of health today.');
    expect((await readCase(service, reference)).stage).toBe('checks');
    const checked = await send(path, told.html, {});
    expect(checked.html).toContain('Check the decision');
  });

  it('is not sent from the page on which it is checked, either', async () => {
    const { reference, checks } = await screen(service, await submit(service));
    const path = `/cases/${reference}/decision`;
    const gaps = Object.fromEntries(checks.map(({ agency }) => [`gaps.${agency}`, 'No reply is to be expected.']));
    const checked = await send(path, await opened(path), { ...decision, ...gaps });
    expect(checked.status).toBe(200);
    later();
    await answerCheck(service, checkOf(await readCase(service, reference), 'police'));

    const told = await send(path, checked.html, { intent: 'send' });

    expect([told.status, (await readCase(service, reference)).stage]).toEqual([412, 'checks']);
    expect(told.html).toContain('Help with daily routines is enough.');
  });
});

describe('what was entered into a decision or a screening', () => {
  it('is kept, and there again for whoever entered it', async () => {
    const { reference } = await screen(service, await submit(service));
    const path = `/cases/${reference}/decision`;
    const kept = await send(path, await opened(path), { ...decision, intent: 'save' });
    expect([kept.status, kept.location]).toEqual([303, `/cases/${reference}`]);

    const page = await opened(path);
    expect(page).toContain('Help with daily routines is enough.');
    expect(page).toContain('has not been sent');
    const manager = await service.signedIn('hub-manager');
    expect(await opened(path, manager)).not.toContain('Help with daily routines is enough.');
  });

  it('is shown to be copied where somebody else has decided', async () => {
    const { reference } = await screen(service, await submit(service));
    const path = `/cases/${reference}/decision`;
    await send(path, await opened(path), { ...decision, intent: 'save' });
    await decide(service, reference);

    const page = await opened(path);
    expect(page).toContain('Somebody has decided this case.');
    expect(page).toContain('Help with daily routines is enough.');
    expect(page).not.toContain('>Continue<');
  });

  it('is gone once it was sent, by however many clicks', async () => {
    const reference = await submit(service);
    const path = `/cases/${reference}/screening`;
    const page = await opened(path);
    const [first, second] = [await send(path, page, screening), await send(path, page, screening)];
    expect([first.status, second.status]).toEqual([303, 303]);

    const again = await decider.get(path);
    expect([again.status, again.html.includes('not sent')]).toEqual([409, false]);
  });

  it('keeps what was unticked', async () => {
    const path = `/cases/${await submit(service)}/screening`;
    const form = formIn(await opened(path), path);
    form.delete('agencies');
    form.set('intent', 'save');
    await decider.post(path, form, fromHere);

    expect(await opened(path)).not.toMatch(/name="agencies"[^>]* checked/);
  });
});

describe('an answer in two windows', () => {
  const analysis = (text: string): Fields => ({ all: 'not-known', analysis: text });

  it('is not sent from the one as it was before it was changed in the other', async () => {
    const police = await service.signedIn('police');
    const check = checkOf(await screen(service, await submit(service)), 'police');
    const path = `/tasks/${check.id}/answer`;
    const checked = await send(path, await opened(path, police), analysis('First words.'), police);
    await send(path, await opened(path, police), { ...analysis('Newer words.'), intent: 'save' }, police);

    const refused = await send(path, checked.html, { intent: 'send' }, police);

    expect(refused.status).toBe(409);
    expect(refused.html).toContain('You changed this in another window');
    expect(await opened(path, police)).toContain('Newer words.');
  });

  it('is not said to be saved once it was sent', async () => {
    const police = await service.signedIn('police');
    const check = checkOf(await screen(service, await submit(service)), 'police');
    const path = `/tasks/${check.id}/answer`;
    const second = formIn(await opened(path, police), path);
    const checked = await send(path, await opened(path, police), analysis('Sent.'), police);
    await send(path, checked.html, { intent: 'send' }, police);

    second.set('intent', 'save');
    const saved = await police.post(path, second, { ...fromHere, accept: 'application/json' });
    expect(saved.status).toBe(409);
  });
});

describe('a page that refuses a form', () => {
  it('holds what was typed where the case is closed to its sender meanwhile', async () => {
    const reference = await submit(service);
    const path = `/cases/${reference}/screening`;
    const page = await opened(path);
    const people = await Promise.all(['hub-manager', 'hub-worker'].map((subject) => userIdOf(service, subject)));
    const restriction = { reason: 'staff-family', people };
    await succeeding(service.as('hub-manager').post(`/api/cases/${reference}/restriction`, restriction));

    const refused = await send(path, page, { rationale: 'Typed <b>before</b> that.' });

    expect(refused.status).toBe(404);
    expect(plain(refused.html)).toContain('Typed <b>before</b> that.');
    expect(refused.html).not.toContain('Send it again');
  });

  it('holds it for a step of a referral that was sent from another window', async () => {
    const browser = await service.signedIn('referrer');
    const draft = await complete(service, 'referrer');
    await checkAndSend(browser, draft);

    const refused = await sendStep(browser, `${draft}/what-happened`, {
      'concern.whatHappened': 'And one thing more.',
    });

    expect(refused.status).toBe(409);
    expect(refused.html).toContain('is not part of it');
    expect((await browser.get(`${draft}/what-happened`)).status).toBe(303);
  });

  it('speaks Welsh to whoever reads Welsh, and English to those who work here', async () => {
    const [visitor, worker] = [service.browser(), await service.signedIn('hub-worker')];
    await visitor.get('/language/cy');
    await worker.get('/language/cy');
    expect((await visitor.get('/nowhere')).html).toContain('Ni ddaethpwyd o hyd i’r dudalen');
    expect((await worker.get('/nowhere')).html).toContain('Page not found');
    expect(await opened('/break-glass', worker)).not.toMatch(/dewisol|Parhau|Ie\b/);
  });

  it('leads those who refer to the sign-in that they have', async () => {
    const { html } = await service.browser().get('/signed-out/ended?to=/referrals');
    expect(html).toContain('/sign-in/choose?to=%2Freferrals');
    const choose = await service.browser().get('/sign-in/choose?to=%2Freferrals');
    expect(choose.html).toContain('/language/cy?to=%2Fsign-in%2Fchoose%3Fto%3D%252Freferrals');
  });
});

describe('a page that asks somebody to wait', () => {
  it('holds what was typed, to be sent again', async () => {
    const busy = await startService({ limits: { perAccount: 1, perAddress: 1000 } });
    try {
      const browser = await busy.signedIn('hub-worker');
      const page = await opened('/break-glass', browser);
      let seen = await send('/break-glass', page, { text: 'Typed once.' }, browser);
      for (let tries = 0; tries < 12 && seen.status !== 429; tries += 1)
        seen = await send('/break-glass', page, { text: 'Typed once.' }, browser);

      expect(seen.status).toBe(429);
      expect(seen.html).toContain('Send it again');
      expect(formIn(seen.html, '/break-glass').get('once')).toBe(formIn(page, '/break-glass').get('once'));
      expect(formIn(seen.html, '/break-glass').get('text')).toBe('Typed once.');
    } finally {
      await busy.stop();
    }
  });
});
