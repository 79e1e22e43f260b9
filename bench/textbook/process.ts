/** What the API, the workflow and the activities of the textbook shape say to each other: ids and codes. */
export interface ScreenedCase {
  readonly agencies: readonly string[];
  /** How long the agencies have, in milliseconds. */
  readonly milliseconds: number;
}

export interface AskedCheck {
  readonly id: string;
  readonly agency: string;
  /** RFC 3339, UTC. */
  readonly dueAt: string;
}

/** The activities, each of which mails or writes one row. */
export interface TextbookActivities {
  acknowledge: (caseId: string) => Promise<void>;
  /** Writes the task's row and asks its agency. */
  askAgency: (caseId: string, check: AskedCheck) => Promise<void>;
  remindAgency: (caseId: string, check: AskedCheck) => Promise<void>;
  /** Keeps the status that pages would read in step with the workflow. */
  setStatus: (caseId: string, status: string) => Promise<void>;
  tellOutcome: (caseId: string) => Promise<void>;
}

export const workflowType = 'textbookCase';
export const signals = { screened: 'screened', answered: 'answered', decided: 'decided' } as const;
export const workflowIdOf = (caseId: string): string => `textbook/${caseId}`;
