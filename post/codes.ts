import { randomUUID } from 'node:crypto';
import { codeLifeMinutes } from '../domain/one-time-codes.js';
import type { Language } from '../domain/languages.js';
import type { Mailer } from './mailer.js';

export interface CodeMail {
  mailer: Mailer;
  /** Domain of the Message-IDs. */
  mailDomain: string;
}

/** A code, and where it goes. */
interface Code {
  to: string;
  code: string;
  /** Where the mailbox's owner has a browser of theirs remembered, so that they wait for no more codes; undefined where nobody waits. */
  link: string | undefined;
  language: Language;
}

/** Sends a code, once, and tells nobody whether it arrived: where it may have gone astray, a new one is asked for instead. */
export async function sendCode({ mailer, mailDomain }: CodeMail, { to, code, link, language }: Code): Promise<void> {
  await mailer.send({
    messageId: `<code-${randomUUID()}@${mailDomain}>`,
    to: [to],
    subject: subjects[language],
    text: [...paragraphs[language](code), ...(link === undefined ? [] : [`${crowded[language]}\n${link}`])].join(
      '\n\n',
    ),
  });
}

const subjects: Readonly<Record<Language, string>> = {
  en: 'Your code for Front Door',
  cy: 'Eich cod ar gyfer Front Door',
};

const paragraphs: Readonly<Record<Language, (code: string) => string[]>> = {
  en: (code) => [
    `Your code is ${code}`,
    `It works once, in the next ${codeLifeMinutes} minutes, in the browser in which you asked for it.`,
    'If you did not ask for it, you need not do anything: nobody can sign in without it. Never tell it to anybody, not even to us.',
  ],
  cy: (code) => [
    `Eich cod yw ${code}`,
    `Mae’n gweithio unwaith, yn y ${codeLifeMinutes} munud nesaf, yn y porwr lle gofynnoch amdano.`,
    'Os na ofynnoch amdano, nid oes angen i chi wneud dim: ni all neb fewngofnodi hebddo. Peidiwch byth â’i ddweud wrth neb, dim hyd yn oed wrthym ni.',
  ],
};

const crowded: Readonly<Record<Language, string>> = {
  en: 'Codes for this address are asked for often, perhaps by somebody else, so we send them less often. If you wait for one, open this link in your own browser, and then ask for a code there: it comes at once.',
  cy: 'Gofynnir yn aml am godau ar gyfer y cyfeiriad hwn, efallai gan rywun arall, felly rydym yn eu hanfon yn llai aml. Os ydych yn aros am un, agorwch y ddolen hon yn eich porwr eich hun, ac yna gofynnwch am god yno: daw ar unwaith.',
};
