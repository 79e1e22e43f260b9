import 'express-session';
import type { SignInProof } from '../../domain/sign-in.js';

/** A sign-in on its way: what must come back from the provider, and what proves that this browser began it. */
export interface PendingSignIn {
  state: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
  /** Where the person was going: a path of ours. */
  to: string;
  /** RFC 3339. */
  begunAt: string;
  /** Somebody who is signed in shows anew who they are. */
  again?: true;
}

/** What the provider said of a sign-in, beside who it is. */
export interface SignInFacts {
  /** When they showed who they are: seconds since the epoch. */
  authTime?: number;
  /** How strong the sign-in was, in the provider's words. */
  strengths?: readonly string[];
  /** The provider's own session. */
  providerSid?: string;
}

declare module 'express-session' {
  /** What a session holds. It is of nobody until there is a `userId`, and of it only `pending` is written after that. */
  interface SessionData extends SignInFacts {
    pending: PendingSignIn[];
    /** Id of the code that this browser asked for last. */
    code: string;
    userId: string;
    /** RFC 3339. */
    signedInAt: string;
  }
}

/** The same of a session, as acts ask for it. */
export const proofIn = ({ authTime, strengths = [] }: SignInFacts): SignInProof => ({
  ...(authTime === undefined ? {} : { at: new Date(authTime * 1000) }),
  strengths,
});
