import {
  judge,
  permissions,
  relations,
  rolesGranted,
  shapes,
  type Act,
  type ShapeOf,
  type Standing,
  type Verdict,
} from '../domain/permissions.js';
import type { Problem } from '../domain/problems.js';
import { roleNames, rolesInWords, type Actor } from '../domain/roles.js';
import { Refused } from './open-case.js';

/** What somebody asks about, and how they stand to it. */
export interface Asked {
  /** Null for what belongs to no one case. */
  readonly caseId: string | null;
  readonly standing: Standing;
}

/** The refusal of whatever does not exist for whoever asks. */
export const nothingHere = (): Refused => new Refused(notFound);

const notFound: Problem = {
  code: 'not-found',
  detail: 'There is nothing here, or nothing that you may know of. Check the address and the reference.',
};

/** How somebody is refused who has no leave for an act. */
export function refusalOf(verdict: Exclude<Verdict, 'may'>, { roles }: Pick<Actor, 'roles'>, act: Act): Refused {
  if (verdict === 'unknown') return nothingHere();
  if (verdict === 'through-glass') return new Refused({ code: 'forbidden', detail: onlyTheListed });
  const held =
    roles.length === 0 ? 'You have no role here' : `Your role (${rolesInWords(roles, null)}) may not do this`;
  return new Refused({
    code: 'forbidden',
    detail: `${held}. These may: ${rolesGranted(act)
      .map((role) => roleNames[role])
      .join(', ')}.`,
  });
}

const onlyTheListed =
  'You opened this case by breaking the glass. Only somebody on its access list, or the privacy officer, may do this.';

/** The hub as a whole: what belongs to no one case. */
export const ofTheHub: Asked = { caseId: null, standing: { relations, wall: 'none' } };

/**
 * Leave to look, given for one act and so in one shape. What reads of cases takes it in place of an id: leave to see the log cannot be
 * passed where the whole case is read, and without leave nothing is read at all.
 */
export class Sight<A extends Act = Act> {
  private constructor(
    readonly act: A,
    readonly shape: ShapeOf<A>,
    readonly actor: Actor,
    private readonly asked: Asked,
  ) {}

  /** @returns the leave, or why there is none: `unknown`, for this actor it does not exist; `never`, none of their roles may */
  static of<A extends Act>(actor: Actor, act: A, asked: Asked): Sight<A> | Exclude<Verdict, 'may'> {
    const verdict = judge(actor, act, asked.standing);
    return verdict === 'may' ? new Sight(act, permissions[act].shape, actor, asked) : verdict;
  }

  /**
   * Holds an answer against the shape: the last look before it is sent.
   * @throws Error for a field that the act does not show; where it is a list, of an entry
   */
  requireWithin(answer: object): void {
    const fields: readonly string[] | undefined = this.shape === null ? undefined : shapes[this.shape];
    if (fields === undefined) return;
    const entries = 'items' in answer && Array.isArray(answer.items) ? (answer.items as object[]) : [answer];
    const beyond = entries.flatMap((entry) => Object.keys(entry)).find((field) => !fields.includes(field));
    if (beyond !== undefined) throw new Error(`An answer to ${this.act} holds ${beyond}, which it does not show`);
  }

  /** @throws Error where what was asked for is no case */
  get caseId(): string {
    const { caseId } = this.asked;
    if (caseId === null) throw new Error(`Leave to ${this.act} was given for no case`);
    return caseId;
  }
}
