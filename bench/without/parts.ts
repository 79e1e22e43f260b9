/**
 * The parts of security that the benchmark can do without, and the modules in which each stands, by their place in the project. What
 * takes a module's place stands in this folder under the same path.
 */
export const parts = {
  permission: ['api/security/permit', 'records/walls', 'records/case-lookup', 'records/leave'],
  'fresh roles': ['records/users'],
  'row-level security': ['records/agency-reads'],
  encryption: ['records/sealing'],
  audit: ['api/security/looks', 'records/looks', 'records/events'],
  codec: ['runtime/process-payloads'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Part = keyof typeof parts;
export const allParts = Object.keys(parts) as Part[];

/** What tells a program of the benchmark which parts it runs without: their names, separated by commas. */
export const withoutVariable = 'BENCH_WITHOUT';
