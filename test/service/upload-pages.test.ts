import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uploadLimits, usualUploads } from '../../domain/documents.js';
import { clamdAt } from '../../runtime/clamd.js';
import { csrfTokenIn, type Browser, type Seen } from '../support/browser.js';
import { eicar, FakeClamd } from '../support/clamd.js';
import { docx, pdf, png } from '../support/files.js';
import { startService, type TestService } from '../support/service.js';
import { mistakesInHtml } from '../support/valid-html.js';
import { everyoneKnown } from './people.js';
import type { CheckSeen } from './seen.js';
import { checkOf, screen, submit } from './steps.js';

/* The pages on which files are added, sent in, and taken away. What a file is judged by is test/records/uploads.test.ts's. */

let service: TestService;
let daemon: FakeClamd;
let school: Browser;
let police: Browser;
let worker: Browser;

const limits = { ...uploadLimits(usualUploads), fileBytes: 20_000, totalBytes: 50_000, files: 3 };

beforeAll(async () => {
  daemon = await new FakeClamd().start();
  const scanner = clamdAt(daemon.address, { greetingMilliseconds: 2000, scanMilliseconds: 500 });
  service = await startService({ uploads: { policy: 'scanned', limits, scanner } });
  await everyoneKnown(service);
  [school, police, worker] = await Promise.all([
    service.signedIn('referrer'),
    service.signedIn('police'),
    service.signedIn('hub-worker'),
  ]);
});
afterAll(async () => {
  await Promise.all([service.stop(), daemon.stop()]);
});

const tokenOf = async (browser: Browser): Promise<string> => csrfTokenIn((await browser.get('/sign-out')).html);

/** Begins a referral. @returns the address of its draft */
async function aDraft(browser = school): Promise<string> {
  const { location = '' } = await browser.post('/referrals/drafts', { _csrf: await tokenOf(browser) });
  return location;
}

const report = (name = 'report.pdf', content: Buffer = pdf()): File => new File([content], name);

const add = async (path: string, files: readonly File[], browser = school, intent = 'add'): Promise<Seen> =>
  browser.postFiles(`${path}/documents`, { _csrf: await tokenOf(browser), intent }, files);

/** What a page says is wrong, at its top. */
const mistakesOn = ({ html }: Seen): string =>
  /govuk-error-summary__list">(.*?)<\/ul>/s
    .exec(html)?.[1]
    ?.replaceAll(/<[^>]+>|\s+/g, ' ')
    .trim() ?? '';

const filesOn = async (path: string, browser = school): Promise<string[]> =>
  [...(await browser.get(`${path}/documents`)).html.matchAll(/<strong><bdi>([^<]+)/g)].map(([, name = '']) => name);

/** What the service answers to somebody who reads that language. */
async function speaking(language: 'cy', ask: () => Promise<Seen>): Promise<Seen> {
  await school.get(`/language/${language}`);
  const seen = await ask();
  await school.get('/language/en');
  return seen;
}

describe('the files of a referral', () => {
  it('are added, listed with what they are and whether they were checked, and taken out again', async () => {
    const draft = await aDraft();

    expect(await add(draft, [report(), report('photo.png', png())])).toMatchObject({
      ...{ status: 303, location: `${draft}/documents` },
    });

    const { html } = await school.get(`${draft}/documents`);
    expect(html).toContain('PDF, 1 KB. Checked for viruses.');
    expect((await school.get(draft)).html).toContain('2 files added');
    const remove = /name="remove" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const removed = await school.post(`${draft}/documents`, { _csrf: csrfTokenIn(html), remove });
    expect([removed.status, await filesOn(draft)]).toEqual([303, [expect.any(String)]]);
  });

  it('may be left out: the task says that it is optional, and going on asks for none', async () => {
    const draft = await aDraft();
    expect((await school.get(draft)).html).toMatch(/Documents.*Optional/s);
    expect(await add(draft, [], school, 'go-on')).toMatchObject({ status: 303, location: draft });
    expect(await add(draft, [report()], school, 'go-on')).toMatchObject({ status: 303, location: draft });
    expect(await filesOn(draft)).toEqual(['report.pdf']);
  });

  it('are asked for in Welsh where somebody reads Welsh', async () => {
    const draft = await aDraft();
    const seen = await speaking('cy', () => school.get(`${draft}/documents`));
    expect(seen.html).toContain('Hyd at 3 ffeil');
    expect(await mistakesInHtml(seen.html)).toEqual([]);
  });

  it.each<[string, () => File[], string]>([
    [
      'of no kind that is taken',
      () => [report('a.rtf', Buffer.from('{\\rtf1 Invented.}'))],
      'This kind of file is not taken',
    ],
    ['with two endings', () => [report('report.pdf.exe')], 'ending of a program'],
    ['of another kind than its name says', () => [report('report.docx')], 'its name does not end in .pdf'],
    ['empty', () => [report('a.txt', Buffer.alloc(0))], 'The file is empty'],
    ['too large', () => [report('a.txt', Buffer.alloc(20_001, 'x'))], 'larger than 20 KB'],
    ['far too large', () => [report('a.txt', Buffer.alloc(1_200_000, 'x'))], 'All files together are larger'],
    ['infected', () => [report('a.txt', Buffer.from(eicar))], 'A virus was found'],
    ['not there', () => [], 'Choose a file to add'],
    ['too many at once', () => Array.from({ length: 4 }, (_, n) => report(`${n}.pdf`)), 'More than 3 files'],
    ['with macros', () => [report('a.docx', docx({ name: 'word/vbaProject.bin' }))], 'holds macros'],
  ])('that are %s are refused on the page, at the field, with everything else kept', async (_what, files, says) => {
    const draft = await aDraft();
    await add(draft, [report('before.pdf')]);

    const seen = await add(draft, files());

    expect(seen.status).toBe(422);
    expect(mistakesOn(seen)).toContain(says);
    expect(seen.html).toContain('<a href="#documents">');
    expect(seen.html).toMatch(/id="documents-error"/);
    expect(seen.html).toContain('everything else that you entered are kept');
    expect(await mistakesInHtml(seen.html)).toEqual([]);
    expect(seen.html).toContain('before.pdf');
    const inWelsh = await speaking('cy', () => add(draft, files()));
    expect([inWelsh.status, mistakesOn(inWelsh)]).toEqual([422, expect.not.stringMatching(/ the | file |^$/i)]);
  });

  it('are refused each by its name, and those beside them are kept', async () => {
    const draft = await aDraft();
    const seen = await add(draft, [report('good.pdf'), report('<b>bad\u202e.exe', Buffer.alloc(0))]);

    expect([seen.status, mistakesOn(seen)]).toEqual([422, '_b_bad.exe: The file is empty. Choose another.']);
    expect(await filesOn(draft)).toEqual(['good.pdf']);
  });

  it('that are one too many are refused, and the others stay', async () => {
    const draft = await aDraft();
    await add(draft, [report('1.pdf'), report('2.pdf'), report('3.pdf')]);
    expect(mistakesOn(await add(draft, [report('4.pdf')]))).toContain('More than 3 files');
    expect(await filesOn(draft)).toHaveLength(3);
  });

  it('are refused while no scanner answers, in words that say what to do', async () => {
    const draft = await aDraft();
    await daemon.stop();
    try {
      const seen = await add(draft, [report()]);
      expect(seen.status).toBe(503);
      expect(mistakesOn(seen)).toContain('everything else you entered is. Go on without it');
      expect(await filesOn(draft)).toEqual([]);
    } finally {
      await daemon.start();
    }
  });

  it('are taken from no form of another session, which is known once it was read', async () => {
    const draft = await aDraft();
    const strange = await school.postFiles(`${draft}/documents`, { _csrf: 'another' }, [report()]);
    expect([strange.status, await filesOn(draft)]).toEqual([403, []]);
  });

  it('are nobody else’s to see, to add to or to take out', async () => {
    const draft = await aDraft();
    await add(draft, [report()]);
    const remove = /name="remove" value="([^"]+)"/.exec((await school.get(`${draft}/documents`)).html)?.[1] ?? '';
    expect((await worker.get(`${draft}/documents`)).status).toBe(404);
    expect((await add(draft, [report()], worker)).status).toBe(404);
    const own = await aDraft(worker);
    await worker.post(`${own}/documents`, { _csrf: await tokenOf(worker), remove });
    expect(await filesOn(draft)).toEqual(['report.pdf']);
  });
});

describe('where no files are taken', () => {
  it.each([
    ['off', 'This service takes no files'],
    ['scanned', 'this service cannot check them'],
  ] as const)('under the policy “%s” the task and the page say so, and offer no form', async (policy, says) => {
    const other = await startService({ uploads: { policy, limits, scanner: undefined } });
    try {
      const browser = await other.signedIn('referrer');
      const draft = await aDraft(browser);
      const [tasks, page] = [await browser.get(draft), await browser.get(`${draft}/documents`)];
      expect(tasks.html).toContain(says);
      expect(tasks.html).not.toContain(`${draft}/documents`);
      expect(page.html).toContain(says);
      expect(page.html).not.toContain('type="file"');
      expect((await add(draft, [report()], browser)).status).toBe(503);
    } finally {
      await other.stop();
    }
  });
});

describe('the files of an answer', () => {
  const aCheck = async (): Promise<CheckSeen & { reference: string }> => {
    const reference = await submit(service);
    return { ...checkOf(await screen(service, reference), 'police'), reference };
  };

  it('are added without losing what was entered, go with the answer, and are found by the hub and by its agency', async () => {
    const { id, reference } = await aCheck();
    const answer = `/tasks/${id}/answer`;
    const _csrf = await tokenOf(police);
    const aside = await police.post(answer, { _csrf, intent: 'aside', analysis: 'Entered before.' });
    expect(aside).toMatchObject({ status: 303, location: `${answer}/documents` });

    expect((await add(answer, [report('checks Nia.pdf')], police, 'go-on')).location).toBe(answer);
    const { html } = await police.get(answer);
    expect(html).toContain('Entered before.');
    expect(html).toContain('checks Nia.pdf');
    const sent = await police.post(answer, { _csrf, once: randomUUID(), all: 'not-known', intent: 'send' });
    expect([sent.status, sent.location]).toEqual([303, `/tasks/${id}/sent`]);

    const part = await worker.get(`/cases/${reference}/documents`);
    expect(part.html).toMatch(/checks Nia\.pdf.*PDF, 1 KB.*Answer of Police.*Percy Policework.*Checked for viruses/s);
    const file = /href="(\/documents\/[^"]+)"/.exec(part.html)?.[1] ?? '';
    expect((await police.get(`/tasks/${id}`)).html).toContain(file);
    for (const browser of [worker, police]) {
      const taken = await browser.get(file);
      expect(
        Object.fromEntries(
          ['content-type', 'content-disposition', 'x-content-type-options'].map((name) => [
            name,
            taken.headers.get(name),
          ]),
        ),
      ).toEqual({
        'content-type': 'application/pdf',
        'content-disposition': 'attachment; filename="checks Nia.pdf"',
        'x-content-type-options': 'nosniff',
      });
      const look = await service.database.trees.accessEvent.findFirstOrThrow({
        where: { requestId: taken.headers.get('x-request-id') },
      });
      expect(look).toMatchObject({ kind: 'exported', what: 'see-documents', checkId: id });
    }
    const health = await service.signedIn('health');
    expect((await health.get(file)).status).toBe(404);
  });

  it('are not taken once it was sent', async () => {
    const { id } = await aCheck();
    const answer = `/tasks/${id}/answer`;
    await police.post(answer, { _csrf: await tokenOf(police), once: randomUUID(), all: 'not-known', intent: 'send' });
    expect((await add(answer, [report()], police)).status).toBe(409);
  });
});
