import { rolesInWords, type Role } from '../domain/roles.js';
import type { Scope } from '../domain/scopes.js';

/** Somebody of the demonstration: who signs in, and what their token says. */
export interface Persona {
  /** Client id and subject of the token; the same over all starts and ports. */
  readonly persona: string;
  /** Plainly invented. */
  readonly displayName: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** What tells them from somebody else of the same role. */
  readonly beside?: string;
  /** For agency roles: the code of their agency. */
  readonly agency?: string;
  /** For programs: what their tokens are limited to, unless they ask for less. */
  readonly scopes?: readonly Scope[];
}

/** Everyone who may sign in to the embedded stack. */
export const personas: readonly Persona[] = [
  {
    persona: 'hub-manager',
    displayName: 'Hester Hubmanager',
    email: 'hub-manager@hub.example',
    roles: ['hub-manager'],
  },
  {
    persona: 'decision-maker',
    displayName: 'Desmond Decider',
    email: 'decision-maker@hub.example',
    roles: ['decision-maker'],
  },
  { persona: 'hub-worker', displayName: 'Wanda Hubworker', email: 'hub-worker@hub.example', roles: ['hub-worker'] },
  {
    persona: 'police',
    displayName: 'Percy Policework',
    email: 'police@police.example',
    roles: ['agency-worker'],
    agency: 'police',
  },
  {
    persona: 'health',
    displayName: 'Hilda Healthwork',
    email: 'health@health.example',
    roles: ['agency-worker'],
    agency: 'health',
  },
  {
    persona: 'education',
    displayName: 'Edie Educationwork',
    email: 'education@education.example',
    roles: ['agency-worker'],
    agency: 'education',
  },
  {
    persona: 'housing',
    displayName: 'Howard Housingwork',
    email: 'housing@housing.example',
    roles: ['agency-worker'],
    agency: 'housing',
  },
  {
    persona: 'probation',
    displayName: 'Prue Probationwork',
    email: 'probation@probation.example',
    roles: ['agency-worker'],
    agency: 'probation',
  },
  {
    persona: 'mental-health',
    displayName: 'Minnie Mindwork',
    email: 'mental-health@mental-health.example',
    roles: ['agency-worker'],
    agency: 'mental-health',
  },
  {
    persona: 'domestic-abuse',
    displayName: 'Dora Refugework',
    email: 'domestic-abuse@domestic-abuse.example',
    roles: ['agency-worker'],
    agency: 'domestic-abuse',
  },
  {
    persona: 'social-care',
    displayName: 'Sorrel Carework',
    email: 'social-care@social-care.example',
    roles: ['agency-worker'],
    agency: 'social-care',
  },
  {
    persona: 'police-lead',
    displayName: 'Petra Policelead',
    email: 'police-lead@police.example',
    roles: ['agency-lead'],
    agency: 'police',
  },
  {
    persona: 'health-lead',
    displayName: 'Hugo Healthlead',
    email: 'health-lead@health.example',
    roles: ['agency-lead'],
    agency: 'health',
  },
  {
    persona: 'education-lead',
    displayName: 'Edmund Educationlead',
    email: 'education-lead@education.example',
    roles: ['agency-lead'],
    agency: 'education',
  },
  {
    persona: 'housing-lead',
    displayName: 'Holly Housinglead',
    email: 'housing-lead@housing.example',
    roles: ['agency-lead'],
    agency: 'housing',
  },
  {
    persona: 'probation-lead',
    displayName: 'Piers Probationlead',
    email: 'probation-lead@probation.example',
    roles: ['agency-lead'],
    agency: 'probation',
  },
  {
    persona: 'mental-health-lead',
    displayName: 'Miles Mindlead',
    email: 'mental-health-lead@mental-health.example',
    roles: ['agency-lead'],
    agency: 'mental-health',
  },
  {
    persona: 'domestic-abuse-lead',
    displayName: 'Dexter Refugelead',
    email: 'domestic-abuse-lead@domestic-abuse.example',
    roles: ['agency-lead'],
    agency: 'domestic-abuse',
  },
  {
    persona: 'social-care-lead',
    displayName: 'Silas Carelead',
    email: 'social-care-lead@social-care.example',
    roles: ['agency-lead'],
    agency: 'social-care',
  },
  {
    persona: 'referrer',
    displayName: 'Rhoda Referring',
    email: 'referrer@school.example',
    roles: ['referrer'],
  },
  {
    persona: 'school-system',
    displayName: 'Sycamore Invented School (system)',
    email: 'school-system@school.example',
    roles: ['referrer-system'],
    scopes: ['referrals:submit', 'referrals:read'],
  },
  {
    persona: 'receiving-team',
    displayName: 'Rita Receiver',
    email: 'receiving-team@council.example',
    roles: ['receiving-team'],
  },
  { persona: 'duty-team', displayName: 'Dudley Nightduty', email: 'duty-team@council.example', roles: ['duty-team'] },
  {
    persona: 'privacy-officer',
    displayName: 'Priscilla Privacy',
    email: 'privacy-officer@council.example',
    roles: ['privacy-officer'],
  },
  { persona: 'auditor', displayName: 'Audrey Auditor', email: 'auditor@council.example', roles: ['auditor'] },
  {
    persona: 'administrator',
    displayName: 'Adam Administrator',
    email: 'administrator@council.example',
    roles: ['administrator'],
  },
  {
    persona: 'administrator-two',
    displayName: 'Ada Second-Administrator',
    email: 'administrator-two@council.example',
    roles: ['administrator'],
    beside: 'who approves what the first proposes',
  },
];

/** What somebody is to the hub, in words that are nobody else's. */
export function whatTheyAre({ roles, agency, beside }: Persona): string {
  const role = rolesInWords(roles, agency ?? null);
  return beside === undefined ? role : `${role}, ${beside}`;
}
