import { createHash, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

const audience = 'front-door';

/** Where it says who somebody is. */
export const claimNames = { subject: 'sub', roles: 'roles', agency: 'agency', strength: 'acr' } as const;
const hourMilliseconds = 60 * 60 * 1000;

/** The service as a client of the provider. */
export const webClient = { clientId: 'front-door-pages', clientSecret: 'kept: between+us' } as const;

/** What a sign-in says beside or instead of the usual: claims of the ID token, and who signs it. */
export interface Consent {
  claims?: Readonly<Record<string, unknown>>;
  key?: CryptoKey;
}

interface GivenCode {
  challenge: string;
  redirectUri: string;
  idToken: string;
}

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
  private readonly codes = new Map<string, GivenCode>();
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
      auth_time: Math.floor(now.getTime() / 1000),
      iat: Math.floor(now.getTime() / 1000),
      exp: Math.floor((now.getTime() + hourMilliseconds) / 1000),
    };
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: algorithm ?? 'ES256', kid: keyId ?? 'one' })
      .sign(key ?? this.key);
  }

  /**
   * Somebody signs in at the provider, where the service has sent their browser.
   * @returns the address to which the provider sends the browser back
   */
  async signIn(asked: string, now: Date, { claims, key }: Consent = {}): Promise<URL> {
    const { searchParams: query, origin, pathname } = new URL(asked);
    const given = (name: string): string => query.get(name) ?? '';
    if (`${origin}${pathname}` !== `${this.issuer}/auth` || given('code_challenge_method') !== 'S256') {
      throw new Error('This is no way to ask for a sign-in');
    }
    const own = {
      aud: given('client_id'),
      nonce: given('nonce'),
      sid: 's-1',
    };
    const idToken = await this.token(now, { claims: { ...own, ...claims }, ...(key === undefined ? {} : { key }) });
    const code = randomUUID();
    this.codes.set(code, { challenge: given('code_challenge'), redirectUri: given('redirect_uri'), idToken });
    const back = new URL(given('redirect_uri'));
    back.search = new URLSearchParams({ code, state: given('state'), iss: this.issuer }).toString();
    return back;
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
      const answer = (status: number, body: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (request.url === '/oidc/jwks') {
        this.keysServed += 1;
        answer(200, { keys: [this.publicKey] });
      } else if (request.url === '/oidc/token') {
        void text(request).then((body) => {
          const idToken = this.redeem(new URLSearchParams(body), request.headers.authorization ?? '');
          if (idToken === undefined) answer(400, { error: 'invalid_grant' });
          else answer(200, { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: idToken });
        });
      } else answer(200, { ...this.about(), ...this.saysToo });
    });
  }

  private about(): Readonly<Record<string, unknown>> {
    const { issuer } = this;
    return {
      ...{
        issuer,
        jwks_uri: `${issuer}/jwks`,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
      },
      ...{ end_session_endpoint: `${issuer}/end`, id_token_signing_alg_values_supported: ['ES256', 'HS256'] },
      authorization_response_iss_parameter_supported: true,
    };
  }

  /** The ID token for a code: once, for the client, to whoever can prove that they asked for it. */
  private redeem(body: URLSearchParams, authorization: string): string | undefined {
    const code = body.get('code') ?? '';
    const given = this.codes.get(code);
    this.codes.delete(code);
    const proof = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight = proof === given?.challenge && body.get('redirect_uri') === given.redirectUri;
    return isRight && isWebClient(authorization) ? given.idToken : undefined;
  }
}

/** Whether somebody says who the service is: id and secret, each form-encoded (RFC 6749, 2.3.1). */
function isWebClient(authorization: string): boolean {
  const pair = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString('utf8')
    .split(':');
  const [clientId, clientSecret] = pair.map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
  return clientId === webClient.clientId && clientSecret === webClient.clientSecret;
}

async function opened(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}
