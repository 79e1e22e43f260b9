import { together, type PageRoute } from '../frame/page.js';
import { conflictPages } from './conflict-pages.js';
import { glassPages } from './glass-pages.js';
import { lookPages } from './look-pages.js';
import { restrictionPages } from './restriction-pages.js';

/** Who may see what, and who did. */
export const oversightPages: PageRoute = together([restrictionPages, conflictPages, glassPages, lookPages]);
