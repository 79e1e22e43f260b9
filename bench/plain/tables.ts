/** What the yardstick without Temporal has beside the record: running clocks, and mails still to go. */
export const queueTables = `
  CREATE TABLE deadline (
    case_id uuid NOT NULL REFERENCES cases, check_id uuid REFERENCES checks, clock text NOT NULL, due_at timestamptz NOT NULL,
    settled_at timestamptz, reminded_at timestamptz);
  CREATE INDEX ON deadline (case_id);
  CREATE INDEX ON deadline (check_id) WHERE settled_at IS NULL;
  CREATE INDEX ON deadline (due_at) WHERE settled_at IS NULL AND reminded_at IS NULL;
  CREATE TABLE job (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), case_id uuid NOT NULL REFERENCES cases, check_id uuid, agency text,
    tells text NOT NULL, facts jsonb NOT NULL, run_at timestamptz NOT NULL DEFAULT now(), lease_until timestamptz, done_at timestamptz);
  CREATE INDEX ON job (run_at) WHERE done_at IS NULL;`;

/** Where the API says that there are mails to send. */
export const channel = 'jobs';
