import type { Act } from '../../../domain/permissions.js';
import type { Problem, Result } from '../../../domain/problems.js';
import type { ActRequest } from '../../../records/case-record.js';
import type { Change } from '../../../records/chronology.js';
import { Refused } from '../../../records/open-case.js';
import type { Asked } from '../../../records/sight.js';
import type { Place } from '../../rest/places.js';
import type { Services } from '../../services.js';
import type { Answers } from './answers.js';
import { saysAnything, type KeptDraft } from './form-drafts.js';
import type { FormRule } from './mistakes.js';
import type { Shown } from './page.js';

/** A form as it is asked on one page: its questions, its rule, and what stands around them. */
export interface AskedForm<Body> extends FormRule<Body> {
  readonly title: string;
  /** Where "Back" and "Cancel" lead. */
  readonly back: string;
  /** What the button says that does the act. */
  readonly send: string;
  /** Of what it is about as it is shown here, where the act depends on it. */
  readonly version?: number;
  /** What is filled in before anybody has typed. */
  readonly initial?: Answers;
  /** `frame/form` when left out; any other extends it. */
  readonly template?: `${string}/${string}`;
  readonly view?: Readonly<Record<string, unknown>>;
  /** Where the button `aside` leads, once what was entered is kept as a draft: a page that belongs to the form. */
  readonly aside?: string;
  /** Why it can be sent no more, where that is so: what was typed is shown, to be copied. */
  readonly closed?: string;
  /**
   * Where it is given, the answers are shown once more to be checked, with what this makes of them, before they are sent.
   * @returns what the template `check` shows beside the answers
   * @throws Refused where it cannot be done as it is
   */
  readonly check?: {
    readonly template?: `${string}/${string}`;
    readonly title: string;
    readonly says?: string;
    readonly view?: (body: Body) => Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>>;
  };
}

/** What a form is made for. */
export interface Sent {
  /** What was entered: into the form that was sent, or before, into the draft of one. */
  readonly sent: Answers;
  /** Whether a form was sent; what is sent twice is judged by its act, which leads where it led the first time. */
  readonly isPosted: boolean;
  /** The list that is to have one row more. */
  readonly more: string | undefined;
}

/** A page on which somebody does something. */
export interface FormPage<A extends Act, Target extends Asked, Body, Kept> {
  path: `/${string}`;
  permission: A;
  place: Place<Target>;
  /** Where it is given, what is entered is kept until it is sent. */
  draft?: KeptDraft<Target>;
  /**
   * The form as it stands for what was found.
   * @throws Refused where it cannot be asked: the case is past it
   */
  form: (services: Services, asked: Shown<A, Target> & Sent) => Promise<AskedForm<Body>> | AskedForm<Body>;
  act: (services: Services, asked: Shown<A, Target> & { body: Body; once: ActRequest }) => Promise<Result<Kept>>;
  /** What others did to it since an instant; what they did on its case, where this is left out. */
  changesSince?: (services: Services, asked: Shown<A, Target>, instant: Date) => Promise<readonly Change[]>;
  /** Where whoever did it is led. */
  done: (kept: Kept, asked: Shown<A, Target>) => string;
}

/**
 * What becomes of a form whose act cannot be done: what was begun of it is shown, to be copied. What was sent is judged by its act: sent
 * twice, it leads where it led the first time.
 * @throws Refused where nothing was begun
 */
export function closedBy(why: Problem | undefined, { isPosted, sent }: Sent): Pick<AskedForm<never>, 'closed'> {
  if (why === undefined || isPosted) return {};
  if (!saysAnything(sent)) throw new Refused(why);
  return { closed: `${why.detail} What you had entered was not sent. It is shown below: copy what is still needed.` };
}
