import { connect, type Socket } from 'node:net';

/** Where a ClamAV daemon listens: at a socket of this machine, or at a port. */
export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** Looks for what is known to be malicious. */
export interface Scanner {
  /**
   * Whether it answers now.
   * @returns false, never an error
   */
  isUp: () => Promise<boolean>;
  /** @throws ScannerAway where it does not come to a verdict: the file is neither good nor bad */
  scan: (bytes: Uint8Array) => Promise<'clean' | 'infected'>;
}

/** The scanner could not be reached, did not answer in time, or could not look at the file. */
export class ScannerAway extends Error {
  override readonly name = 'ScannerAway';
}

interface Patience {
  /** How long the scanner may take to say that it is there. */
  readonly greetingMilliseconds: number;
  /** How long it may take to look at one file. */
  readonly scanMilliseconds: number;
}

const usualPatience: Patience = { greetingMilliseconds: 2000, scanMilliseconds: 30_000 };

/** A client of ClamAV's daemon. Each question has a connection of its own, and nothing is written to any disk here. */
export const clamdAt = (address: ClamdAddress, patience: Patience = usualPatience): Scanner => ({
  isUp: async () =>
    ask(address, patience.greetingMilliseconds, [Buffer.from('zPING\0')]).then(
      (answer) => answer === 'PONG',
      () => false,
    ),
  scan: async (bytes) => {
    const answer = await ask(address, patience.scanMilliseconds, streamOf(bytes));
    if (answer === 'stream: OK') return 'clean';
    if (/^stream: .+ FOUND$/.test(answer)) return 'infected';
    // It may quote anything, and so belongs into no log.
    throw new ScannerAway('The scanner came to no verdict');
  },
});

const chunkBytes = 64 * 1024;

/** The command INSTREAM: chunks, each behind its length (32 bits, big endian), and one of no length. */
function* streamOf(bytes: Uint8Array): Generator<Uint8Array> {
  yield Buffer.from('zINSTREAM\0');
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    yield lengthOf(chunk.length);
    yield chunk;
  }
  yield lengthOf(0);
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

const longestAnswer = 4096;

/** @throws ScannerAway unless the whole answer, which ends with a NUL, has come in time */
async function ask(address: ClamdAddress, milliseconds: number, sent: Iterable<Uint8Array>): Promise<string> {
  const socket = connect(address);
  const timer = setTimeout(() => socket.destroy(new Error('Too slow')), milliseconds);
  try {
    const answer = answerFrom(socket);
    // It may answer, and hang up, before it has heard everything.
    writeAll(socket, sent).catch(() => undefined);
    return await answer;
  } catch (error) {
    throw new ScannerAway('The scanner did not answer', { cause: error });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function answerFrom(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      const answer = Buffer.concat(pieces);
      const end = answer.indexOf(0);
      if (end >= 0) resolve(answer.subarray(0, end).toString('latin1'));
      else if (answer.length > longestAnswer) reject(new Error('No end to the answer'));
    });
    socket.once('error', reject);
    socket.once('close', () => {
      reject(new Error('Hung up'));
    });
  });
}

async function writeAll(socket: Socket, sent: Iterable<Uint8Array>): Promise<void> {
  for (const piece of sent) {
    if (socket.destroyed) return;
    await new Promise<void>((resolve, reject) => {
      socket.write(piece, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
}
