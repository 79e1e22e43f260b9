import { createHash } from 'node:crypto';
import { raw, type Request, type RequestHandler, type Response } from 'express';
import { Refused } from '../../records/open-case.js';
import { findJsonMistake } from './json-mistake.js';

/** A request's body: what it says, and the bytes in which it came. */
export interface SentBody {
  json: unknown;
  bytes: Uint8Array;
}

const readBytes: RequestHandler = raw({ limit: '1mb', type: () => true });

/**
 * Reads the body of an act. Nothing at all counts as an object without fields.
 * @throws Refused `wrong-content-type`, `body-too-large`, `malformed-body`
 */
export async function readBody(request: Request, response: Response): Promise<SentBody> {
  if (request.get('content-length') !== '0' && !isJsonInUtf8(request)) throw wrongContentType();
  const bytes = await bytesOf(request, response);
  return { json: bytes.length === 0 ? {} : parse(decode(bytes)), bytes };
}

/** JSON is UTF-8: what says that it is written in anything else would be misread. */
function isJsonInUtf8(request: Request): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.get('content-type') ?? '')?.[1] ?? 'utf-8';
  return request.is('application/json') !== false && /^utf-?8$/i.test(charset);
}

/** SHA-256 of what makes a request the same request: its method, its path and its body. */
export const requestHash = ({ method, path }: Request, { bytes }: SentBody): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`${method} ${path}\n`).update(bytes).digest());

async function bytesOf(request: Request, response: Response): Promise<Uint8Array> {
  await new Promise<void>((resolve, reject) => {
    readBytes(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(refusalOf(error));
    });
  });
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

/** The parser of Express says by `type` what is wrong with a body, and by `status` whose fault it is. */
function refusalOf(error: unknown): Error {
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') {
    return new Refused({ code: 'body-too-large', detail: 'The body has more than 1 MB. Send less text, or split it.' });
  }
  if (type === 'encoding.unsupported') return wrongContentType();
  if (status === 400) return malformed('The body ended early or its compression is broken. Send it again.');
  return error instanceof Error ? error : new Error('The body could not be read');
}

const wrongContentType = (): Refused =>
  new Refused({
    code: 'wrong-content-type',
    detail: 'Send the body as JSON in UTF-8, with the header "Content-Type: application/json".',
  });

const malformed = (detail: string): Refused => new Refused({ code: 'malformed-body', detail });

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not text in UTF-8. Encode it as UTF-8 and send it again.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const place = findJsonMistake(text);
    const where = place === undefined ? '' : ` at line ${place.line}, column ${place.column}`;
    throw malformed(`The body is not JSON: it goes wrong${where}. Mend it there and send it again.`);
  }
}
