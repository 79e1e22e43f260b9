import {
  glassFindings,
  linkKindNames,
  linkKinds,
  restrictionReasons,
  type GlassFinding,
  type LinkKind,
} from '../../../domain/restriction.js';
import { rolesInWords } from '../../../domain/roles.js';
import { agencyNames } from '../../../records/agency-names.js';
import { listColleagues, type Colleague } from '../../../records/user-administration.js';
import type { Services } from '../../services.js';
import type { Option, Question } from '../frame/questions.js';

/** More than a hub has colleagues who may be named. */
const everyColleague = 1000;

/** Everybody who may be put on an access list, by name. */
export async function colleagues({ record, hubId }: Services): Promise<readonly KnownColleague[]> {
  const [{ items }, called] = await Promise.all([
    listColleagues(record.database, hubId, { limit: everyColleague }),
    agencyNames(record.database.reads, hubId),
  ]);
  return items.map(({ id, name, roles, agency }) => ({ id, name, what: rolesInWords(roles, agency, called) }));
}

/** Somebody who may be named, and what they are to the hub. */
interface KnownColleague extends Pick<Colleague, 'id' | 'name'> {
  readonly what: string;
}

const optionFor = ({ id, name, what }: KnownColleague): Option => ({ value: id, label: name, hint: what });

/** @param name of the field */
export const peopleQuestion = (
  { name, label, hint }: { name: string; label: string; hint: string },
  people: readonly KnownColleague[],
): Question => ({
  ...{ kind: 'choices', name, label, hint, options: people.map(optionFor) },
  missing: 'Choose the people who may see the case: a hub manager, and one of every agency that was asked',
});

export const personSelect = (label: string, people: readonly KnownColleague[]): Question => ({
  ...{ kind: 'select', name: 'user', label, optional: true },
  options: people.map(({ id, name, what }) => ({ value: id, label: `${name}, ${what}` })),
});

export const reasonForRestriction: Question = {
  ...{ kind: 'choice', name: 'reason', label: 'Why must the case be restricted?' },
  options: Object.entries(restrictionReasons).map(([value, label]) => ({ value, label })),
  missing: 'Choose why the case must be restricted',
};

/** A reason in somebody's own words. */
export const reasonInWords = (label: string): Question => ({
  ...{ kind: 'text', name: 'reason', label, missing: 'Write why' },
});

export const linkQuestion: Question = {
  ...{ kind: 'choice', name: 'kind', label: 'How do you, or they, know this person?' },
  options: linkKinds.map((value) => ({ value, label: linkKindNames[value] })),
  missing: 'Choose how they are known',
};

export const linkInWords = (kind: LinkKind): string => linkKindNames[kind];

const findingWords: Readonly<Record<GlassFinding, string>> = {
  justified: 'It was justified',
  'not-justified': 'It was not justified',
};

export const findingQuestion: Question = {
  ...{ kind: 'choice', name: 'finding', label: 'What have you found?' },
  options: glassFindings.map((value) => ({ value, label: findingWords[value] })),
  missing: 'Choose what you have found',
};

export const findingInWords = (finding: GlassFinding): string => findingWords[finding];
