import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';

/*
 * X.509 certificates (RFC 5280) of a test's own. Node reads certificates and makes none, so they are written here in DER: of what a
 * certificate can say, no more than a server and a client need to be believed.
 */

/** A certificate with its private key, both in PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** Somebody who vouches for others. */
export interface Authority {
  /** In PEM. */
  readonly certificate: string;
  /** @param name the common name, and the host name or IPv4 address for which it is valid */
  readonly certify: (name: string) => Certified;
}

const dayMilliseconds = 86_400_000;

/** DER's tags of what is written here. */
const tags = {
  ...{ boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, identifier: 0x06, text: 0x0c, time: 0x17 },
  ...{ sequence: 0x30, set: 0x31, version: 0xa0, extensions: 0xa3, hostName: 0x82, address: 0x87 },
} as const;

/** Object identifiers, encoded. */
const identifiers = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
} as const;

function der(tag: keyof typeof tags, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tags[tag], ...lengthOf(content)]), content]);
}

/** In as few bytes as hold it, as DER demands. */
function lengthOf({ length }: Buffer): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const identifier = (name: keyof typeof identifiers): Buffer => der('identifier', Buffer.from(identifiers[name], 'hex'));
const nameOf = (name: string): Buffer =>
  der('sequence', der('set', der('sequence', identifier('commonName'), der('text', Buffer.from(name)))));
const instant = (time: number): Buffer =>
  der('time', Buffer.from(`${new Date(time).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));
const critical = der('boolean', Buffer.from([0xff]));
const vouches = der('sequence', identifier('basicConstraints'), critical, der('octets', der('sequence', critical)));

function validFor(host: string): Buffer {
  const name = isIPv4(host)
    ? der('address', Buffer.from(host.split('.').map(Number)))
    : der('hostName', Buffer.from(host));
  return der('sequence', identifier('subjectAltName'), der('octets', der('sequence', name)));
}

interface Statement {
  subject: string;
  subjectKey: KeyObject;
  issuer: string;
  issuerKey: KeyObject;
  extension: Buffer;
}

function certificate({ subject, subjectKey, issuer, issuerKey, extension }: Statement): string {
  const algorithm = der('sequence', identifier('ecdsaWithSha256'));
  const stated = der(
    'sequence',
    der('version', der('integer', Buffer.from([2]))),
    der('integer', Buffer.from([1]), randomBytes(8)),
    algorithm,
    nameOf(issuer),
    der('sequence', instant(Date.now() - dayMilliseconds), instant(Date.now() + dayMilliseconds)),
    nameOf(subject),
    subjectKey.export({ type: 'spki', format: 'der' }),
    der('extensions', der('sequence', extension)),
  );
  const signature = der('bits', Buffer.from([0]), sign('sha256', stated, issuerKey));
  const lines =
    der('sequence', stated, algorithm, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** An authority that nobody trusts who was not told to. */
export function newAuthority(issuer: string): Authority {
  const pair = (): { publicKey: KeyObject; privateKey: KeyObject } =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = pair();
  const by = { issuer, issuerKey: own.privateKey };
  return {
    certificate: certificate({ ...by, subject: issuer, subjectKey: own.publicKey, extension: vouches }),
    certify: (name) => {
      const { publicKey, privateKey } = pair();
      return {
        certificate: certificate({ ...by, subject: name, subjectKey: publicKey, extension: validFor(name) }),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}
