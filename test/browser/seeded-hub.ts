import pg from 'pg';
import { personas } from '../../local/personas.js';
import { openServedDatabase, type ServedDatabase } from '../../records/database.js';
import { systemClock } from '../../runtime/clock.js';
import { complete, leastFields, type Fields } from '../service/referral-pages.js';
import { answerCheck, childOf, checkOf, decide, readCase, screen, submit, succeeding } from '../service/steps.js';
import { keyRing } from '../support/keys.js';
import { MailSink } from '../support/mail-sink.js';
import { signedIn } from '../support/started-stack.js';
import { startEmbeddedService, type EmbeddedService } from './embedded-service.js';
import { school } from './examples.js';

/** How far a case is; or that it is restricted, or closed to somebody. */
type SeededCase = 'received' | 'screened' | 'decided' | 'restricted' | 'conflicted' | 'sentByReferrer';

/** A hub in which there is one of everything that a page is about. */
export interface SeededHub {
  readonly service: EmbeddedService;
  readonly mails: MailSink;
  /** Cases by how far they are; the one that is restricted was opened by broken glass as well. */
  readonly cases: Readonly<Record<SeededCase, string>>;
  /** Checks of the police, waiting and answered. */
  readonly checks: Readonly<Record<'waiting' | 'answered', string>>;
  /** What an id in a path stands for, by how the path begins. */
  readonly ids: Readonly<Record<string, string>>;
  /** Addresses of drafts of a referral, by who fills them in and how. */
  readonly drafts: Readonly<Record<keyof typeof draftsOf, string>>;
  stop: () => Promise<void>;
}

interface Api {
  as: ReturnType<typeof signedIn>;
}

/** Drafts in which, between them, every step is asked. */
export const draftsOf = {
  complete: {
    by: 'referrer',
    says: {
      ...{ 'children.1.born': 'yes', 'children.2.firstName': 'Unborn', 'children.2.lastName': 'Invented' },
      'children.2.born': 'no',
      ...{ 'household.1.firstName': 'Mona', 'household.1.lastName': 'Invented' },
      'household.1.relationship': 'mother',
      'concern.immediateDanger': 'yes',
    },
  },
  begun: { by: 'referrer', says: { 'concern.whatHappened': '', 'parents.informed': '' } },
  family: { by: 'referrer', says: { 'referrer.kind': 'family' } },
  keyedIn: { by: 'hub-worker', says: { 'referrer.kind': 'public' } },
} as const satisfies Record<string, { by: string; says: Fields }>;

/** Everything that was entered into a draft. */
export const saidIn = (draft: keyof typeof draftsOf): Fields => ({
  ...{ channel: 'phone', ...leastFields },
  ...draftsOf[draft].says,
});

export async function startSeededHub(): Promise<SeededHub> {
  const mails = new MailSink();
  await mails.open();
  const service = await startEmbeddedService(mails.url);
  const api: Api = { as: signedIn(Number(new URL(service.url).port)) };
  await Promise.all(personas.map(({ persona }) => api.as(persona).get('/api/cases')));
  const owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  const userIdOf = async (subject: string): Promise<string> => {
    const { rows } = await owner.query<{ id: string }>('SELECT "id" FROM "User" WHERE "subject" = $1', [subject]);
    return rows[0]?.id ?? '';
  };
  try {
    const [cases, drafts] = [await seedCases(api), await seedDrafts(service)];
    const glass = await restrict(api, cases.restricted, userIdOf);
    const checks = await seedChecks(api, cases.screened);
    const worker = await userIdOf('hub-worker');
    return {
      ...{ service, mails, cases, checks, drafts },
      ids: {
        '/tasks': checks.waiting,
        '/conflicts': await declareConflict(api, cases.conflicted),
        '/broken-glass': glass,
        '/warnings': await idOf(
          api.as('hub-worker').post(`/api/cases/${cases.screened}/warnings`, { kind: 'site', text: 'Invented.' }),
        ),
        '/admin/users': worker,
        '/admin/role-changes': await idOf(
          api.as('administrator').post(`/api/users/${worker}/role-changes`, { add: ['auditor'], reason: 'Invented.' }),
        ),
        '/admin/contacts': await idOf(api.as('administrator').post('/api/agencies/police/contacts', contact)),
      },
      stop: async () => {
        await service.stop();
        await mails.goAway();
      },
    };
  } finally {
    await owner.end();
  }
}

const contact = { name: 'Invented Desk', role: 'Duty desk', phone: '01632 960000', outOfHours: false };

const idOf = async (asking: ReturnType<ReturnType<Api['as']>['post']>): Promise<string> =>
  ((await succeeding(asking)).body as { id: string }).id;

async function seedCases(api: Api): Promise<SeededHub['cases']> {
  const received = await submit(api, school);
  const screened = await submit(api, school);
  const decided = await submit(api, school);
  const [restricted, conflicted] = [await submit(api), await submit(api)];
  await screen(api, screened);
  const { checks } = await screen(api, decided);
  for (const check of checks.slice(1)) await answerCheck(api, check);
  await decide(api, decided);
  const { body } = await succeeding(api.as('referrer').post('/api/referrals', school));
  return {
    received,
    screened,
    decided,
    restricted,
    conflicted,
    sentByReferrer: (body as { reference: string }).reference,
  };
}

async function seedChecks(api: Api, screened: string): Promise<SeededHub['checks']> {
  const answered = checkOf(await screen(api, await submit(api)), 'police');
  await answerCheck(api, answered);
  return { waiting: checkOf(await readCase(api, screened), 'police').id, answered: answered.id };
}

/** @returns the id of a worker's own conflict of interest, to whom the case is closed from now on */
async function declareConflict(api: Api, reference: string): Promise<string> {
  const person = childOf(await readCase(api, reference));
  return idOf(api.as('hub-worker').post(`/api/cases/${reference}/conflicts`, { person, kind: 'neighbour' }));
}

/** Restricts a case, to whose list the worker who then breaks the glass does not belong. @returns the id of that */
async function restrict(api: Api, reference: string, userIdOf: (subject: string) => Promise<string>): Promise<string> {
  const people = [await userIdOf('hub-manager'), await userIdOf('decision-maker')];
  await succeeding(
    api.as('hub-manager').post(`/api/cases/${reference}/restriction`, { reason: 'staff-family', people }),
  );
  const body = { reason: 'urgent-decision', text: 'Invented.', warningRead: true };
  return idOf(api.as('hub-worker').post(`/api/cases/${reference}/break-glass`, body));
}

async function seedDrafts({ applicationUrl, agencyUrl }: EmbeddedService): Promise<SeededHub['drafts']> {
  const database: ServedDatabase = openServedDatabase({
    ...{ databaseUrl: applicationUrl, agencyDatabaseUrl: agencyUrl, keys: keyRing() },
  });
  try {
    const at = async ({ by, says }: { by: string; says: Fields }): Promise<string> =>
      complete({ database, clock: systemClock }, by, says);
    return {
      complete: await at(draftsOf.complete),
      begun: await at(draftsOf.begun),
      family: await at(draftsOf.family),
      keyedIn: await at(draftsOf.keyedIn),
    };
  } finally {
    await database.close();
  }
}
