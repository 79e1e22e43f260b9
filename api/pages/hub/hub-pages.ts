import { together } from '../frame/page.js';
import { boardPages } from './board-page.js';
import { caseActs } from './case-acts.js';
import { caseOverview } from './case-overview.js';
import { decisionPage } from './decision-page.js';
import { screeningPage } from './screening-page.js';

/** Everything that people of the hub see and do in a browser. */
export const hubPages = together([boardPages, caseOverview, caseActs, screeningPage, decisionPage]);
