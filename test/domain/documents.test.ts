import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanName, mistakeInName } from '../../domain/document-names.js';
import { sizeInWords, uploadLimits, usualUploads } from '../../domain/documents.js';

describe('the name of an uploaded file', () => {
  it.each([
    ['School report.pdf', 'School report.pdf'],
    ['SCAN0001.PDF', 'SCAN0001.pdf'],
    ['../../etc/passwd.pdf', 'passwd.pdf'],
    ['C:\\Users\\nia\\Notes.pdf', 'Notes.pdf'],
    ['a<b class=injected>x.pdf', 'a_b class=injected_x.pdf'],
    ['report\u202Efdp.pdf', 'reportfdp.pdf'],
    ['re\u0000port\r\nX-Evil: 1.pdf', 'reportX-Evil_ 1.pdf'],
    ['".pdf', '_.pdf'],
    ['.pdf', 'document.pdf'],
    ['', 'document.pdf'],
    ['...   .pdf', 'document.pdf'],
    ['caf\u0065\u0301.pdf', 'café.pdf'],
    ['adroddiad ysgol Siân 👧.pdf', 'adroddiad ysgol Siân 👧.pdf'],
    ['bad\uFFFD\uFFFDbytes.pdf', 'badbytes.pdf'],
  ])('%j is shown as %j', (given, shown) => {
    expect(cleanName(given, 'pdf')).toBe(shown);
  });

  it('is shown with a hundred characters at most, none of them halved, and its ending', () => {
    const shown = cleanName(`${'👧'.repeat(300)}.jpeg`, 'jpeg');

    expect(shown).toBe(`${'👧'.repeat(100)}.jpg`);
  });

  it('never leads anywhere, hides anything or breaks a header, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const shown = cleanName(given, 'text');
        expect(shown).toMatch(/^[^/\\<>"\p{Cc}\p{Cf}]+\.txt$/u);
        expect(shown.startsWith('.')).toBe(false);
        expect(encodeURIComponent(shown)).toBeTruthy();
      }),
    );
  });

  it.each(['report.pdf', 'REPORT.PDF', 'report 1.2.pdf', 'report.pdf ', 'v1.final.pdf'])('%j may be a PDF', (name) => {
    expect(mistakeInName(name, 'pdf')).toBeUndefined();
  });

  it.each(['report', 'report.docx', 'report.pdf.', '.pdf.txt', ''])('%j is no name of a PDF', (name) => {
    expect(mistakeInName(name, 'pdf')).toContain('does not end in .pdf');
  });

  it.each(['report.exe.pdf', 'report.pdf.exe', 'page.html.pdf', 'picture.svg', 'x.JS.pdf', 'report\u200B.exe'])(
    '%j has the ending of a program or a page',
    (name) => {
      expect(mistakeInName(name, 'pdf')).toContain('ending of a program');
    },
  );
});

describe('the size of a file', () => {
  it.each([
    [1, '1 KB'],
    [340 * 1024, '340 KB'],
    [1024 * 1024, '1 MB'],
    [1.25 * 1024 * 1024, '1.3 MB'],
    [20 * 1024 * 1024, '20 MB'],
  ])('%d bytes are said as %s', (bytes, words) => {
    expect(sizeInWords(bytes)).toBe(words);
  });

  it('is ten megabytes at most, and twenty together, unless an installation says otherwise', () => {
    expect(uploadLimits(usualUploads)).toEqual({ fileBytes: 10_485_760, files: 10, totalBytes: 20_971_520 });
  });
});
