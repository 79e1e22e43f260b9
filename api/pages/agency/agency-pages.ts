import { together } from '../frame/page.js';
import { answerPages } from './answer-page.js';
import { taskList } from './task-list.js';
import { taskPage } from './task-page.js';

/** The pages of agencies: what they are asked, and how they answer. */
export const agencyPages = together([taskList, taskPage, answerPages]);
