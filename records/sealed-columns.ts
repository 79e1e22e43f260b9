/** How PostgreSQL holds a sealed column: `bytes` are 32 bytes where they are plain, a `file` is as long as it likes. */
export type SealedKind = 'text' | 'json' | 'bytes' | 'file';

export interface SealedTable {
  /** The primary key in its order, with the types of its columns. */
  readonly key: Readonly<Record<string, 'uuid' | 'int'>>;
  readonly columns: Readonly<Record<string, SealedKind>>;
  /** How many rows a rotation takes at once, where they are too large for as many as usual. */
  readonly rowsAtOnce?: number;
  /** Columns by which equality is searched: each holds the blind index of a sealed one. */
  readonly indexes?: Readonly<Record<string, { readonly of: string; readonly as: BlindIndex }>>;
}

/** What is searched by equality alone, each with its normal form: what is the same to a person has the same. */
export const blindIndexes = {
  'email-address': (value: string): string => value.trim().toLowerCase(),
  'nhs-number': (value: string): string => {
    const digits = value.replaceAll(/\D/g, '');
    // What is no number at all ("0", "unknown", "999 999 9999") ties nobody to anybody.
    return /^(\d)(?!\1{9})\d{9}$/.test(digits) ? digits : '';
  },
} as const;
export type BlindIndex = keyof typeof blindIndexes;

/**
 * Every column that is encrypted in PostgreSQL: what people wrote, and who the referrer is. Names and dates of birth of the people of a
 * case stay in the clear, for they are searched by likeness (docs/decisions/0015-sealed-columns.md). Adding a column is adding it here,
 * and sealing and opening it where it is written and read.
 */
export const sealedTables = {
  Referral: {
    key: { id: 'uuid' },
    columns: { submission: 'json', referrerEmail: 'text' },
    indexes: { referrerEmailIndex: { of: 'referrerEmail', as: 'email-address' } },
  },
  ReferrerAccount: {
    key: { id: 'uuid' },
    columns: { address: 'text' },
    indexes: { addressIndex: { of: 'address', as: 'email-address' } },
  },
  OneTimeCode: {
    key: { id: 'uuid' },
    columns: { address: 'text' },
    indexes: { addressIndex: { of: 'address', as: 'email-address' } },
  },
  FormDraft: { key: { id: 'uuid' }, columns: { answers: 'json' } },
  RoleChange: { key: { id: 'uuid' }, columns: { reason: 'text', refusal: 'text' } },
  WarningNote: { key: { id: 'uuid' }, columns: { text: 'text', forAgencies: 'text', endReason: 'text' } },
  Person: {
    key: { id: 'uuid' },
    columns: { nhsNumber: 'text', address: 'json', particulars: 'json' },
    indexes: { nhsNumberIndex: { of: 'nhsNumber', as: 'nhs-number' } },
  },
  CasePerson: { key: { caseId: 'uuid', personId: 'uuid' }, columns: { relationship: 'text', locationNow: 'text' } },
  Screening: { key: { id: 'uuid' }, columns: { rationale: 'text', agreementOverride: 'text', referTo: 'text' } },
  AgencyCheck: { key: { id: 'uuid' }, columns: { question: 'text' } },
  CheckAnswer: { key: { id: 'uuid' }, columns: { analysis: 'text' } },
  CheckResult: { key: { answerId: 'uuid', personId: 'uuid' }, columns: { systemsSearched: 'text' } },
  CheckInformation: { key: { answerId: 'uuid', position: 'int' }, columns: { text: 'text' } },
  Document: { key: { id: 'uuid' }, columns: { name: 'text' } },
  DocumentContent: { key: { documentId: 'uuid' }, columns: { content: 'file' }, rowsAtOnce: 1 },
  DecisionRound: { key: { id: 'uuid' }, columns: { messageToReferrer: 'text', meetingSkipped: 'json' } },
  Decision: { key: { id: 'uuid' }, columns: { rationale: 'text' } },
  DecisionGap: { key: { roundId: 'uuid', checkId: 'uuid' }, columns: { reason: 'text' } },
  // With the salt in the clear, whoever guesses a content could tell by its MAC that the guess is right.
  CaseEventContent: { key: { caseId: 'uuid', seq: 'int', part: 'int' }, columns: { content: 'text', salt: 'bytes' } },
} as const satisfies Readonly<Record<string, SealedTable>>;

type Tables = typeof sealedTables;

/** A sealed column as `Table.column`. */
export type SealedColumn = {
  [Name in keyof Tables]: `${Name}.${keyof Tables[Name]['columns'] & string}`;
}[keyof Tables];
