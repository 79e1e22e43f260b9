// What pages do better with a script; all of them work without.
import { initAll } from './made/govuk-frontend.js';

initAll();
