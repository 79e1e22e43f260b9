import { together } from '../frame/page.js';
import { boardPages } from './board-page.js';
import { caseActs } from './case-acts.js';
import { caseDocuments } from './case-documents.js';
import { caseChronology } from './case-chronology.js';
import { caseOverview } from './case-overview.js';
import { caseParts } from './case-parts.js';
import { decisionPage } from './decision-page.js';
import { glassPage } from './glass-page.js';
import { printPages } from './case-print.js';
import { peopleSearch } from './people-search-page.js';
import { savedViewPages } from './saved-views.js';
import { screeningPage } from './screening-page.js';
import { triagePages } from './triage-page.js';
import { warningPages } from './warning-pages.js';

/** Everything that people of the hub see and do in a browser. */
export const hubPages = together([
  peopleSearch,
  savedViewPages,
  boardPages,
  caseOverview,
  caseParts,
  caseChronology,
  caseDocuments,
  caseActs,
  printPages,
  triagePages,
  screeningPage,
  decisionPage,
  glassPage,
  warningPages,
]);
