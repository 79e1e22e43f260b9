import PDFDocument from 'pdfkit';
import { inHub } from '../frame/formats.js';
import type { PrintSection } from './print-sections.js';

interface PrintedCase {
  reference: string;
  sections: readonly PrintSection[];
  /** Name of whoever takes it away. */
  by: string;
  at: Date;
}

const margin = 50;
const sizes = { title: 20, section: 15, part: 12, text: 10, foot: 8 } as const;

/**
 * A case as a PDF of the chosen sections, tagged, so that a screen reader finds its headings. Its title is the reference alone: it stands in
 * the window and in whatever lists files.
 */
export async function casePdf({ reference, sections, by, at }: PrintedCase): Promise<Buffer> {
  const pdf = new PDFDocument({
    ...{ size: 'A4', margin, pdfVersion: '1.7', tagged: true, lang: 'en-GB', displayTitle: true },
    info: { Title: reference, Author: 'Front Door', CreationDate: at },
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  const say = (tag: string, size: number, font: string, text: string): void => {
    root.add(
      pdf.struct(tag, {}, () => {
        pdf.font(font).fontSize(size).text(printable(text));
      }),
    );
  };
  say('H1', sizes.title, bold, `Case ${reference}`);
  say(
    'P',
    sizes.foot,
    plain,
    `Taken from Front Door by ${by}, ${inHub(at)}. Keep it as confidential as the case. Letters that this file cannot show stand without their accents, or as a question mark.`,
  );
  for (const section of sections) {
    pdf.moveDown();
    say('H2', sizes.section, bold, section.title);
    for (const part of section.parts) {
      pdf.moveDown(0.5);
      if (part.title !== '') say('H3', sizes.part, bold, part.title);
      for (const { label, says } of part.rows) {
        say('P', sizes.text, bold, label);
        say('P', sizes.text, plain, says);
        pdf.moveDown(0.3);
      }
    }
  }
  root.end();
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

const plain = 'Helvetica';
const bold = 'Helvetica-Bold';

/** What the fonts that every reader has can show: the Latin letters of Western Europe, and the usual punctuation. */
const shown = /[\n\u0020-\u007E\u00A0-\u00FF\u2013\u2014\u2018\u2019\u201C\u201D\u2022\u2026\u20AC]/u;

/** A letter that they do not know is printed without its accent ("\u0175" as "w"), and one without any likeness as a question mark. */
const printable = (text: string): string =>
  Array.from(text.normalize('NFC'), (letter) => {
    if (shown.test(letter)) return letter;
    const [plainLetter = ''] = letter.normalize('NFKD');
    return shown.test(plainLetter) ? plainLetter : '?';
  }).join('');
