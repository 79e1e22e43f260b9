import { together, type PageRoute } from '../frame/page.js';
import { agencyPages } from './agency-pages.js';
import { directoryPages } from './directory-pages.js';
import { roleChangePages } from './role-change-pages.js';
import { userActPages } from './user-act-pages.js';
import { userPages } from './user-pages.js';

/** For administrators: who may work here and as what, and how the hub and its agencies are reached, which others look up. */
export const adminPages: PageRoute = together([userPages, userActPages, roleChangePages, directoryPages, agencyPages]);
