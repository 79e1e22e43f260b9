/** Files as people send them, made by hand: as small as they can be and still be what they are. */

export interface ZipPart {
  name: string;
  content?: string;
  /** What the list claims that it unpacks to. */
  claims?: number;
  encrypted?: true;
}

/** A ZIP file whose entries are not compressed. */
export function zip(...parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, content = 'x', claims = content.length, encrypted } of parts) {
    const [nameBytes, packed] = [Buffer.from(name), Buffer.from(content)];
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(encrypted ? 1 : 0, 2);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(claims, 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), shared, nameBytes, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), shared, rest, nameBytes]));
    bodies.push(body);
    at += body.length;
  }
  const listed = Buffer.concat(list);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, listed, Buffer.from('PK\x05\x06'), end]);
}

/** A Word document, with whatever else is in it. */
export const docx = (...more: readonly ZipPart[]): Buffer =>
  zip({ name: '[Content_Types].xml' }, { name: '_rels/.rels' }, { name: 'word/document.xml' }, ...more);

/** An OpenDocument text, with whatever else is in it. */
export const odt = (...more: readonly ZipPart[]): Buffer =>
  zip(
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
    { name: 'content.xml' },
    { name: 'META-INF/manifest.xml' },
    ...more,
  );

/** @param says what stands in it */
export const pdf = (says = 'Invented for a test.'): Buffer =>
  Buffer.from(`%PDF-1.4\n1 0 obj\n<< /Title (${says}) >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n`);

export const png = (): Buffer =>
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

export const gif = (): Buffer => Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export const jpeg = (): Buffer =>
  Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.from('ffd9', 'hex')]);

export const heic = (): Buffer => Buffer.from('000000186674797068656963000000006d69663168656963', 'hex');
