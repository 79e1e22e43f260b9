import { fileURLToPath } from 'node:url';
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
  // Not before somebody wants one: it is a tenth of what the API loads.
  const { default: PDFDocument } = await import('pdfkit');
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
        pdf.font(font).fontSize(size).text(text);
      }),
    );
  };
  say('H1', sizes.title, bold, `Case ${reference}`);
  say('P', sizes.foot, plain, `Taken from Front Door by ${by}, ${inHub(at)}. Keep it as confidential as the case.`);
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

/** A face that has the letters of the names of people here: Latin with all its accents, Greek, Cyrillic, Arabic, Hebrew and more. */
const faceFile = (name: string): string => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
const plain = faceFile('DejaVuSans');
const bold = faceFile('DejaVuSans-Bold');
