import { documentKinds, sizeInWords, type DocumentState } from '../../../domain/documents.js';
import type { DocumentView } from '../../../records/documents.js';
import { takesFiles, type Uploads } from '../../../records/uploads.js';
import { chooserWords, fileKindWords, fileStateWords, fileWords, limitsInWords } from './file-words.js';
import { inLanguage, type Language, type Words } from './words.js';

/** A file as lists show it. */
export interface ShownFile {
  id: string;
  name: string;
  /** "PDF, 340 KB". */
  what: string;
  state: string;
}

export const shownFile = ({ id, name, kind, size, state }: DocumentView, language: Language): ShownFile => ({
  ...{ id, name, what: whatItIs({ kind, size }, language) },
  state: inLanguage(fileStateWords[state], language),
});

/** What a file is, and how large. */
export const whatItIs = ({ kind, size }: Pick<DocumentView, 'kind' | 'size'>, language: Language): string =>
  `${inLanguage(fileKindWords[kind], language)}, ${sizeInWords(size)}`;

/** Why files are not taken at all; undefined where they are. */
export function whyNotTaken(uploads: Uploads): Words | undefined {
  if (takesFiles(uploads)) return undefined;
  return uploads.policy === 'off' ? fileWords.off : fileWords.noScanner;
}

/** What a browser offers first when somebody chooses files. */
const accepted = Object.values(documentKinds)
  .flatMap(({ endings }) => endings.map((ending) => `.${ending}`))
  .join(',');

/** The field in which files are chosen. */
interface ShownChooser {
  label: string;
  hint: string;
  accepted: string;
  /** What its button and its surroundings say where there is a script. */
  texts: Readonly<Record<string, string>>;
}

export function chooserView({ limits }: Uploads, language: Language): ShownChooser {
  const says = (words: Words): string => inLanguage(words, language);
  return {
    ...{ label: says(fileWords.choose), hint: `${says(fileWords.kinds)} ${says(limitsInWords(limits))}` },
    accepted,
    texts: Object.fromEntries(Object.entries(chooserWords).map(([name, words]) => [name, says(words)])),
  };
}

/** Whether a file goes on to whom the form is sent. */
export const goesAlong = ({ state }: { state: DocumentState }): boolean => state !== 'infected';
