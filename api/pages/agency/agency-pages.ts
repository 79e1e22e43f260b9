import { together } from '../frame/page.js';
import { answerPages } from './answer-page.js';
import { taskLists } from './task-list.js';
import { taskActs } from './task-acts.js';
import { taskPage } from './task-page.js';
import { teamPage } from './team-page.js';

/** The pages of agencies: what they are asked, and how they answer. */
export const agencyPages = together([taskLists, teamPage, taskPage, taskActs, answerPages]);
