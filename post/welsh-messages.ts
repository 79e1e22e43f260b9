import type { OutcomeCode } from '../domain/decisions.js';
import type { NoticeFacts } from '../domain/notices.js';
import type { MailDirectory } from '../records/mail-directory.js';

/* The two messages that a referrer gets, for those who read Welsh. To be read by a native speaker before they are used (docs/operations.md). */

type Facts<K extends NoticeFacts['kind']> = Extract<NoticeFacts, { kind: K }>;
type Hub = Pick<MailDirectory, 'phone' | 'replyEmail'>;
type Message = [subject: string, ...paragraphs: string[]];

export const welshMessages = {
  acknowledgement: ({ referrer, immediateDanger }: Facts<'acknowledgement'>, status: string, hub: Hub): Message => [
    'rydym wedi derbyn eich atgyfeiriad',
    'Diolch. Rydym wedi derbyn eich atgyfeiriad a bydd person yn edrych arno.',
    ...(immediateDanger
      ? [
          'Dywedoch wrthym fod plentyn mewn perygl uniongyrchol. Os nad ydych wedi gwneud hynny, ffoniwch 999 nawr a gofynnwch am yr heddlu.',
        ]
      : []),
    referrer === 'professional'
      ? 'Byddwn yn dweud wrthych beth rydym yn ei benderfynu. Os dysgwch unrhyw beth newydd yn y cyfamser, dywedwch wrthym ar unwaith a dyfynnwch y cyfeirnod.'
      : 'Byddwn yn dweud wrthych pan fydd camau wedi’u cymryd. Os dysgwch unrhyw beth newydd yn y cyfamser, dywedwch wrthym ar unwaith a dyfynnwch y cyfeirnod.',
    `Os anfonoch ef ar ein tudalennau, gallwch weld yno pa mor bell y mae wedi dod: ${status}`,
    `I holi mewn ffordd arall, ${phoneOrWrite(hub)} a dyfynnwch y cyfeirnod.`,
  ],

  outcome: ({ referrer, outcomes }: Facts<'outcome'>, messageToReferrer: string | null, hub: Hub): Message =>
    referrer === 'professional'
      ? ['canlyniad eich atgyfeiriad', ...forProfessional(outcomes, messageToReferrer, hub)]
      : [
          'mae camau wedi’u cymryd ar eich atgyfeiriad',
          'Diolch am ddweud wrthym. Edrychwyd ar yr hyn a ddywedoch wrthym a chymerwyd camau. Ni allwn ddweud mwy wrthych, er mwyn diogelu’r teulu.',
          'Os byddwch yn poeni eto, dywedwch wrthym eto. Os yw plentyn mewn perygl nawr, ffoniwch 999.',
        ],
} as const;

const phoneOrWrite = ({ phone, replyEmail }: Hub): string =>
  [
    phone === null ? 'ffoniwch yr hwb' : `ffoniwch yr hwb ar ${phone}`,
    replyEmail === null ? 'ysgrifennwch ato' : 'atebwch y neges hon',
  ].join(' neu ');

const outcomesInWelsh: Readonly<Record<OutcomeCode, string>> = {
  'no-further-action': 'dim camau pellach gan yr hwb',
  'universal-services': 'cyngor a gwasanaethau cyffredinol',
  'early-help': 'cymorth cynnar',
  'child-and-family-assessment': 'asesiad plentyn a theulu gan y gwasanaethau cymdeithasol i blant',
  'child-protection-enquiries': 'ymholiadau amddiffyn plant',
  'immediate-protection': 'amddiffyniad uniongyrchol',
};

function forProfessional(codes: readonly OutcomeCode[], message: string | null, { phone }: Hub): string[] {
  if (message === null) throw new Error('The decision of an outcome has no message to the referrer');
  return [
    'Gwnaed penderfyniad ar eich atgyfeiriad.',
    codes.map((code, index) => `Plentyn ${index + 1} ar eich atgyfeiriad: ${outcomesInWelsh[code]}.`).join('\n'),
    message,
    `Os ydych yn anghytuno, gofynnwch am y rhesymau a dywedwch wrthym beth a allai newid yr asesiad: atebwch yr hwb${phone === null ? '' : `, neu ffoniwch ef ar ${phone},`} gan ddyfynnu’r cyfeirnod, neu defnyddiwch broses uwchgyfeirio eich asiantaeth. Cewch anghytuno unrhyw bryd cyn neu ar ôl i’r achos gael ei gau.`,
  ];
}
