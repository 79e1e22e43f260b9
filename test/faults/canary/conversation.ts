import type { Answer, Caller } from '../../support/caller.js';
import type { ApiProgram } from '../../support/processes.js';
import { freeTextsIn, type FreeText } from './free-texts.js';

/** An answer of the API, and whether whoever asked may read what people wrote (or has just written it). */
export interface Heard {
  /** Such as `police: GET /api/cases: 403`. */
  what: string;
  mayRead: boolean;
  answer: Answer;
}

/** Everything that is said to the API in the course of the test, and everything that it says. */
export class Conversation {
  readonly heard: Heard[] = [];
  /** The fields in which an act took a canary. */
  readonly taken = new Set<FreeText>();

  constructor(private api: ApiProgram) {}

  /** Goes on with another process of the API. */
  goOnWith(api: ApiProgram): void {
    this.api = api;
  }

  /** Somebody to whom nothing that people wrote may be shown by what they ask now. */
  as(who: string | Parameters<ApiProgram['as']>[0]): Caller {
    return this.listenTo(this.api.as(who), nameOf(who), false);
  }

  /** Somebody who may read what people wrote, or is told what they have just written themselves. */
  permitted(who: string | Parameters<ApiProgram['as']>[0]): Caller {
    return this.listenTo(this.api.as(who), nameOf(who), true);
  }

  get nobody(): Caller {
    return this.listenTo(this.api.anonymous, 'nobody', false);
  }

  private listenTo({ send }: Caller, who: string, mayRead: boolean): Caller {
    const listening: Caller['send'] = async (path, init) => {
      const answer = await send(path, init);
      this.heard.push({ what: `${who}: ${init.method ?? 'GET'} ${path}: ${answer.status}`, mayRead, answer });
      if (answer.status < 300 && typeof init.body === 'string')
        for (const text of freeTextsIn(path, init.body)) this.taken.add(text);
      return answer;
    };
    return {
      send: listening,
      get: (path, headers = {}) => listening(path, { headers }),
      post: (path, body, headers = {}) =>
        listening(path, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
        }),
    };
  }
}

const nameOf = (who: string | { subject: string }): string => (typeof who === 'string' ? who : who.subject);
