import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { pdf } from '../../test/support/files.js';
import type { Call } from '../client.js';
import { Journey, noTimes, type CaseInHand, type Site } from '../journey.js';
import { csrfTokenIn, type Visitor } from './visitor.js';

/** What the pages of one thing are asked for: cases made by acts, so that everything on them can be read. */
export interface Models {
  /** A case that nobody has screened. */
  readonly received: string;
  /** A case that waits for its agencies. */
  readonly asked: string;
  /** A case that all agencies have answered. */
  readonly answered: string;
  /** A case that is decided. */
  readonly decided: string;
  /** A check of the police that waits, and one that they answered. */
  readonly check: string;
  readonly answeredCheck: string;
  /** What an id in a path stands for, by how the path begins. */
  readonly ids: Readonly<Record<string, string>>;
  /** A file that was sent with an answer. */
  readonly document: string;
}

const example = async (): Promise<string> =>
  readFile(new URL('../../examples/referral-school.json', import.meta.url), 'utf8');

/** Makes them, each as people would. @param ownerUrl of whoever owns the record: what the API does not tell is looked up there */
export async function makeModels(site: Site, ownerUrl: string, police: Visitor): Promise<Models> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    return await new Making(site, owner, police).all();
  } finally {
    await owner.end();
  }
}

class Making {
  private readonly journey: Journey;

  constructor(
    private readonly site: Site,
    private readonly owner: pg.Client,
    private readonly police: Visitor,
  ) {
    this.journey = new Journey(site, noTimes());
  }

  async all(): Promise<Models> {
    const [asked, answered] = [await this.screened(), await this.screened()];
    const [decided, uploaded] = [await this.screened(), await this.screened()];
    await this.answerAll(answered);
    await this.answerAll(decided);
    await this.journey.decide(decided);
    const models = {
      ...{ received: await this.submit(), asked: asked.reference },
      ...{ answered: answered.reference, decided: decided.reference },
      ...{ check: policeCheckOf(asked), answeredCheck: policeCheckOf(answered) },
      ...{ document: await this.upload(policeCheckOf(uploaded)), ids: await this.ids(answered.reference) },
    };
    // No worker runs: nobody is to ring for it while pages are measured.
    await this.owner.query('UPDATE "CaseCourse" SET "heardSeq" = "courseSeq", "unheardSince" = NULL');
    return models;
  }

  private async submit(): Promise<string> {
    const receipt = await this.act('referrer', '/api/referrals', await example());
    return (receipt as { reference: string }).reference;
  }

  private async screened(): Promise<CaseInHand> {
    const reference = await this.submit();
    await this.journey.screen(reference);
    const { rows } = await this.owner.query<{ id: string; persona: string }>(
      `SELECT k."id", k."agency" AS "persona" FROM "AgencyCheck" k JOIN "Case" c ON c."id" = k."caseId" WHERE c."reference" = $1`,
      [reference],
    );
    return { reference, checks: rows, persons: [] };
  }

  private async answerAll(inHand: CaseInHand): Promise<void> {
    await this.journey.readCheck(inHand, 0);
    for (const index of inHand.checks.keys()) await this.journey.answer(inHand, index);
  }

  private async upload(check: string): Promise<string> {
    const path = `/tasks/${check}/answer`;
    const _csrf = csrfTokenIn((await this.police.get(`${path}/documents`)).body);
    await this.police.postFile(`${path}/documents`, { _csrf }, new File([pdf()], 'report.pdf'));
    const { status } = await this.police.post(path, { _csrf, once: check, all: 'not-known', intent: 'send' });
    if (status !== 303) throw new Error(`The answer with a file was not sent: ${status}`);
    return this.idOf('SELECT "id" FROM "Document" WHERE "checkId" = $1', [check]);
  }

  private async ids(reference: string): Promise<Record<string, string>> {
    const worker = await this.idOf(`SELECT "id" FROM "User" WHERE "subject" = 'hub-worker'`);
    const contact = { name: 'Invented Desk', role: 'Duty desk', phone: '01632 960000', outOfHours: false };
    const warning = { kind: 'site', text: 'Invented.' };
    const change = { add: ['auditor'], reason: 'Invented.' };
    return {
      '/conflicts': await this.idOf('SELECT "id" FROM "PersonLink" LIMIT 1'),
      '/broken-glass': await this.idOf('SELECT "id" FROM "GlassBreak" WHERE "reviewedAt" IS NULL LIMIT 1'),
      '/admin/users': worker,
      '/admin/role-changes': await this.made('administrator', `/api/users/${worker}/role-changes`, change),
      '/admin/contacts': await this.made('administrator', '/api/agencies/police/contacts', contact),
      '/warnings': await this.made('hub-worker', `/api/cases/${reference}/warnings`, warning),
    };
  }

  private async made(persona: string, path: string, body: object): Promise<string> {
    return ((await this.act(persona, path, JSON.stringify(body))) as { id: string }).id;
  }

  private async idOf(statement: string, values: string[] = []): Promise<string> {
    const { rows } = await this.owner.query<{ id: string }>(statement, values);
    const [row] = rows;
    if (row === undefined) throw new Error(`There is no row: ${statement}`);
    return row.id;
  }

  private async act(persona: string, path: string, body: string): Promise<unknown> {
    const call: Call = { method: 'POST', path, token: this.site.tokens.get(persona) ?? '', body };
    return (await this.site.client.call(call)).body;
  }
}

function policeCheckOf({ checks, reference }: CaseInHand): string {
  const found = checks.find(({ persona }) => persona === 'police');
  if (found === undefined) throw new Error(`${reference} does not ask the police`);
  return found.id;
}
