import { describe, expect, it } from '@jest/globals';
import { canariesIn } from './finder.js';
import { mark } from './marks.js';

const canary = mark('Child');
const asBytes = (text: string, encoding: BufferEncoding = 'utf8'): Buffer => Buffer.from(text, encoding);
const each = (write: (code: number) => string): string =>
  Array.from(canary, (one) => write(one.charCodeAt(0))).join('');
const hex = (code: number): string => code.toString(16);

describe('a canary', () => {
  it.each<readonly [way: string, hidden: string | Uint8Array]>([
    ['as it is', `Dear ${canary}, hello`],
    ['in small letters', canary.toLowerCase()],
    ['in capitals', canary.toUpperCase()],
    ['as a part of a word', `x${canary}x`],
    ['in UTF-16', asBytes(canary, 'utf16le')],
    ['in UTF-16, the other way round', asBytes(canary, 'utf16le').swap16()],
    ['among bytes that are no text', Buffer.concat([Buffer.of(0xff, 0, 0x80), asBytes(canary), Buffer.of(0xc3)])],
    ['percent-encoded', each((code) => `%${hex(code)}`)],
    ['in a query', new URLSearchParams({ name: `${canary} é` }).toString()],
    ['quoted-printable', each((code) => `=${hex(code).toUpperCase()}`)],
    ['quoted-printable over the end of a line', `${canary.slice(0, 5)}=\r\n${canary.slice(5)}`],
    ['in a folded header', `Subject: ${canary.slice(0, 5)}\r\n ${canary.slice(5)}`],
    ['in an encoded header', `=?utf-8?Q?${canary}_=C3=A9?=`],
    ['in an encoded header of base64', `=?utf-8?B?${asBytes(`é ${canary}`).toString('base64')}?=`],
    ['escaped in JSON', each((code) => `\\u00${hex(code)}`)],
    ['escaped in JSON within JSON', JSON.stringify(each((code) => `\\u00${hex(code)}`))],
    ['escaped in JavaScript', each((code) => `\\x${hex(code)}`)],
    ['escaped in octal digits', each((code) => `\\${code.toString(8)}`)],
    ['escaped in HTML', each((code) => `&#x${hex(code)};`)],
    ['escaped in HTML in decimals', each((code) => `&#${code};`)],
    ['in hexadecimal digits', asBytes(canary).toString('hex')],
    ['in hexadecimal capitals', asBytes(canary).toString('hex').toUpperCase()],
    ['in a dump of bytes', each((code) => `${hex(code)} `)],
    ['in hexadecimal digits of UTF-16', asBytes(canary, 'utf16le').toString('hex')],
    ['in base64', asBytes(canary).toString('base64')],
    ['in base64, a byte later', asBytes(`x${canary}x`).toString('base64')],
    ['in base64, two bytes later', asBytes(`xy${canary}x`).toString('base64')],
    ['in base64 of addresses', asBytes(`xÿ${canary}?>`).toString('base64url')],
    ['in base64 of small letters', asBytes(`y${canary.toLowerCase()}`).toString('base64')],
    ['in base64 of capitals', asBytes(`xyz${canary.toUpperCase()}`).toString('base64')],
    ['in base64 over the end of a line', asBytes(canary).toString('base64').replaceAll(/.{5}/g, '$&\r\n')],
  ])('is found %s', (_way, hidden) => {
    expect(canariesIn(hidden)).not.toEqual([]);
  });

  it('is told with what is around it, as often as it stands there', () => {
    expect(canariesIn(`reference M26, ${canary}, ${canary}.`)).toEqual([
      `reference M26, ${canary}, ${canary}.`,
      expect.stringContaining(canary),
    ]);
  });

  it.each(['', 'Quill and finch', 'A Quillfinc', asBytes('another word').toString('base64')])(
    'is not found in %j',
    (text) => {
      expect(canariesIn(text)).toEqual([]);
    },
  );
});
