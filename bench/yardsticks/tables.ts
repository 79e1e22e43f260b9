import pg from 'pg';
import { agencies } from '../../domain/policy.js';
import { personas } from '../../local/personas.js';

/** The tables that both yardsticks have: what people submitted, asked, answered and decided. No event log, no versions. */
export const recordTables = `
  CREATE TABLE agency (code text PRIMARY KEY, email text NOT NULL);
  CREATE TABLE cases (
    id uuid PRIMARY KEY, reference text NOT NULL UNIQUE, status text NOT NULL, received_at timestamptz NOT NULL,
    referrer_kind text NOT NULL, referrer_email text NOT NULL, submission jsonb NOT NULL,
    open_checks int NOT NULL DEFAULT 0, message_to_referrer text);
  CREATE TABLE person (
    id uuid PRIMARY KEY, case_id uuid NOT NULL REFERENCES cases, position int NOT NULL, role text NOT NULL,
    first_name text NOT NULL, last_name text NOT NULL, date_of_birth date, address jsonb, relationship text);
  CREATE INDEX ON person (case_id);
  CREATE TABLE screening (
    case_id uuid PRIMARY KEY REFERENCES cases, at timestamptz NOT NULL, rating text NOT NULL, rationale text NOT NULL, legal_basis text NOT NULL);
  CREATE TABLE checks (
    id uuid PRIMARY KEY, case_id uuid NOT NULL REFERENCES cases, agency text NOT NULL REFERENCES agency,
    state text NOT NULL, rating text NOT NULL, legal_basis text NOT NULL, due_at timestamptz NOT NULL, settled_at timestamptz);
  CREATE INDEX ON checks (case_id);
  CREATE TABLE check_person (check_id uuid REFERENCES checks, person_id uuid REFERENCES person, PRIMARY KEY (check_id, person_id));
  CREATE TABLE answer (
    id uuid PRIMARY KEY, check_id uuid NOT NULL UNIQUE REFERENCES checks, at timestamptz NOT NULL, analysis text, rating text);
  CREATE TABLE result (
    answer_id uuid REFERENCES answer, person_id uuid, result text NOT NULL, systems_searched text, PRIMARY KEY (answer_id, person_id));
  CREATE TABLE information (
    answer_id uuid REFERENCES answer, position int, person_id uuid NOT NULL, kind text NOT NULL, text text NOT NULL, sharing text NOT NULL,
    PRIMARY KEY (answer_id, position));
  CREATE TABLE decision (
    case_id uuid REFERENCES cases, child_id uuid REFERENCES person, at timestamptz NOT NULL, level int NOT NULL, outcome text NOT NULL,
    primary_need text, rationale text NOT NULL, PRIMARY KEY (case_id, child_id));`;

/** Lays a yardstick's tables down in an empty database, with the agencies and where they are written to. */
export async function layDown(databaseUrl: string, tables: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(tables);
    for (const { code } of agencies) {
      const email = personas.find(({ persona }) => persona === code)?.email ?? '';
      await client.query('INSERT INTO agency VALUES ($1, $2)', [code, email]);
    }
  } finally {
    await client.end();
  }
}
