/**
 * Every kind of case event. `changesCourse` marks those that the workflow must hear of: the relay rings for them and for no
 * others, so that seven of eight answers cost one transaction each and nothing else. `by` says whose doing it is: an act of a
 * person moves the case's version, a doing of the process never does.
 */
export const eventTypes = {
  'referral-received': { by: 'person', changesCourse: true, says: 'Referral received' },
  'case-screened': { by: 'person', changesCourse: true, says: 'Screened: route, rating and checks set' },
  'case-claimed': { by: 'person', changesCourse: false, says: 'Case taken on by somebody of the hub' },
  'case-assigned': { by: 'person', changesCourse: false, says: 'Case given to somebody of the hub, or put back' },
  'check-claimed': { by: 'person', changesCourse: false, says: 'Check taken on by a worker of the agency' },
  'check-handed-over': {
    by: 'person',
    changesCourse: false,
    says: 'Check given to a worker of the agency, or put back',
  },
  'check-answered': { by: 'person', changesCourse: false, says: 'Agency answered' },
  'last-check-answered': { by: 'person', changesCourse: true, says: 'Last agency answered' },
  'late-answer-recorded': { by: 'person', changesCourse: true, says: 'Agency answered after the decision' },
  'case-decided': { by: 'person', changesCourse: true, says: 'Decision made' },
  'case-restricted': { by: 'person', changesCourse: false, says: 'Restricted to the people on an access list' },
  'access-list-changed': { by: 'person', changesCourse: false, says: 'Access list changed' },
  'restriction-kept': { by: 'person', changesCourse: false, says: 'Restriction reviewed and kept' },
  'restriction-lifted': { by: 'person', changesCourse: false, says: 'Restriction lifted' },
  'glass-broken': { by: 'person', changesCourse: false, says: 'Opened by somebody who is not on the access list' },
  'glass-reviewed': { by: 'person', changesCourse: false, says: 'Opening without being on the access list reviewed' },
  'conflict-declared': { by: 'person', changesCourse: false, says: 'Conflict of interest declared' },
  'conflict-lifted': { by: 'person', changesCourse: false, says: 'Conflict of interest ended' },
  'warning-added': { by: 'person', changesCourse: false, says: 'Warning note added' },
  'warning-kept': { by: 'person', changesCourse: false, says: 'Warning note reviewed, and kept' },
  'warning-ended': { by: 'person', changesCourse: false, says: 'Warning note ended' },
  'deadline-breached': { by: 'process', changesCourse: false, says: 'Deadline missed' },
  'ladder-climbed': { by: 'process', changesCourse: false, says: 'Reminder or escalation due' },
  'notice-sent': { by: 'process', changesCourse: false, says: 'Message sent' },
  'notice-uncertain': { by: 'process', changesCourse: false, says: 'Message perhaps sent' },
  'notice-failed': { by: 'process', changesCourse: false, says: 'Message could not be sent' },
  'notice-overtaken': { by: 'process', changesCourse: false, says: 'Message no longer wanted' },
  'document-infected': { by: 'process', changesCourse: false, says: 'A file was found infected, and deleted' },
  'case-closed': { by: 'process', changesCourse: false, says: 'Case closed' },
} as const satisfies Record<string, { by: 'person' | 'process'; changesCourse: boolean; says: string }>;
export type EventType = keyof typeof eventTypes;
