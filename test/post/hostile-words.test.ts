import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliverOwed } from '../../post/delivery.js';
import { hostileWords, referralSaying } from '../support/hostile-words.js';
import { done, openHub, type Hub } from '../support/hub.js';
import { openPost, type HubPost } from '../support/post.js';

let hub: Hub;
let office: HubPost;
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
});
afterAll(async () => {
  await office.close();
  await hub.close();
});

/** All the headers that a mail of ours has. */
const ourHeaders = [
  ...['Auto-Submitted', 'Content-Transfer-Encoding', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID'],
  ...['Subject', 'To'],
];

/** Names of the headers of a mail, as it came over the wire. */
const headersIn = (raw: string): string[] =>
  [...raw.slice(0, raw.indexOf('\r\n\r\n')).matchAll(/^([\w-]+):/gm)].map(([, name = '']) => name).sort();

/** Every mail of a case in which everyone writes these words. */
async function mailsOf(words: string, messageToReferrer = 'We will phone you.'): Promise<typeof office.mails.caught> {
  office.mails.caught.length = 0;
  const inHand = await hub.receive(referralSaying(words));
  await hub.screen(inHand, {
    rationale: words,
    checks: [{ agency: 'police', persons: inHand.people, question: words }],
  });
  const check = await hub.check(inHand, 'police');
  done(await hub.tryToAnswer(check, { results: check.persons.map((person) => ({ person, result: 'not-known' })) }));
  await hub.decide(inHand, { messageToReferrer });
  await deliverOwed(office.post, inHand.caseId, () => hub.clock.now());
  return office.mails.caught;
}

describe('the mails of a case that is written about in words that mean something', () => {
  it.each(Object.entries(hostileWords))('to %s hold none of them, and go to nobody else', async (_what, words) => {
    const mails = await mailsOf(words);

    expect(mails.length).toBeGreaterThanOrEqual(2);
    for (const { to, raw, text, subject } of mails) {
      expect(headersIn(raw)).toEqual(ourHeaders);
      expect(to.filter((address) => !/@(hub|police|school)\.example$/.test(address))).toEqual([]);
      if (words.length > 15) expect(`${subject}\n${text}`).not.toContain(words.slice(0, 15));
    }
  });

  it('carry a message to the referrer as one text, whatever commands it holds', async () => {
    const mails = await mailsOf('Invented', 'Thank you.\r\n.\r\nRCPT TO:<eve@evil.example>\r\nBcc: eve@evil.example');

    const [outcome] = mails.filter(({ text }) => text.includes('RCPT TO'));
    expect(outcome?.to).toEqual(['tessa@school.example']);
    expect(outcome?.text).toContain('Bcc: eve@evil.example');
    expect(outcome?.text.trimEnd().endsWith('eve@evil.example')).toBe(false);
  });
});
