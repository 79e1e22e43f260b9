import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

const audience = 'front-door';

/** Where it says who somebody is. */
export const claimNames = { subject: 'sub', roles: 'roles', agency: 'agency' } as const;
const hourMilliseconds = 60 * 60 * 1000;

export interface SignOptions {
  /** Claims beside or instead of the usual ones; undefined takes one out. */
  claims?: Readonly<Record<string, unknown>>;
  key?: CryptoKey;
  /** The provider's own when left out. */
  keyId?: string;
  algorithm?: string;
}

/** An OIDC provider on loopback: discovery, one signing key, and tokens on request. */
export class TestProvider {
  /** How often its keys were asked for. */
  keysServed = 0;
  /** What its discovery document says beside or instead of the usual. */
  saysToo: Readonly<Record<string, string>> = {};
  private server: Server | undefined;
  private readonly port: number;

  private constructor(
    server: Server,
    private readonly key: CryptoKey,
    readonly publicKey: JWK,
  ) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    this.answerOn(server);
  }

  static async start(): Promise<TestProvider> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    return new TestProvider(await opened(0), privateKey, { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' });
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}/oidc`;
  }

  /** A token that is valid for an hour from `now`. */
  async token(now: Date, { claims, key, keyId, algorithm }: SignOptions = {}): Promise<string> {
    const usual = {
      sub: 'ada',
      iss: this.issuer,
      aud: audience,
      roles: ['hub-worker'],
      iat: Math.floor(now.getTime() / 1000),
      exp: Math.floor((now.getTime() + hourMilliseconds) / 1000),
    };
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: algorithm ?? 'ES256', kid: keyId ?? 'one' })
      .sign(key ?? this.key);
  }

  async goAway(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => {
      if (server === undefined) resolve();
      else
        server.close(() => {
          resolve();
        });
    });
  }

  async comeBack(): Promise<void> {
    this.server = await opened(this.port);
    this.answerOn(this.server);
  }

  private answerOn(server: Server): void {
    server.on('request', (request, response) => {
      const isKeys = request.url === '/oidc/jwks';
      if (isKeys) this.keysServed += 1;
      const body = isKeys
        ? { keys: [this.publicKey] }
        : { issuer: this.issuer, jwks_uri: `${this.issuer}/jwks`, ...this.saysToo };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
  }
}

async function opened(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}
