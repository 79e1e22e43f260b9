import { ratingNames } from '../../../domain/policy.js';
import type { CaseView } from '../../../records/case-view.js';
import { inHub } from '../frame/formats.js';
import type { ReadPart } from './referral-shown.js';
import { legalBasisWords } from './words.js';

/** How the case was screened, each time that it was. */
export const screeningShown = ({ screenings }: CaseView): ReadPart[] =>
  screenings.map(({ at, by, rating, rationale, legalBasis, agreementOverride, referTo }) => ({
    title: `Screened by ${by.name}, ${inHub(at)}`,
    rows: [
      { label: 'Rating', says: ratingNames[rating] },
      { label: 'Why', says: rationale },
      { label: 'Legal basis', says: basisInWords(legalBasis) },
      ...(agreementOverride === undefined ? [] : [{ label: 'Agreement overridden', says: agreementOverride }]),
      ...(referTo === undefined ? [] : [{ label: 'Referred to', says: referTo }]),
    ],
  }));

const basisInWords = (code: string): string => {
  const found = (legalBasisWords as Readonly<Record<string, { label: string; hint: string }>>)[code];
  return found === undefined ? code : `${found.label}. ${found.hint}`;
};
