import { StepFailed } from './failure.js';

/** What came back: any status, the body where it is JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where it is not JSON. */
  readonly body: unknown;
}

const patienceMs = 30_000;

/**
 * Sends one request, once.
 * @throws StepFailed if nothing answers within 30 seconds
 */
export async function send(address: string, request: RequestInit): Promise<Reply> {
  const { response, text } = await answerTo(address, request);
  return { status: response.status, headers: response.headers, body: json(text) };
}

async function answerTo(address: string, request: RequestInit): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs), ...request });
    return { response, text: await response.text() };
  } catch (error) {
    throw new StepFailed(
      `${new URL(address).origin} does not answer (${reasonOf(error)}): start the service with npm start, or name another with --url.`,
    );
  }
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return `nothing within ${patienceMs / 1000} seconds`;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'the connection broke';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
