import { describe, expect, it } from '@jest/globals';
import { recognize } from '../../records/file-kinds.js';
import { docx, gif, heic, jpeg, odt, pdf, png, zip } from '../support/files.js';

const text = (content: string): Buffer => Buffer.from(content, 'utf8');

const mistakeOf = async (name: string, bytes: Buffer): Promise<string> => {
  const found = await recognize({ name, bytes });
  return 'mistake' in found ? found.mistake : `taken as ${found.kind}`;
};

describe('a file', () => {
  it.each([
    ['pdf', 'a.pdf', pdf()],
    ['png', 'a.png', png()],
    ['jpeg', 'a.JPG', jpeg()],
    ['gif', 'a.gif', gif()],
    ['heic', 'a.heic', heic()],
    ['docx', 'a.docx', docx()],
    ['docx', 'pictures.docx', docx({ name: 'word/media/image1.png' }, { name: 'word/embeddings/sheet.xlsx' })],
    ['odt', 'a.odt', odt()],
    ['text', 'a.txt', text('Siân said: "ofnadwy" 👧\r\n\tand no more.\n')],
    ['text', 'a.txt', text('\uFEFFWith a byte order mark')],
    ['text', 'a.txt', text('BM said that 3 < 4 and <b> is bold')],
    ['text', 'a.txt', text('PK was there')],
  ])('is taken as %s by what it holds: %s', async (kind, name, bytes) => {
    expect(await recognize({ name, bytes })).toEqual({ kind });
  });

  it('that is empty is refused', async () => {
    expect(await mistakeOf('a.pdf', Buffer.alloc(0))).toContain('The file is empty');
  });

  it.each([
    ['SVG', 'a.svg', text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['SVG called a picture', 'a.png', text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a web page', 'a.html', text('<!DOCTYPE html><script>alert(1)</script>')],
    ['a web page called text', 'a.txt', text('\n  <html><body>hello</body></html>')],
    ['a script called text', 'a.txt', text('#!/bin/sh\nrm -rf /')],
    ['a program', 'a.exe', Buffer.concat([text('MZ'), Buffer.alloc(200)])],
    ['a program called a PDF', 'a.pdf', Buffer.concat([text('\x7fELF\x02\x01\x01'), Buffer.alloc(200)])],
    ['text that is not UTF-8', 'a.txt', Buffer.from('caf\xe9', 'latin1')],
    ['text with control characters', 'a.txt', text('a\u0000b')],
    ['rich text', 'a.txt', text('{\\rtf1\\ansi hello}')],
    ['a spreadsheet', 'a.xlsx', zip({ name: '[Content_Types].xml' }, { name: 'xl/workbook.xml' })],
    ['any other ZIP file', 'a.zip', zip({ name: 'report.pdf' })],
    ['a ZIP file called a document', 'a.docx', zip({ name: 'report.pdf' })],
    [
      'another OpenDocument',
      'a.odt',
      zip({ name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' }, { name: 'content.xml' }),
    ],
    ['a document that leads out of itself', 'a.docx', docx({ name: '../../outside' })],
    ['a compressed file', 'a.gz', Buffer.from('H4sIAAAAAAAAA0vOSMzLSwUAZ4bVBwUAAAA=', 'base64')],
  ])('that is %s is refused, with what may be sent', async (_what, name, bytes) => {
    expect(await mistakeOf(name, bytes)).toContain('This kind of file is not taken. Send a PDF');
  });

  it.each([
    ['with macros', docx({ name: 'word/vbaProject.bin' })],
    ['with controls', docx({ name: 'word/activeX/activeX1.bin' })],
    ['with a program in it', docx({ name: 'word/embeddings/invoice.exe' })],
    ['with macros, of the other kind', odt({ name: 'Basic/Standard/Module1.xml' })],
    ['with scripts, of the other kind', odt({ name: 'Scripts/python/x.py' })],
  ])('that is a document %s is refused', async (_what, bytes) => {
    expect(await mistakeOf('a.docx', bytes)).toContain('holds macros or other programs');
  });

  it('that is a document behind a password is refused', async () => {
    expect(await mistakeOf('a.docx', docx({ name: 'word/media/x.png', encrypted: true }))).toContain('password');
  });

  it.each([
    ['very much', docx({ name: 'word/bomb.xml', claims: 300 * 1024 * 1024 })],
    ['very much more than it is', docx({ name: 'word/bomb.xml', claims: 50 * 1024 * 1024 })],
    [
      'very much in many parts',
      docx(...Array.from({ length: 60 }, (_, at) => ({ name: `word/${at}.xml`, claims: 4e6 }))),
    ],
  ])('that would unpack to %s is refused, and never unpacked', async (_what, bytes) => {
    expect(await mistakeOf('a.docx', bytes)).toContain('far larger unpacked');
  });

  it.each([
    ['a PDF and a ZIP file', 'a.pdf', Buffer.concat([pdf(), zip({ name: 'x' })])],
    ['a GIF and a ZIP file', 'a.gif', Buffer.concat([gif(), zip({ name: 'x.class' })])],
    ['a PDF and a web page', 'a.pdf', pdf('<script>alert(1)</script>')],
    ['a picture and a web page', 'a.png', Buffer.concat([png(), text('<html>')])],
    ['a PDF with something before it', 'a.pdf', Buffer.concat([text('GIF?\n'), pdf()])],
    ['a PDF without an end', 'a.pdf', pdf().subarray(0, 40)],
    ['a document with something before it', 'a.docx', Buffer.concat([zip({ name: 'a' }), docx()])],
    ['a document with something after it', 'a.docx', Buffer.concat([docx(), text('more')])],
    ['a document with an entry twice', 'a.docx', docx({ name: 'word/document.xml' })],
    ['a document whose list is cut off', 'a.docx', docx().subarray(0, -10)],
  ])('that is %s is refused', async (_what, name, bytes) => {
    expect(await mistakeOf(name, bytes)).toMatch(/several kinds at once|This kind of file is not taken/);
  });

  it('that is called something else than it is is refused', async () => {
    expect(await mistakeOf('a.pdf', png())).toBe(
      'It is a PNG picture, but its name does not end in .png. Rename the file, or send another.',
    );
    expect(await mistakeOf('a.exe.png', png())).toContain('the ending of a program');
  });

  it('never ends anything but the question, whatever is in it', async () => {
    const whole = docx();
    for (let at = 0; at < whole.length; at += 1) {
      const broken = Buffer.from(whole);
      broken.writeUInt8(255, at);
      await recognize({ name: 'a.docx', bytes: broken });
      await recognize({ name: 'a.docx', bytes: whole.subarray(0, at) });
    }
  });
});
