import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { TLSConfig } from '@temporalio/client';
import { z } from 'zod';
import { unlessPrivate, type Judgement, type ReadNetwork } from './inner-network.js';
import { isThisMachine } from './this-machine.js';

/** Where a Temporal frontend is, and how it is spoken to: what both of Temporal's libraries want to know to connect. */
export interface TemporalServer {
  /** `host:port`. */
  readonly address: string;
  /** Absent where it is spoken to in clear. */
  readonly tls?: TLSConfig;
  /** By which Temporal knows who comes; said by TLS alone. */
  readonly apiKey?: string;
}

/** Of what is known of a Temporal, what is needed to connect. */
export const connectionTo = ({ address, tls, apiKey }: TemporalServer): TemporalServer => ({
  address,
  ...(tls === undefined ? {} : { tls }),
  ...(apiKey === undefined ? {} : { apiKey }),
});

/** The content of a file, once it was read as what it must be. */
const fileWith = (what: string, read: (content: Buffer) => unknown): z.ZodType<Buffer> =>
  z.string().transform((path, context): Buffer => {
    try {
      const content = readFileSync(path);
      read(content);
      return content;
    } catch {
      context.addIssue({ code: 'custom', message: `must be a file that can be read and has ${what} in PEM` });
      return z.NEVER;
    }
  });

const certificateIn = (content: Buffer): X509Certificate => new X509Certificate(content);

const addressMustBe = 'must be host and port of the Temporal frontend: temporal:7233';

/** How Temporal is reached, its address apart. */
const access = {
  TEMPORAL_TLS_CA: fileWith('the certificates that vouch for that of Temporal', certificateIn).optional(),
  TEMPORAL_TLS_SERVER_NAME: z
    .string()
    .regex(/^[A-Za-z0-9.-]+$/, 'must be a name in Temporal’s certificate: temporal.hub.example')
    .optional(),
  TEMPORAL_TLS_CERT: fileWith('the certificate by which Temporal knows this service', certificateIn).optional(),
  TEMPORAL_TLS_KEY: fileWith('the private key of that certificate', createPrivateKey).optional(),
  TEMPORAL_API_KEY: z.string().optional(),
};

/** What every program is told that speaks to Temporal. */
export const temporalVariables = {
  TEMPORAL_ADDRESS: z.string(addressMustBe).regex(/^\S+:\d{1,5}$/, addressMustBe),
  ...access,
};

/** The names of what says how Temporal is reached, its address apart. */
export const temporalAccessNames = Object.keys(access);

type ReadTemporal = ReadNetwork & z.output<z.ZodObject<typeof temporalVariables>>;

/** Whether what is said to it in clear would leave this machine and its private network. */
function mayBeOverheard({ TEMPORAL_ADDRESS: address, INNER_NETWORK: network }: ReadTemporal): boolean {
  return network !== 'private' && !isThisMachine(address.slice(0, address.lastIndexOf(':')));
}

/** Refuses half a certificate, and to come to a Temporal on another machine without saying who comes. */
export const judgeTemporal: Judgement<ReadTemporal> = (read) => {
  const { TEMPORAL_TLS_CERT: certificate, TEMPORAL_TLS_KEY: key, TEMPORAL_API_KEY: apiKey } = read;
  if (certificate === undefined && key === undefined) {
    if (apiKey !== undefined || !mayBeOverheard(read)) return [];
    const mustBe = `must be set, or TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY, since Temporal is on another machine and must know who comes ${unlessPrivate}`;
    return [{ variable: 'TEMPORAL_API_KEY', mustBe }];
  }
  if (certificate === undefined) {
    return [{ variable: 'TEMPORAL_TLS_CERT', mustBe: 'must be set where TEMPORAL_TLS_KEY is' }];
  }
  if (key === undefined) return [{ variable: 'TEMPORAL_TLS_KEY', mustBe: 'must be set where TEMPORAL_TLS_CERT is' }];
  if (certificateIn(certificate).checkPrivateKey(createPrivateKey(key))) return [];
  return [{ variable: 'TEMPORAL_TLS_KEY', mustBe: 'must be the key of the certificate in TEMPORAL_TLS_CERT' }];
};

/** How the Temporal that the variables name is spoken to: by TLS wherever it might be overheard, or anything is said of TLS. */
export function temporalServerFrom(read: ReadTemporal): TemporalServer {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_API_KEY: apiKey } = read;
  const isAsked = [read.TEMPORAL_TLS_CA, read.TEMPORAL_TLS_SERVER_NAME, read.TEMPORAL_TLS_CERT, apiKey].some(
    (value) => value !== undefined,
  );
  if (!isAsked && !mayBeOverheard(read)) return { address };
  return { address, tls: tlsFrom(read), ...(apiKey === undefined ? {} : { apiKey }) };
}

function tlsFrom(read: ReadTemporal): TLSConfig {
  const { TEMPORAL_TLS_CERT: crt, TEMPORAL_TLS_KEY: key, TEMPORAL_TLS_SERVER_NAME: name } = read;
  return {
    // The worker's library would trust the machine's authorities, of which the image has none, and the client's trusts those of Node.
    serverRootCACertificate: read.TEMPORAL_TLS_CA ?? Buffer.from(rootCertificates.join('\n')),
    ...(name === undefined ? {} : { serverNameOverride: name }),
    ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt, key } }),
  };
}
