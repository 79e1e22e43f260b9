import { expect } from '@jest/globals';
import type { Clock } from '../../runtime/clock.js';
import type { Consent, TestProvider } from '../api/provider.js';
import { claimsOf, type Identity } from './identities.js';

/** What a browser got. */
export interface Seen {
  status: number;
  headers: Headers;
  /** Where it is sent on to; undefined where it is not. */
  location: string | undefined;
  html: string;
}

const longestWaitMilliseconds = 15_000;

/** As a browser asks for a page. */
const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';

/** A browser as far as HTTP goes: it keeps cookies, sends forms, and is led nowhere unasked. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly url: string,
    private readonly provider: TestProvider,
    private readonly clock: Clock,
  ) {}

  /** @param headers beside those that every browser sends */
  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Seen> {
    return this.ask(path, { headers });
  }

  /** Sends a form as it stands on a page of this browser's, with its token. @param page on which the form stands */
  async submit(page: string, action: string): Promise<Seen> {
    return this.post(action, { _csrf: csrfTokenIn((await this.get(page)).html) });
  }

  /** @param headers beside those that every browser sends */
  async post(
    path: string,
    fields: Readonly<Record<string, string>> | URLSearchParams,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Seen> {
    return this.ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  }

  /** Sends a form with files. @param fields what stands before them */
  async postFiles(path: string, fields: Readonly<Record<string, string>>, files: readonly File[]): Promise<Seen> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    for (const file of files) body.append('documents', file, file.name);
    return this.ask(path, { method: 'POST', body });
  }

  /** Goes to the provider, where somebody signs in. @returns the address on which it comes back to the service */
  async comeBackAs(who: string | Identity, consent: Consent = {}): Promise<string> {
    const { location = '' } = await this.get('/sign-in');
    return this.backFrom(location, who, consent);
  }

  /** @param asked the provider's address to which the service sent this browser */
  async backFrom(asked: string, who: string | Identity, { claims, ...rest }: Consent = {}): Promise<string> {
    const back = await this.provider.signIn(asked, this.clock.now(), {
      claims: { ...claimsOf(who), ...claims },
      ...rest,
    });
    return `${back.pathname}${back.search}`;
  }

  async signIn(who: string | Identity, consent?: Consent): Promise<void> {
    const seen = await this.get(await this.comeBackAs(who, consent));
    expect([seen.status, seen.location]).toEqual([303, '/']);
  }

  private async ask(
    path: string,
    { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Readonly<Record<string, string>> },
  ): Promise<Seen> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.url}${path}`, {
      ...{ redirect: 'manual', signal: AbortSignal.timeout(longestWaitMilliseconds) },
      ...init,
      headers: { accept, ...(cookie === '' ? {} : { cookie }), ...headers },
    });
    for (const header of response.headers.getSetCookie()) this.keep(header);
    const location = response.headers.get('location') ?? undefined;
    return { status: response.status, headers: response.headers, location, html: await response.text() };
  }

  private keep(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (/expires=Thu, 01 Jan 1970/i.test(header)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** The token of the forms on a page; blank where there is none. */
export const csrfTokenIn = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
