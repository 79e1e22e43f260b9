import type { Request, RequestHandler } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import type { UploadLimits } from '../../domain/documents.js';
import type { Problem } from '../../domain/problems.js';
import type { GivenFile } from '../../records/file-kinds.js';
import { Refused } from '../../records/open-case.js';
import { refused, tooLarge, tooMany, tooMuch } from '../../records/uploads.js';

/** What came with a form: its files, or why none of them is taken. What was typed stands in `body` as ever. */
export interface Upload {
  readonly files: readonly GivenFile[];
  readonly refused?: Problem;
}

const uploads = new WeakMap<Request, Upload>();

/** The files that came with a request; none where it is another kind of form. */
export const uploadOf = (request: Request): Upload => uploads.get(request) ?? { files: [] };

/** How much may be typed beside the files. */
const typed = { fields: 500, fieldSize: 100_000, fieldNameSize: 100, fieldNestingDepth: 0, headerPairs: 20 } as const;
/** What may come beyond the files themselves, in bytes. */
const roomBesideFiles = 1_000_000;
/** In one process at a time: each may take as much memory as all files of one form may together. */
const mostAtOnce = 8;

/**
 * Reads a form with files, whoever sent it, within strict limits and into memory alone; other forms it leaves as they are. It stands before the
 * check that the form is ours, which reads what was typed. Files that are too many or too large are no reason to lose that: the
 * route is told by `uploadOf`, and nothing is left of them.
 * @throws Refused for what is no form at all, far too large, or comes while too many others do
 */
export function uploadedFiles(limits: UploadLimits): RequestHandler {
  const read = multer({
    storage: inMemory(limits),
    limits: { ...typed, fileSize: limits.fileBytes, files: limits.files },
    defParamCharset: 'utf8',
  }).any();
  let underWay = 0;
  return (request, response, next) => {
    if (request.is('multipart/form-data') === false) {
      next();
      return;
    }
    if (Number(request.get('content-length')) > limits.totalBytes + roomBesideFiles) throw refused(tooMuch(limits));
    if (underWay >= mostAtOnce) throw new Refused(tooManyAtOnce);
    underWay += 1;
    void read(request, response, (error?: unknown) => {
      underWay -= 1;
      const problem = error === undefined ? undefined : problemOf(error, limits);
      uploads.set(request, problem === undefined ? { files: filesOf(request) } : { files: [], refused: problem });
      // An empty list, for the parser itself still looks there when a request is broken off.
      request.files = [];
      next(problem?.code === 'malformed-body' ? new Refused(problem) : undefined);
    });
  };
}

const tooManyAtOnce: Problem = {
  code: 'busy',
  detail: 'Many files are being received just now. Nothing was kept of yours; send it again in a minute.',
};

/** Keeps the bytes of all files of a request together under what they may be in all. */
function inMemory({ totalBytes }: UploadLimits): StorageEngine {
  const received = new WeakMap<Request, number>();
  return {
    _handleFile: (request, { stream }, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => {
        const bytes = (received.get(request) ?? 0) + piece.length;
        received.set(request, bytes);
        if (bytes <= totalBytes) pieces.push(piece);
        else stream.destroy(new TooMuch());
      });
      stream.once('error', done);
      stream.once('end', () => {
        done(null, { buffer: Buffer.concat(pieces) });
      });
    },
    _removeFile: (_request, _file, done) => {
      done(null);
    },
  };
}

class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

function filesOf({ files }: Request): GivenFile[] {
  if (!Array.isArray(files)) return [];
  // A browser sends an empty, nameless file where none was chosen.
  const chosen = files.filter(({ originalname, buffer }) => originalname !== '' || buffer.length > 0);
  return chosen.map(({ originalname, buffer }) => ({ name: originalname, bytes: buffer }));
}

/** What is wrong in a sentence; a name of a file, or anything else that came, is not in it. */
function problemOf(error: unknown, limits: UploadLimits): Problem {
  if (error instanceof TooMuch) return refused(tooMuch(limits)).problem;
  const code = error instanceof MulterError ? error.code : undefined;
  if (code === 'LIMIT_FILE_SIZE') return refused(tooLarge(limits)).problem;
  if (code === 'LIMIT_FILE_COUNT') return refused(tooMany(limits)).problem;
  return { code: 'malformed-body', detail: 'The form is too long or broken. Nothing was changed.' };
}
