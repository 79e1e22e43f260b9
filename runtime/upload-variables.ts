import { z } from 'zod';
import {
  uploadLimits,
  uploadPolicies,
  usualUploads,
  type UploadLimits,
  type UploadPolicy,
} from '../domain/documents.js';
import type { ClamdAddress } from './clamd.js';
import { unlessPrivate, type Judgement, type ReadNetwork } from './inner-network.js';
import { isThisMachine } from './this-machine.js';

/** What an installation takes of files. */
export interface UploadEnvironment {
  readonly policy: UploadPolicy;
  readonly limits: UploadLimits;
  /** Undefined where no scanner is configured. */
  readonly clamd: ClamdAddress | undefined;
}

const amount = (most: number, usual: number): z.ZodType<number> => {
  const mustBe = `must be a whole number from 1 to ${most}`;
  return z
    .string()
    .regex(/^\d{1,3}$/, mustBe)
    .default(String(usual))
    .transform(Number)
    .refine((number) => number >= 1 && number <= most, mustBe);
};

/** What the API is told of uploads. */
export const uploadVariables = {
  UPLOADS: z.enum(uploadPolicies, `must be one of ${uploadPolicies.join(', ')}`).default('scanned'),
  UPLOAD_FILE_MB: amount(25, usualUploads.fileMegabytes),
  UPLOAD_FILES: amount(50, usualUploads.files),
  UPLOAD_TOTAL_MB: amount(100, usualUploads.totalMegabytes),
  CLAMAV_SOCKET: z
    .string()
    .startsWith('/', 'must be the path of the socket of ClamAV: /run/clamav/clamd.ctl')
    .optional(),
  CLAMAV_ADDRESS: z
    .string()
    .regex(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+):\d{1,5}$/i, 'must be host and port of ClamAV: 127.0.0.1:3310')
    .optional(),
};

type ReadUploads = ReadNetwork & z.output<z.ZodObject<typeof uploadVariables>>;

/** Refuses two scanners, and one to which files would go in clear over a network that others may listen to. */
export const judgeScanner: Judgement<ReadUploads> = (read) => {
  const { CLAMAV_SOCKET: socket, CLAMAV_ADDRESS: address, INNER_NETWORK: network } = read;
  if (address === undefined) return [];
  if (socket !== undefined) return [{ variable: 'CLAMAV_ADDRESS', mustBe: 'must not be set where CLAMAV_SOCKET is' }];
  if (network === 'private' || isThisMachine(partsOf(address).host)) return [];
  const mustBe = `must be on this machine, since files are sent there as they are ${unlessPrivate}`;
  return [{ variable: 'CLAMAV_ADDRESS', mustBe }];
};

export const uploadsFrom = (read: ReadUploads): UploadEnvironment => ({
  policy: read.UPLOADS,
  limits: uploadLimits({
    fileMegabytes: read.UPLOAD_FILE_MB,
    files: read.UPLOAD_FILES,
    totalMegabytes: read.UPLOAD_TOTAL_MB,
  }),
  clamd: clamdFrom(read),
});

function clamdFrom({ CLAMAV_SOCKET: path, CLAMAV_ADDRESS: address }: ReadUploads): ClamdAddress | undefined {
  if (path !== undefined) return { path };
  if (address === undefined) return undefined;
  const { host, port } = partsOf(address);
  // As a socket takes it, an address of IPv6 has no brackets.
  return { host: host.replace(/^\[|\]$/g, ''), port };
}

function partsOf(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}
