import type { Language } from './words.js';

/*
 * Why a file is not taken is said by what judges it, in English, as the API says it. Here is the same in Welsh, by how each sentence begins;
 * amounts and endings are taken over. A test asks for every one of them.
 */
const inWelsh: readonly (readonly [RegExp, string])[] = [
  [/^The file is empty\./, 'Mae’r ffeil yn wag. Dewiswch un arall.'],
  [
    /^This kind of file is not taken\./,
    'Ni dderbynnir y math hwn o ffeil. Anfonwch PDF, dogfen Word (DOCX) heb facros, testun OpenDocument (ODT), llun (JPEG, PNG, GIF, HEIC) neu destun plaen.',
  ],
  [
    /^The document holds macros/,
    'Mae’r ddogfen yn cynnwys macros neu raglenni eraill. Cadwch hi fel dogfen hebddynt (.docx), neu fel PDF.',
  ],
  [/^The document is locked/, 'Mae’r ddogfen wedi’i chloi â chyfrinair, felly ni ellir ei gwirio. Cadwch hi heb un.'],
  [
    /^The document would be far larger/,
    'Byddai’r ddogfen yn llawer mwy wedi’i dadbacio nag y mae dogfen. Cadwch hi fel PDF.',
  ],
  [
    /^The file is several kinds at once/,
    'Mae’r ffeil yn sawl math ar unwaith, neu mae rhywbeth cyn neu ar ôl ei diwedd. Cadwch hi o’r newydd, neu fel PDF.',
  ],
  [
    /^Its name has the ending of a program/,
    'Mae gan ei henw derfyniad rhaglen neu dudalen we. Ailenwch y ffeil, neu anfonwch un arall.',
  ],
  [
    /^It is a .*, but its name does not end in (\S+?)(?: or (\S+?))?\. Rename/,
    'Nid yw ei henw yn cyd-fynd â’r hyn ydyw: dylai orffen yn $1. Ailenwch y ffeil, neu anfonwch un arall.',
  ],
  [/^The file is larger than (.+?)\. /, 'Mae’r ffeil yn fwy na $1. Gwnewch hi’n llai, neu anfonwch ran ohoni.'],
  [/^More than (\d+) files/, 'Ni dderbynnir mwy na $1 ffeil. Tynnwch un yn gyntaf, neu rhowch sawl un mewn un.'],
  [
    /^All files together are larger than (.+?)\. /,
    'Mae’r ffeiliau i gyd gyda’i gilydd yn fwy na $1. Tynnwch un yn gyntaf, neu gwnewch nhw’n llai.',
  ],
  [/^A virus was found/, 'Canfuwyd firws yn y ffeil, ac fe’i dilëwyd. Gofynnwch i rywun wirio eich peiriant.'],
  [
    /^(?:This service takes no files|Files are taken only when)/,
    'Ni ellir derbyn ffeiliau ar hyn o bryd. Ni chadwyd dim o’r ffeil; mae popeth arall a nodwyd gennych wedi’i gadw. Ewch ymlaen hebddi, ac anfonwch hi mewn ffordd arall.',
  ],
  [
    /^Many files are being received/,
    'Mae llawer o ffeiliau’n cael eu derbyn nawr. Ni chadwyd dim o’ch un chi; anfonwch hi eto ymhen munud.',
  ],
  [/^The form is too long or broken/, 'Mae’r ffurflen yn rhy hir neu wedi’i thorri. Ni newidiwyd dim.'],
];

/** Why a file is not taken, in the language of whoever reads it. @param detail as it is said in English */
export function refusalIn(language: Language, detail: string): string {
  if (language === 'en') return detail;
  for (const [beginning, words] of inWelsh) {
    const found = beginning.exec(detail);
    if (found !== null) return words.replace(/\$(\d)/g, (_, place: string) => found[Number(place)] ?? '');
  }
  return detail;
}
