import { readFile } from 'node:fs/promises';
import type { CheckReply } from '../domain/checks.js';
import type { DecisionBody } from '../domain/decisions.js';
import { personas } from '../local/personas.js';
import type { Client } from './client.js';
import type { Mailbox } from './mailbox.js';

/** What is timed: the acts of people, and what they then wait for. */
export const acts = ['submit', 'screen', 'read check', 'answer 1-7', 'answer 8', 'decide'] as const;
export const waits = ['acknowledged', 'all asked', 'outcome told'] as const;
export type Timed = (typeof acts)[number] | (typeof waits)[number];
/** Milliseconds of every occurrence. */
export type Times = Record<Timed, number[]>;

export const checksPerCase = 8;
/** One acknowledgement, a request to each agency, one outcome. */
export const mailsPerCase = checksPerCase + 2;
export const personsPerCase = 4;

/** A contestant as the people of a case meet it: its address, their tokens, their mail. */
export interface Site {
  readonly client: Client;
  /** By persona. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly mailbox: Mailbox;
}

interface Person {
  readonly id: string;
  readonly firstName: string;
}

interface CheckInHand {
  readonly id: string;
  /** The persona that answers it. */
  readonly persona: string;
}

/** A case whose agencies have been asked. */
export interface CaseInHand {
  readonly reference: string;
  readonly checks: readonly CheckInHand[];
  /** Who the checks ask about, once one of them has been read. */
  persons: readonly Person[];
}

export const noTimes = (): Times =>
  Object.fromEntries([...acts, ...waits].map((timed) => [timed, [] as number[]])) as Times;

const example = async (name: string): Promise<string> =>
  readFile(new URL(`../examples/${name}.json`, import.meta.url), 'utf8');
const referral = await example('referral-school');
const screening = await example('screening');
const children = (JSON.parse(referral) as { children: { firstName: string }[] }).children.map((each) => each.firstName);

/** The people of cases at one contestant: what they do, one act after the other, each timed. */
export class Journey {
  constructor(
    private readonly site: Site,
    private readonly times: Times,
  ) {}

  /** Submits a referral, waits to be acknowledged, screens it (amber, the default eight checks), waits until all are asked. */
  async open(): Promise<CaseInHand> {
    const reference = await this.submit();
    await this.untilAcknowledged(reference);
    await this.screen(reference);
    return this.untilAsked(reference);
  }

  /** @returns the reference */
  async submit(): Promise<string> {
    const receipt = await this.post('submit', 'school-system', '/api/referrals', referral);
    return (receipt as { reference: string }).reference;
  }

  async untilAcknowledged(reference: string): Promise<void> {
    await this.waitFor('acknowledged', reference, 1);
  }

  async screen(reference: string): Promise<void> {
    await this.post('screen', 'decision-maker', `/api/cases/${reference}/screening`, screening);
  }

  async untilAsked(reference: string): Promise<CaseInHand> {
    await this.waitFor('all asked', reference, 1 + checksPerCase);
    const checks = this.site.mailbox.mailsAbout(reference).flatMap(({ checkId, to }) => {
      const asked = personas.find(({ email }) => email === to);
      return checkId === undefined || asked === undefined ? [] : [{ id: checkId, persona: asked.persona }];
    });
    return { reference, checks, persons: [] };
  }

  /** An agency reads its check. */
  async readCheck(inHand: CaseInHand, index: number): Promise<void> {
    const { client, tokens } = this.site;
    const { id, persona } = checkAt(inHand, index);
    const call = { method: 'GET', path: `/api/checks/${id}`, token: tokens.get(persona) ?? '' } as const;
    const { body, milliseconds } = await client.call(call);
    this.times['read check'].push(milliseconds);
    inHand.persons = (body as { persons: Person[] }).persons;
  }

  /** An agency answers its check: one person is known, the others are not. */
  async answer(inHand: CaseInHand, index: number): Promise<void> {
    const { id, persona } = checkAt(inHand, index);
    const timed = index === checksPerCase - 1 ? 'answer 8' : 'answer 1-7';
    await this.post(timed, persona, `/api/checks/${id}/answer`, JSON.stringify(replyAbout(inHand.persons)));
  }

  /** Decides for all children. */
  async decide({ reference, persons }: CaseInHand): Promise<void> {
    const decision = JSON.stringify(decisionAbout(persons));
    await this.post('decide', 'decision-maker', `/api/cases/${reference}/decision`, decision);
  }

  /** Waits until the outcome has reached the referrer. */
  async untilTold({ reference }: CaseInHand): Promise<void> {
    await this.waitFor('outcome told', reference, mailsPerCase);
  }

  private async post(timed: Timed, persona: string, path: string, body: string): Promise<unknown> {
    const { client, tokens } = this.site;
    const answered = await client.call({ method: 'POST', path, token: tokens.get(persona) ?? '', body });
    this.times[timed].push(answered.milliseconds);
    return answered.body;
  }

  private async waitFor(timed: Timed, reference: string, mails: number): Promise<void> {
    const begunAt = performance.now();
    await this.site.mailbox.until(reference, mails);
    this.times[timed].push(performance.now() - begunAt);
  }
}

function checkAt({ reference, checks }: CaseInHand, index: number): CheckInHand {
  const check = checks[index];
  if (check === undefined) throw new Error(`${reference} has no check ${index}`);
  return check;
}

function replyAbout(persons: readonly Person[]): CheckReply {
  const [known] = persons;
  if (known === undefined) throw new Error('A check asks about nobody');
  return {
    results: persons.map((person) => ({
      person: person.id,
      result: person === known ? 'known' : 'not-known',
      systemsSearched: 'Local records',
    })),
    information: [
      {
        person: known.id,
        kind: 'fact',
        text: 'Two call-outs to a previous address in 2024 for domestic disturbance; no charge.',
        sharing: 'professionals',
      },
    ],
    analysis: 'Pattern of domestic disturbance with children present.',
    rating: 'amber',
  };
}

const decisionAbout = (persons: readonly Person[]): DecisionBody => ({
  decisions: persons
    .filter(({ firstName }) => children.includes(firstName))
    .map(({ id }) => ({
      child: id,
      level: 4,
      outcome: 'child-protection-enquiries',
      primaryNeed: 'N1',
      rationale: 'Disclosure consistent with injury; history of disturbance; frightened at home.',
    })),
  messageToReferrer:
    'We have decided what happens next and a social worker will contact you. Thank you for telling us.',
});
