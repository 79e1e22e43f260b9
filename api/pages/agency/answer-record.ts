import type { CheckResultCode, InformationKind, SharingMark } from '../../../domain/checks.js';
import { ratingNames } from '../../../domain/policy.js';
import type { CheckView } from '../../../records/check-view.js';
import { inHub, nameOf } from '../frame/formats.js';
import type { AnsweredSection } from '../frame/form-shown.js';
import { kindWords, resultWords, sharingWords } from '../frame/answer-words.js';

/** An answer as it was sent, to be read; undefined where none was. */
export function answerRecord({ persons, answer }: CheckView): { at: string; sections: AnsweredSection[] } | undefined {
  if (answer === undefined) return undefined;
  const { results, information, analysis = '', rating } = answer;
  const ofPersons = persons.map((person): AnsweredSection => {
    const result = results.find(({ person: id }) => id === person.id);
    const items = information.filter(({ person: id }) => id === person.id);
    return {
      title: nameOf(person),
      rows: said([
        ['Answer', result === undefined ? '' : resultWords[result.result as CheckResultCode].says],
        ['Systems searched', result?.systemsSearched ?? ''],
        ...items.map(({ kind, text, sharing }, place): [string, string] => [
          `Information ${place + 1}`,
          `${text}\n${kindWords[kind as InformationKind].says}. ${sharingWords[sharing as SharingMark].says}.`,
        ]),
      ]),
    };
  });
  const whole = said([
    ['Analysis', analysis],
    ['Your agency’s own rating', rating === undefined ? '' : ratingNames[rating]],
  ]);
  return {
    at: inHub(answer.at),
    sections: [...ofPersons, ...(whole.length === 0 ? [] : [{ title: 'What you made of it', rows: whole }])],
  };
}

const said = (rows: readonly [string, string][]): AnsweredSection['rows'] =>
  rows.filter(([, says]) => says !== '').map(([label, says]) => ({ name: label, label, says }));
