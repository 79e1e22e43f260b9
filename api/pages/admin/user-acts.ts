import type { Result } from '../../../domain/problems.js';
import type { ActRequest } from '../../../records/case-record.js';
import type { Database } from '../../../records/database.js';
import {
  disableUser,
  enableUser,
  endSessionsOf,
  type ListedUser,
  type SwitchedUser,
} from '../../../records/user-administration.js';

/** What an administrator does to an account, in the words of its pages. */
export interface UserAct {
  administer: (database: Database, userId: string, request: ActRequest) => Promise<Result<SwitchedUser>>;
  /** Whether it is offered for an account as it stands. */
  isOffered: (user: ListedUser) => boolean;
  /** Whether nobody does it to their own account. */
  isForOthers: boolean;
  /** On the link in the list, and on the button. */
  says: string;
  /** Between `says` and the name, for whoever hears the links alone. */
  about: string;
  /** Title of the page that asks whether it is meant. */
  asks: string;
  /** What follows for them. */
  follows: string;
  /** What has come of it, after the name and a colon. */
  done: string;
  /** Whether an account stands as the act leaves it: no address can make a page say what is not so. */
  isSo: (user: ListedUser) => boolean;
}

/** By the last word of their address. */
export const userActs: Readonly<Record<string, UserAct>> = {
  'end-sessions': {
    administer: endSessionsOf,
    isOffered: () => true,
    isForOthers: false,
    says: 'End sessions',
    about: 'of',
    asks: 'End the sessions of this account?',
    follows: 'They are signed out at once in every browser. They can sign in again.',
    done: 'all sessions are ended.',
    isSo: ({ sessions }) => sessions === 0,
  },
  disable: {
    administer: disableUser,
    isOffered: ({ enabled }) => enabled,
    isForOthers: true,
    says: 'Switch off',
    about: 'the account of',
    asks: 'Switch this account off?',
    follows:
      'They are signed out at once in every browser, and can neither sign in nor use the service by a program until an administrator switches the account on again. What they have recorded stays.',
    done: 'the account is switched off, and all sessions are ended.',
    isSo: ({ enabled, sessions }) => !enabled && sessions === 0,
  },
  enable: {
    administer: enableUser,
    isOffered: ({ enabled }) => !enabled,
    isForOthers: true,
    says: 'Switch on',
    about: 'the account of',
    asks: 'Switch this account on again?',
    follows: 'They can sign in again, and do what their roles allow.',
    done: 'the account is switched on.',
    isSo: ({ enabled }) => enabled,
  },
};
