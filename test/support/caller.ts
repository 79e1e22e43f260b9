/** What came back. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The text read as JSON; undefined where it is none. */
  body: unknown;
}

/** A refusal as RFC 9457 writes it. */
export interface ProblemSeen {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: { pointer: string; detail: string }[];
  currentVersion?: number;
}

type RequestHeaders = Readonly<Record<string, string>>;

/** One person or program that asks the API. */
export interface Caller {
  get: (path: string, headers?: RequestHeaders) => Promise<Answer>;
  post: (path: string, body: unknown, headers?: RequestHeaders) => Promise<Answer>;
  /** Sends whatever it is given, with the token. */
  send: (path: string, init: Omit<RequestInit, 'headers'> & { headers?: RequestHeaders }) => Promise<Answer>;
}

/** No answer may take longer, whatever is away. */
const longestWaitMilliseconds = 15_000;

/** @param token makes a fresh token for each request; none is sent when left out */
export function callerOf(url: string, token?: () => Promise<string>): Caller {
  const send: Caller['send'] = async (path, { headers, ...init }) => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${await token()}` };
    const response = await fetch(`${url}${path}`, {
      signal: AbortSignal.timeout(longestWaitMilliseconds),
      ...init,
      headers: { ...authorization, ...headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: jsonIn(text) };
  };
  return {
    send,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws Error if the answer is no problem document */
export function problemIn({ headers, body, text }: Answer): ProblemSeen {
  if (headers.get('content-type')?.startsWith('application/problem+json') === true) return body as ProblemSeen;
  throw new Error(`This is no problem document: ${text.slice(0, 200)}`);
}
