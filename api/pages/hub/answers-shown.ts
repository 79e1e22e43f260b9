import type { CheckResultCode, InformationKind, SharingMark } from '../../../domain/checks.js';
import type { CaseView } from '../../../records/case-view.js';
import { kindWords, resultWords, sharingWords } from '../frame/answer-words.js';
import { inHub } from '../frame/formats.js';
import { calledOn } from './case-frame.js';
import { calledAgency, decidedWithoutTag } from './checks-shown.js';
import { ratingTag, type Tag } from '../frame/ratings.js';
import { checkStateTags } from './words.js';

/** What an agency said about one person. */
export interface AnswerCell {
  /** Blank where the agency has not answered, or was not asked about them. */
  result: string;
  searched: string;
  items: { text: string; kind: string; sharing: string }[];
  says: string;
}

/** What the agencies said: a row per person, a column per agency. */
export interface SideBySide {
  agencies: {
    name: string;
    state: Tag;
    at: string | null;
    analysis: string | null;
    rating: Tag | null;
    question: string | null;
  }[];
  rows: { person: string; cells: AnswerCell[] }[];
}

/** The answers of the agencies beside each other. */
export const answersSideBySide = ({ checks, people }: CaseView): SideBySide => ({
  agencies: checks.map(({ state, decidedWithout, answer, question, ...check }) => ({
    name: calledAgency(check),
    state: decidedWithout ? decidedWithoutTag : checkStateTags[state],
    at: answer === undefined ? null : inHub(answer.at),
    analysis: answer?.analysis ?? null,
    rating: answer?.rating === undefined ? null : ratingTag(answer.rating),
    question: question ?? null,
  })),
  rows: people
    .filter(({ id }) => checks.some(({ persons }) => persons.includes(id)))
    .map((person) => ({
      person: calledOn(person),
      cells: checks.map((check) => cellOf(check, person.id)),
    })),
});

function cellOf({ persons, answer }: CaseView['checks'][number], person: string): AnswerCell {
  const nothing = { result: '', searched: '', items: [] };
  if (!persons.includes(person)) return { ...nothing, says: 'Not asked' };
  if (answer === undefined) return { ...nothing, says: 'No answer yet' };
  const found = answer.results.find((result) => result.person === person);
  return {
    says: '',
    result: found === undefined ? '' : resultWords[found.result as CheckResultCode].says,
    searched: found?.systemsSearched ?? '',
    items: answer.information
      .filter((item) => item.person === person)
      .map(({ text, kind, sharing }) => ({
        text,
        kind: kindWords[kind as InformationKind].says,
        sharing: sharingWords[sharing as SharingMark].says,
      })),
  };
}
