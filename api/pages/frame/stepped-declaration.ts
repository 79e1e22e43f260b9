import type { DraftForm } from '../../../domain/drafts.js';
import type { Act } from '../../../domain/permissions.js';
import type { Result } from '../../../domain/problems.js';
import type { ActRequest } from '../../../records/case-record.js';
import type { FormDraft } from '../../../records/drafts.js';
import type { Services } from '../../services.js';
import type { PageContext } from './page.js';
import type { SteppedForm } from './stepped-form.js';
import type { FurtherTask } from './stepped-views.js';
import type { SignInPath, Visitor } from './visitor.js';
import type { Language, Words } from './words.js';

/** A draft, whose it is and where its pages are. */
export interface DraftNamed {
  readonly visitor: Visitor;
  readonly draft: Pick<FormDraft, 'id'>;
  readonly path: string;
  readonly language: Language;
}

/** The pages of a form of several pages: from its beginning, over its drafts, to the act that sends it in. */
export interface SteppedPages<Body> {
  /** Below it each draft has its address. */
  readonly path: `/${string}`;
  /** Where whoever leaves a draft finds it again. */
  readonly home: `/${string}`;
  readonly signIn: SignInPath;
  readonly draft: DraftForm;
  readonly permission: Act;
  readonly formFor: (services: Services, visitor: Visitor) => SteppedForm<Body>;
  readonly title: Words;
  readonly says: readonly Words[];
  /** What the list of tasks and the answers to be checked warn of, by the answers; nothing where it is undefined. */
  readonly warns: (answer: (name: string) => string) => Words | undefined;
  /** @param date until when the draft is kept, in words */
  readonly keptUntil: (date: string) => Words;
  /** What can be done beside the questions, before it is sent. */
  readonly further: (context: PageContext, on: DraftNamed) => Promise<readonly FurtherTask[]>;
  readonly declaration: { readonly title: Words; readonly says: Words };
  readonly send: Words;
  /** What it does; of the draft nothing is left but the reference that it gives. */
  readonly act: (
    services: Services,
    sent: { body: Body; once: ActRequest; language: Language },
  ) => Promise<Result<{ reference: string }>>;
  /** Where whoever sent it is led, then and ever after. */
  readonly sentAt: (reference: string) => string;
}
