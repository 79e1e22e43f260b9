import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workflowIdOf } from '../../../domain/process.js';
import type { CaseSeen, CheckSeen } from '../../service/seen.js';
import { checkOf, childOf, succeeding } from '../../service/steps.js';
import type { Treatment } from '../../support/mail-sink.js';
import type { ApiProgram, Program } from '../../support/processes.js';
import { temporalAddress } from '../../support/stack.js';
import { dataFolder, openInstallation, within, type Installation } from '../installation.js';
import { hasCaughtUp } from '../record.js';
import { Conversation } from './conversation.js';
import * as says from './marks.js';
import { actWrongly, makeMistakes } from './mistakes.js';
import { lookAtPages } from './pages.js';
import { Trouble } from './trouble.js';
import type { Trace } from './traces.js';

/** What a case has left behind, and where. */
export interface Course {
  installation: Installation;
  talk: Conversation;
  programs: readonly Program[];
  reference: string;
  workflowId: string;
  /** What the API said of itself, each time before it was ended. */
  figures: readonly string[];
  /** Pages, and answers to what was no HTTP. */
  pages: readonly Trace[];
  /** Where the programs ran, and where they put what they needed for a while. */
  folders: { working: string; temporary: string };
  close: () => Promise<void>;
}

/** Node writes a report of the process into its working folder, when it is asked and when it comes to a bad end. */
const reporting = ['--report-on-signal', '--report-uncaught-exception', '--report-on-fatalerror'];

const secondManager = { subject: 'second-manager', name: 'Mabel Secondmanager', roles: ['hub-manager'] as const };
const secondAdministrator = { subject: 'second-admin', name: 'Anton Secondadmin', roles: ['administrator'] as const };
const current = { 'if-match': '*' };
/** The agency that answers once all is decided. */
const late = 'social-care';
/** Agencies whose mail is not taken at first, how, and whether that is the end of it. */
const refusals: readonly (readonly [agency: string, refusal: Treatment, forGood: boolean])[] = [
  ['police', '550', true],
  ['health', 'no such address', true],
  ['education', '450', false],
  ['housing', 'drop before data', false],
];
const mailboxOf = (agency: string): string => `${agency}@${agency}.example`;
/** Who may see the case once it is restricted, beside a second manager. */
const listed = ['hub-manager', ...says.agencies];
/** Somebody of every role who may not. */
const outsiders = [
  ...['decision-maker', 'hub-worker', 'police-lead', 'referrer', 'school-system', 'receiving-team', 'duty-team'],
  ...['privacy-officer', 'auditor', 'administrator', 'no-role'],
];

/** Goes with a case from its referral to its end, on real processes, with everything going wrong on the way that can. */
export class Journey {
  private readonly programs: Program[] = [];
  private readonly figures: string[] = [];
  private readonly pages: Trace[] = [];
  private reference = '';

  private constructor(
    private readonly installation: Installation,
    private readonly trouble: Trouble,
    private readonly talk: Conversation,
    private api: ApiProgram,
  ) {
    this.programs.push(api);
  }

  static async toItsEnd(): Promise<Course> {
    const { dataDir, remove } = await dataFolder();
    const folders = { working: join(dataDir, 'work'), temporary: join(dataDir, 'tmp') };
    await Promise.all(Object.values(folders).map((folder) => mkdir(folder)));
    const installation = await openInstallation(temporalAddress(), {
      ...{ workingFolder: folders.working, temporaryFolder: folders.temporary, nodeOptions: reporting },
    });
    const trouble = await Trouble.ready(installation);
    const close = async (): Promise<void> => {
      await trouble.close();
      await installation.close();
      await remove();
    };
    try {
      const api = await installation.startApi();
      const journey = new Journey(installation, trouble, new Conversation(api), api);
      await journey.go();
      const { talk, programs, reference, figures, pages } = journey;
      return { installation, talk, programs, reference, figures, pages, folders, close, ...(await journey.process()) };
    } catch (error) {
      await close();
      throw error;
    }
  }

  private async go(): Promise<void> {
    const worker = await this.refer();
    await worker.kill();
    const [screened] = await Promise.all([this.screen(), this.startWorker()]);
    await this.asked();
    await this.warn(screened);
    await this.answer(screened.checks.filter(({ agency }) => agency !== late));
    await this.declareConflicts(screened);
    await this.restrict();
    await this.lookWithoutRight(screened);
    await this.breakGlass();
    await this.decide();
    await this.answer([checkOf(screened, late)]);
    await this.lift();
    await this.readEverything(screened);
    await this.keepDirectory();
    await this.changeRoles();
    await this.end();
  }

  /** @returns the worker that acknowledged it, after the record had failed it */
  private async refer(): Promise<Program> {
    const { talk, trouble } = this;
    for (const who of [...listed, secondManager, ...outsiders]) await talk.as(who).get('/api/cases');
    const answers = await makeMistakes(talk, this.api.url);
    this.pages.push(...answers.map((left) => ({ place: 'answer to what is no HTTP', left })));
    this.pages.push(...(await lookAtPages(this.api.url, this.installation.surroundings.provider)));
    const submitting = () => talk.as('school-system').post('/api/referrals', says.referral);
    await trouble.refusing('Person', submitting);
    const { body } = await succeeding(submitting());
    this.reference = (body as { reference: string }).reference;
    const worker = await trouble.without('CaseCourse', async () => {
      const started = await this.startWorker();
      await within(60, 'the worker to fail', () =>
        started.lines.some((line) => /"level":"(warn|error)"/.test(line)) ? true : undefined,
      );
      return started;
    });
    await this.caughtUp();
    return worker;
  }

  private async screen(): Promise<CaseSeen> {
    const { talk, trouble, installation } = this;
    refusals.forEach(([agency, refusal]) => {
      installation.mails.treat(mailboxOf(agency), refusal);
    });
    const body = says.screeningOf(await this.read());
    await actWrongly(talk, this.path('/screening'), body);
    const headers = { 'idempotency-key': randomUUID() };
    const screening = () => talk.as('hub-manager').post(this.path('/screening'), body, headers);
    await trouble.without('Screening', screening);
    await trouble.inTheMiddle(screening, (waiting) => trouble.breakConnections(waiting));
    await this.keepFigures();
    await trouble.inTheMiddle(screening, () => this.api.kill());
    this.api = await installation.startApi();
    this.programs.push(this.api);
    talk.goOnWith(this.api);
    await succeeding(screening());
    await succeeding(screening());
    return this.read();
  }

  /** Whoever answers before they are asked is not asked: every agency is, but those whose mail is refused for good. */
  private async asked(): Promise<void> {
    const { mails } = this.installation;
    const never = refusals.filter(([, , forGood]) => forGood).map(([agency]) => agency);
    const askable = says.agencies.filter((agency) => !never.includes(agency)).map(mailboxOf);
    await within(60, 'the agencies to be asked', () =>
      askable.every((mailbox) => mails.to(mailbox).length > 0) ? true : undefined,
    );
    const failed = `SELECT FROM "Notice" WHERE "agency" = ANY ($1) AND "state" = 'failed'`;
    await within(60, 'the refused messages to be given up', async () =>
      (await this.installation.rows(failed, [never])).length === never.length ? true : undefined,
    );
  }

  private async answer(checks: readonly CheckSeen[]): Promise<void> {
    const { talk } = this;
    for (const check of checks) {
      const path = `/api/checks/${check.id}`;
      const body = says.answerTo(check);
      await succeeding(talk.permitted(check.agency).get(path));
      await talk.as('auditor').post(`${path}/answer`, body);
      await talk.as(check.agency).post(`${path}/answer`, { ...body, analysis: [body] });
      await succeeding(talk.as(check.agency).post(`${path}/answer`, body));
      await talk.as(check.agency).post(`${path}/answer`, body);
      await succeeding(talk.permitted(check.agency).get(path));
    }
  }

  private async warn(screened: CaseSeen): Promise<void> {
    const { talk } = this;
    const person = childOf(screened);
    const path = this.path('/warnings');
    await talk.as('police').post(path, { ...says.warning, person });
    await talk.as('hub-worker').post(path, { ...says.warning, person: says.core });
    await succeeding(talk.as('hub-worker').post(path, { ...says.warning, person }));
    const { body } = await succeeding(talk.as('hub-worker').post(path, says.warning));
    const note = `/api/warnings/${(body as { id: string }).id}`;
    await talk.as('hub-worker').get('/api/warnings');
    await succeeding(talk.permitted('hub-manager').get('/api/warnings'));
    await succeeding(talk.as('hub-manager').post(`${note}/keep`, says.reasonSaying('WarningKept')));
    const end = `${note}/end`;
    await talk.as('hub-worker').post(end, says.reasonSaying('Ended'));
    await succeeding(talk.as('hub-manager').post(end, says.reasonSaying('Ended')));
  }

  private async declareConflicts(screened: CaseSeen): Promise<void> {
    const { talk } = this;
    const person = childOf(screened);
    const { id } = checkOf(screened, 'police');
    await succeeding(talk.as('hub-worker').post(this.path('/conflicts'), says.conflictWith(person, 'Conflict')));
    await succeeding(talk.as('police').post(`/api/checks/${id}/conflicts`, says.conflictWith(person, 'OwnConflict')));
    await talk.as('hub-worker').post(this.path('/conflicts'), says.conflictWith(says.core, 'Conflict'));
    for (const who of ['hub-worker', 'police'])
      for (const path of [this.path(), this.path('/events'), `/api/checks/${id}`]) await talk.as(who).get(path);
    const { body } = await succeeding(talk.as('hub-manager').get(this.path('/conflicts')));
    for (const conflict of (body as { items: { id: string }[] }).items)
      await succeeding(talk.as('hub-manager').post(`/api/conflicts/${conflict.id}/lift`, says.reasonSaying('Lifted')));
  }

  private async restrict(): Promise<void> {
    const { talk } = this;
    const ids = new Map(await this.usersByName());
    const people = [...listed, secondManager.subject].map((who) => ids.get(who) ?? '');
    const act = this.path('/restriction');
    await actWrongly(talk, act, says.restrictionTo(people));
    await succeeding(talk.as('hub-manager').post(act, says.restrictionTo(people)));
    await talk.as('hub-manager').post(act, says.restrictionTo(people));
    await succeeding(talk.as('hub-manager').post(this.path('/restriction/keep'), says.reasonSaying('Kept')));
  }

  /** Whoever has nothing to do with the case asks for whatever there is of it. */
  private async lookWithoutRight(screened: CaseSeen): Promise<void> {
    const ofCase = ['', '/events', '/waiting', '/looks', '/restriction', '/conflicts'].map((rest) => this.path(rest));
    const check = `/api/checks/${checkOf(screened, 'health').id}`;
    const others = [
      '/api/cases',
      '/api/checks',
      '/api/restricted-cases',
      '/api/looks',
      `/api/cases?q=${this.reference}`,
    ];
    const asked = [...ofCase, ...others, `/api/referrals/${this.reference}/status`];
    const looking = async (who: string): Promise<void> => {
      for (const path of asked) await this.talk.as(who).get(path);
      if (who !== 'health') await this.talk.as(who).get(check);
    };
    await Promise.all([...outsiders, 'police'].map(looking));
    for (const path of asked) await this.talk.nobody.get(path);
  }

  private async breakGlass(): Promise<void> {
    const { talk } = this;
    const { body } = await succeeding(talk.as('decision-maker').post(this.path('/break-glass'), says.glass));
    await succeeding(talk.permitted('decision-maker').get(this.path()));
    await talk.as('hub-worker').get('/api/broken-glass');
    await succeeding(talk.permitted('privacy-officer').get('/api/broken-glass'));
    const review = `/api/broken-glass/${(body as { id: string }).id}/review`;
    await talk.as('decision-maker').post(review, says.glassReview);
    await succeeding(talk.as('privacy-officer').post(review, says.glassReview));
    await talk.as('hub-manager').post(review, says.glassReview);
  }

  private async decide(): Promise<void> {
    const { talk } = this;
    const path = this.path('/decision');
    const seen = await this.read();
    const body = says.decisionOver(seen, says.messageToReferrer);
    await actWrongly(talk, path, body);
    await talk.as('hub-manager').post(path, body);
    // Which word must not go out is told to whoever has just written it.
    const naming = says.decisionOver(seen, `Dear ${says.mark('FirstfirstName')}.`);
    await talk.permitted('hub-manager').post(path, naming, current);
    await succeeding(talk.as('hub-manager').post(path, body, current));
    await talk.as('hub-manager').post(path, body, current);
  }

  private async lift(): Promise<void> {
    const lift = this.path('/restriction/lift');
    await this.talk.as('hub-manager').post(lift, says.reasonSaying('Unrestricted'));
    await succeeding(this.talk.as(secondManager).post(lift, says.reasonSaying('Unrestricted')));
  }

  /** Those who may read the case read it, and all that is about it. */
  private async readEverything(screened: CaseSeen): Promise<void> {
    const { talk } = this;
    for (const who of ['hub-manager', 'decision-maker', 'hub-worker'])
      await succeeding(talk.permitted(who).get(this.path()));
    await succeeding(talk.permitted('hub-manager').get('/api/broken-glass'));
    for (const { id, agency } of screened.checks) await succeeding(talk.permitted(agency).get(`/api/checks/${id}`));
    for (const rest of ['/events', '/waiting', '/looks']) await succeeding(talk.as('hub-manager').get(this.path(rest)));
    for (const path of ['/api/cases', '/api/looks', '/api/users', '/api/openapi.json', '/info', '/ready', '/health'])
      await talk.as('auditor').get(path);
  }

  /** An administrator changes how the hub and an agency are reached; colleagues read it. */
  private async keepDirectory(): Promise<void> {
    const { talk } = this;
    const { hub, agency, contact } = says.directory;
    const keep = async (path: string, body: object): Promise<{ id?: string }> =>
      (await succeeding(talk.as('administrator').post(path, body))).body as { id?: string };
    await talk.as('hub-manager').post('/api/agencies/housing', agency);
    await keep('/api/hub', hub);
    await keep('/api/agencies/housing', agency);
    const { id = '' } = await keep('/api/agencies/housing/contacts', { ...contact, outOfHours: true });
    await keep(`/api/contacts/${id}`, { ...contact, outOfHours: false });
    for (const path of ['/api/hub', '/api/agencies']) await succeeding(talk.permitted('police').get(path));
    await succeeding(talk.permitted('administrator').get('/api/agency-changes'));
  }

  /** One administrator proposes, another approves or refuses. */
  private async changeRoles(): Promise<void> {
    const { talk } = this;
    await talk.as(secondAdministrator).get('/api/users');
    const path = `/api/users/${new Map(await this.usersByName()).get('no-role') ?? ''}/role-changes`;
    for (const [decision, body] of [
      ['approve', {}],
      ['refuse', says.reasonSaying('Refused')],
    ] as const) {
      const proposal = { add: [decision === 'approve' ? 'duty-team' : 'auditor'], ...says.reasonSaying('Proposed') };
      await talk.as('hub-manager').post(path, proposal);
      const proposed = await succeeding(talk.as('administrator').post(path, proposal));
      const { id } = proposed.body as { id: string };
      await talk.as('administrator').post(`/api/role-changes/${id}/${decision}`, body);
      await succeeding(talk.as(secondAdministrator).post(`/api/role-changes/${id}/${decision}`, body));
    }
    await talk.as('hub-manager').get('/api/role-changes');
    await succeeding(talk.permitted('administrator').get('/api/role-changes'));
  }

  private async end(): Promise<void> {
    const { mails } = this.installation;
    await within(60, 'the outcome to be sent', () =>
      mails.to(says.referrerMailbox).some(({ subject }) => subject.includes('outcome')) ? true : undefined,
    );
    await this.keepFigures();
    this.programs.forEach((program) => {
      program.askForReport();
    });
    await within(60, 'a report of the API and one of the worker', async () =>
      (await reportsIn(this.installation.surroundings.workingFolder)) === 2 ? true : undefined,
    );
    await Promise.all(this.programs.map((program) => program.kill('SIGABRT')));
  }

  private async process(): Promise<{ workflowId: string }> {
    const [found] = await this.installation.rows<{ hubId: string; caseId: string }>(
      'SELECT "hubId", "id" AS "caseId" FROM "Case"',
    );
    const { hubId = '', caseId = '' } = found ?? {};
    return { workflowId: workflowIdOf({ hubId, caseId, reference: this.reference }) };
  }

  private async startWorker(): Promise<Program> {
    const worker = await this.installation.startWorker();
    this.programs.push(worker);
    return worker;
  }

  private async caughtUp(): Promise<void> {
    await within(60, 'the process to hear and to tell', async () =>
      (await hasCaughtUp(this.installation, this.reference)) ? true : undefined,
    );
  }

  private async read(): Promise<CaseSeen> {
    return (await succeeding(this.talk.permitted('hub-manager').get(this.path()))).body as CaseSeen;
  }

  private async keepFigures(): Promise<void> {
    this.figures.push((await this.talk.nobody.get('/metrics')).text);
  }

  /** Ids of users by the names by which tests ask as them. */
  private async usersByName(): Promise<[string, string][]> {
    const users = await this.installation.rows<{ subject: string; id: string }>('SELECT "subject", "id" FROM "User"');
    return users.map(({ subject, id }) => [subject, id]);
  }

  private path(rest = ''): string {
    return `/api/cases/${this.reference}${rest}`;
  }
}

/** How many reports of Node stand whole in a folder. */
async function reportsIn(folder = ''): Promise<number> {
  const files = (await readdir(folder)).filter((name) => /^report\..*\.json$/.test(name));
  const whole = files.map(async (name) => (await readFile(join(folder, name), 'utf8')).trimEnd().endsWith('\n}'));
  return (await Promise.all(whole)).filter(Boolean).length;
}
