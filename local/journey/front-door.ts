import type { z } from 'zod';
import { problem } from './answers.js';
import { StepFailed } from './failure.js';
import type { SignIn } from './sign-in.js';
import { send, type Reply } from './wire.js';

/** An answer, and the version of the case that it shows. */
interface Versioned<Answer> {
  readonly answer: Answer;
  readonly version: string;
}

/** Something to be done. */
interface Act<Shape extends z.ZodType> {
  readonly path: string;
  readonly body: unknown;
  readonly answer: Shape;
  /** The version of the case that was seen. */
  readonly version?: string;
}

/** The service's public API, as personas use it. Whatever is refused or answered wrongly throws a `StepFailed`. */
export interface FrontDoor {
  /** Looks something up that needs no token. */
  readonly look: <Shape extends z.ZodType>(path: string, answer: Shape) => Promise<z.infer<Shape>>;
  readonly read: <Shape extends z.ZodType>(persona: string, path: string, answer: Shape) => Promise<z.infer<Shape>>;
  readonly readVersioned: <Shape extends z.ZodType>(
    persona: string,
    path: string,
    answer: Shape,
  ) => Promise<Versioned<z.infer<Shape>>>;
  readonly act: <Shape extends z.ZodType>(persona: string, act: Act<Shape>) => Promise<z.infer<Shape>>;
  /** The status with which a look-up is answered, whatever it is. */
  readonly statusOf: (persona: string, path: string) => Promise<number>;
}

/** @param url of the service, without a slash at its end */
export function openFrontDoor(url: string, { tokenOf }: SignIn): FrontDoor {
  const get = async (persona: string, path: string): Promise<Reply> =>
    send(`${url}${path}`, { method: 'GET', headers: await bearer(persona) });
  const bearer = async (persona: string): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await tokenOf(persona)}`,
  });
  return {
    look: async (path, answer) => answerOf(`GET ${path}`, await send(`${url}${path}`, { method: 'GET' }), answer),
    read: async (persona, path, answer) => answerOf(`GET ${path}`, await get(persona, path), answer),
    readVersioned: async (persona, path, answer) => {
      const reply = await get(persona, path);
      const found = answerOf(`GET ${path}`, reply, answer);
      const version = reply.headers.get('etag');
      if (version === null) throw new StepFailed(`GET ${path} answered without an ETag.`);
      return { answer: found, version };
    },
    act: async (persona, { path, body, answer, version }) => {
      const headers = {
        ...(await bearer(persona)),
        'content-type': 'application/json',
        ...(version === undefined ? {} : { 'if-match': version }),
      };
      const reply = await send(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return answerOf(`POST ${path}`, reply, answer);
    },
    statusOf: async (persona, path) => (await get(persona, path)).status,
  };
}

function answerOf<Shape extends z.ZodType>(call: string, reply: Reply, shape: Shape): z.infer<Shape> {
  if (reply.status >= 300) throw refusal(call, reply);
  const { data, error } = shape.safeParse(reply.body);
  if (error === undefined) return data;
  throw new StepFailed(
    `${call} answered ${reply.status}, but not as its description says.`,
    error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`),
  );
}

/** What the service says is wrong, in its own words. */
export function refusal(call: string, { status, body }: Pick<Reply, 'status' | 'body'>): StepFailed {
  const { data } = problem.safeParse(body);
  if (data === undefined) return new StepFailed(`${call} answered ${status}, without saying why.`);
  return new StepFailed(`${call} answered ${status}: ${data.detail}`, [
    ...(data.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`),
  ]);
}
