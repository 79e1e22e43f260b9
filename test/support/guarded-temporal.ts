import { once } from 'node:events';
import {
  connect,
  constants,
  createSecureServer,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Certified } from './certificates.js';
import { temporalAddress } from './stack.js';

/** How Temporal is guarded. */
export interface Guard {
  /** The guard's own. */
  readonly certificate: Certified;
  /** In PEM: only whom this authority vouches for is let in. Anyone is when left out. */
  readonly clientAuthority?: string;
  /** Only who has it is let in. Anyone is when left out. */
  readonly apiKey?: string;
}

/** The run's Temporal server, reached by TLS alone. */
export interface GuardedTemporal {
  /** Host and port. */
  readonly address: string;
  /** Of each call that was let in, the common name of the caller's certificate; blank where there was none. */
  readonly letIn: readonly string[];
  close(): Promise<void>;
}

/** Of loopback, and yet not an address that a machine calls itself by. */
export const elsewhere = '127.0.0.2';

const unauthenticated = '16';

/**
 * Stands before the run's Temporal server, whose development edition has no TLS of its own, as a gateway does on an operator's network:
 * ends TLS, asks who comes, and passes every call on as it is.
 */
export async function guardTemporal({ certificate, clientAuthority, apiKey }: Guard): Promise<GuardedTemporal> {
  const temporal = connect(`http://${temporalAddress()}`);
  const letIn: string[] = [];
  const server = createSecureServer({
    cert: certificate.certificate,
    key: certificate.key,
    ...(clientAuthority === undefined ? {} : { ca: clientAuthority, requestCert: true, rejectUnauthorized: true }),
  });
  const sessions = new Set<{ destroy: () => void }>();
  server.on('session', (session) => sessions.add(session));
  // That somebody turns away, or is turned away, is what is looked for.
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) {
      turnAway(stream);
      return;
    }
    const { subject } = (stream.session?.socket as TLSSocket).getPeerCertificate() as Partial<PeerCertificate>;
    letIn.push(String(subject?.CN ?? ''));
    passOn(stream, headers, temporal);
  });
  server.listen(0, elsewhere);
  await once(server, 'listening');
  return {
    address: `${elsewhere}:${(server.address() as AddressInfo).port}`,
    letIn,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const session of sessions) session.destroy();
      temporal.destroy();
      await closed;
    },
  };
}

const turnAway = (stream: ServerHttp2Stream): void => {
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': unauthenticated },
    { endStream: true },
  );
};

/** Passes a call on with its headers and trailers, both ways. */
function passOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, temporal: ClientHttp2Session): void {
  const call = temporal.request({ ...headers, ':scheme': 'http' });
  let trailers: IncomingHttpHeaders = {};
  call.on('error', () => {
    stream.close(constants.NGHTTP2_CANCEL);
  });
  call.on('trailers', (sent: IncomingHttpHeaders) => {
    trailers = sent;
  });
  call.on('response', (answer, flags) => {
    const isOver = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    stream.respond(answer, isOver ? { endStream: true } : { waitForTrailers: true });
    if (!isOver) call.pipe(stream);
  });
  stream.on('wantTrailers', () => {
    stream.sendTrailers(trailers);
  });
  stream.on('close', () => {
    call.close(constants.NGHTTP2_CANCEL);
  });
  stream.pipe(call);
}
