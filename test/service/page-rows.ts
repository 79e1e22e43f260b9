import type { Role } from '../../domain/roles.js';
import { roles } from '../../domain/roles.js';
import { actPages } from './act-pages.js';
import { referrerRoutes } from './referrer-routes.js';

/*
 * Every route that is for browsers: what nobody in particular gets, who may, and what they get. After a comma stands the look that it
 * leaves; without one it leaves nothing. Everybody else who is signed in gets 403, and the denial is kept. Pages under an act that are made by
 * the frame stand in act-pages.ts, those for referrers in referrer-routes.ts.
 */
const table = `
GET /                               | 200                     | everyone      | 200
GET /account/sessions               | 303 /sign-in            | everyone      | 200
POST /account/sessions/end          | 403                     | everyone      | 303 provider, signed-out
GET /sign-in                        | 303 provider            | everyone      | 303 /
GET /sign-in/callback               | 403, sign-in-refused    | everyone      | 403, sign-in-refused
GET /sign-in/again                  | 303 /sign-in            | everyone      | 303 provider
GET /signed-in-again                | 303 /sign-in            | everyone      | 200
GET /sign-out                       | 303 /signed-out         | everyone      | 200
POST /sign-out                      | 403                     | everyone      | 303 provider, signed-out
GET /signed-out                     | 200                     | everyone      | 200
GET /signed-out/ended               | 200                     | everyone      | 200
GET /sign-in/choose                 | 200                     | everyone      | 303 /
GET /sign-in/code                   | 200                     | everyone      | 303 /
POST /sign-in/code                  | 303 /sign-in/code/enter | everyone      | 303 /
GET /sign-in/code/enter             | 303 /sign-in/code       | everyone      | 303 /
POST /sign-in/code/enter            | 303 /sign-in/code       | everyone      | 303 /
GET /sign-in/code/mail/{proof}      | 303 /sign-in/code       | everyone      | 303 /
GET /help                           | 200                     | everyone      | 200
GET /accessibility                  | 200                     | everyone      | 200
GET /privacy                        | 200                     | everyone      | 200
GET /cookies                        | 200                     | everyone      | 200
GET /language/en                    | 303 /                   | everyone      | 303 /
GET /language/cy                    | 303 /                   | everyone      | 303 /
GET /admin/users/{id}/disable       | 303 /sign-in            | administrator | 200, opened manage-users
GET /admin/users/{id}/enable        | 303 /sign-in            | administrator | 200, opened manage-users
GET /admin/users/{id}/end-sessions  | 303 /sign-in            | administrator | 200, opened manage-users
POST /admin/users/{id}/disable      | 403                     | administrator | 303 /admin/users, acted manage-users
POST /admin/users/{id}/enable       | 403                     | administrator | 303 /admin/users, acted manage-users
POST /admin/users/{id}/end-sessions | 403                     | administrator | 303 /admin/users, acted manage-users
GET /referrals/drafts/{draft}/documents | 303 /sign-in/choose | referring | 404, denied submit-referral
POST /referrals/drafts/{draft}/documents | 403                | referring | 404, denied submit-referral
POST /board/find                    | 403                     | everyone      | 303 /board
POST /board/views                   | 403                     | hub           | 303 /board | see-board
POST /board/views/remove            | 403                     | hub           | 303 /board | see-board
`;

/** Route, what nobody in particular gets, who may, what they get, and the act that others are denied where that leaves no look. */
export const pageRows: readonly (readonly string[])[] = table
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

export type Who = Role | 'no role';
export const everyone: readonly Who[] = [...roles, 'no role'];

const groups: Readonly<Record<string, readonly Who[]>> = {
  everyone,
  hub: ['hub-manager', 'decision-maker', 'hub-worker'],
  referring: ['referrer', 'referrer-system', 'hub-manager', 'decision-maker', 'hub-worker'],
  deciders: ['hub-manager', 'decision-maker'],
};

/** Whoever may, as a row calls them. */
export const groupOf = (may: string): readonly Who[] => groups[may] ?? [may as Role];

/** Every route that is for browsers, whichever table it stands in, such as `GET /sign-in`. */
export const pageRoutes: readonly string[] = [
  ...pageRows.map(([route = '']) => route),
  ...actPages.flatMap(({ path, kind }) => [`GET ${path}`, ...(kind === 'look' ? [] : [`POST ${path}`])]),
  ...referrerRoutes.map(({ route }) => route),
];
