import {
  documentKinds,
  documentStates,
  sizeInWords,
  type DocumentKind,
  type DocumentState,
  type UploadLimits,
} from '../../../domain/documents.js';
import type { Words } from './words.js';

/** What the pages on which files are added say. */
export const fileWords = {
  title: { en: 'Documents', cy: 'Dogfennau' },
  optional: { en: 'Optional', cy: 'Dewisol' },
  notTaken: { en: 'Cannot be added here', cy: 'Ni ellir eu hychwanegu yma' },
  says: {
    en: 'You can add files that help to understand the concern: a report, a letter, a drawing, a photo of a message. Add only what is needed.',
    cy: 'Gallwch ychwanegu ffeiliau sy’n helpu i ddeall y pryder: adroddiad, llythyr, llun, ffotograff o neges. Ychwanegwch yr hyn sydd ei angen yn unig.',
  },
  added: { en: 'Files you have added', cy: 'Ffeiliau rydych wedi’u hychwanegu' },
  noFiles: { en: 'You have added no files.', cy: 'Nid ydych wedi ychwanegu unrhyw ffeiliau.' },
  remove: { en: 'Remove', cy: 'Tynnu' },
  choose: { en: 'Choose files', cy: 'Dewis ffeiliau' },
  kinds: {
    en: 'PDF, Word (DOCX) without macros, OpenDocument text (ODT), picture (JPEG, PNG, GIF, HEIC) or plain text (TXT).',
    cy: 'PDF, Word (DOCX) heb facros, testun OpenDocument (ODT), llun (JPEG, PNG, GIF, HEIC) neu destun plaen (TXT).',
  },
  chooseOne: { en: 'Choose a file to add', cy: 'Dewiswch ffeil i’w hychwanegu' },
  add: { en: 'Add', cy: 'Ychwanegu' },
  goOn: { en: 'Continue', cy: 'Parhau' },
  kept: {
    en: 'Nothing was kept of a file that was not taken. The files listed below and everything else that you entered are kept.',
    cy: 'Ni chadwyd dim o ffeil na chafodd ei derbyn. Mae’r ffeiliau a restrir isod a phopeth arall a nodwyd gennych wedi’u cadw.',
  },
  off: {
    en: 'This service takes no files. Go on without them, and say in your own words what they show. If somebody needs to see one, phone the hub and ask how to send it.',
    cy: 'Nid yw’r gwasanaeth hwn yn derbyn ffeiliau. Ewch ymlaen hebddynt, a dywedwch yn eich geiriau eich hun yr hyn y maent yn ei ddangos. Os oes angen i rywun weld un, ffoniwch yr hwb a gofynnwch sut i’w hanfon.',
  },
  noScanner: {
    en: 'Files are taken only when they can be checked for viruses, and this service cannot check them. Go on without them, and say in your own words what they show. If somebody needs to see one, phone the hub and ask how to send it.',
    cy: 'Dim ond pan ellir eu gwirio am firysau y derbynnir ffeiliau, ac ni all y gwasanaeth hwn eu gwirio. Ewch ymlaen hebddynt, a dywedwch yn eich geiriau eich hun yr hyn y maent yn ei ddangos. Os oes angen i rywun weld un, ffoniwch yr hwb a gofynnwch sut i’w hanfon.',
  },
} as const satisfies Record<string, Words>;

/** How many files are taken, and how large. */
export const limitsInWords = ({ files, fileBytes, totalBytes }: UploadLimits): Words => {
  const [one, all] = [sizeInWords(fileBytes), sizeInWords(totalBytes)];
  return {
    en: `At most ${files} files, each up to ${one}, together up to ${all}.`,
    cy: `Hyd at ${files} ffeil, pob un hyd at ${one}, gyda’i gilydd hyd at ${all}.`,
  };
};

/** How many files somebody has added. */
export const countInWords = (files: number): Words => ({
  en: files === 1 ? '1 file added' : `${files} files added`,
  cy: `Ychwanegwyd ${files} ffeil`,
});

/** What a file is. */
export const fileKindWords: Readonly<Record<DocumentKind, Words>> = {
  pdf: documentKinds.pdf.says,
  jpeg: { en: documentKinds.jpeg.says, cy: 'Llun JPEG' },
  png: { en: documentKinds.png.says, cy: 'Llun PNG' },
  gif: { en: documentKinds.gif.says, cy: 'Llun GIF' },
  heic: { en: documentKinds.heic.says, cy: 'Llun HEIC' },
  docx: { en: documentKinds.docx.says, cy: 'Dogfen Word' },
  odt: { en: documentKinds.odt.says, cy: 'Testun OpenDocument' },
  text: { en: 'Plain text', cy: 'Testun plaen' },
};

/** What is known of a file. */
export const fileStateWords: Readonly<Record<DocumentState, Words>> = {
  quarantined: { en: documentStates.quarantined.says, cy: 'Yn cael ei gwirio am firysau' },
  clean: { en: documentStates.clean.says, cy: 'Wedi’i gwirio am firysau' },
  unscanned: { en: documentStates.unscanned.says, cy: 'Heb ei gwirio am firysau' },
  infected: { en: documentStates.infected.says, cy: 'Wedi’i dileu: canfuwyd firws' },
};

/** What the button for choosing files says where there is a script. */
export const chooserWords = {
  chooseFilesButton: { en: 'Choose files', cy: 'Dewis ffeiliau' },
  dropInstruction: { en: 'or drop files here', cy: 'neu ollwng ffeiliau yma' },
  noFileChosen: { en: 'No file chosen', cy: 'Dim ffeil wedi’i dewis' },
  oneChosen: { en: '%{count} file chosen', cy: '%{count} ffeil wedi’i dewis' },
  moreChosen: { en: '%{count} files chosen', cy: '%{count} ffeil wedi’u dewis' },
  entered: { en: 'Entered drop zone', cy: 'Yn y man gollwng' },
  left: { en: 'Left drop zone', cy: 'Wedi gadael y man gollwng' },
} as const satisfies Record<string, Words>;
