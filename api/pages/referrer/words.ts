import type { ReferralStatus } from '../../../domain/case.js';
import type { Words } from '../frame/words.js';

/** What the pages for referrers say, beside their questions. */
export const referrerWords = {
  home: { en: 'Your referrals', cy: 'Eich atgyfeiriadau' },
  tasks: { en: 'Refer a child to the hub', cy: 'Atgyfeirio plentyn i’r hwb' },
  aboutTasks: [
    {
      en: 'Do the parts in any order. What you enter is saved each time you continue; you can stop and come back.',
      cy: 'Gwnewch y rhannau mewn unrhyw drefn. Caiff yr hyn rydych yn ei nodi ei gadw bob tro y byddwch yn parhau; gallwch stopio a dod yn ôl.',
    },
    {
      en: 'You need not know everything. Leave blank what you do not know, rather than wait.',
      cy: 'Nid oes angen i chi wybod popeth. Gadewch yn wag yr hyn na wyddoch, yn hytrach nag aros.',
    },
  ],
  keptUntil: (date: string): Words => ({
    en: `If you do not send it, this draft is deleted on ${date}. Each time you save, it is kept for longer.`,
    cy: `Os na fyddwch yn ei anfon, caiff y drafft hwn ei ddileu ar ${date}. Bob tro y byddwch yn cadw, cedwir ef yn hirach.`,
  }),
  declaration: {
    title: { en: 'Send your referral', cy: 'Anfon eich atgyfeiriad' },
    says: {
      en: 'By sending it you say that what you entered is right as far as you know, and that the hub may share it with the agencies that it asks, to find out whether a child needs help or protection. After sending you cannot change it.',
      cy: 'Drwy ei anfon rydych yn dweud bod yr hyn a nodwyd gennych yn gywir hyd y gwyddoch, ac y caiff yr hwb ei rannu â’r asiantaethau y mae’n gofyn iddynt, er mwyn canfod a oes angen help neu amddiffyniad ar blentyn. Ar ôl ei anfon ni allwch ei newid.',
    },
  },
  send: { en: 'Send referral', cy: 'Anfon yr atgyfeiriad' },
  sent: { en: 'Referral received', cy: 'Atgyfeiriad wedi’i dderbyn' },
  toldByMail: {
    en: 'We have sent an e-mail that confirms it, with its reference. When the hub has decided, we send another.',
    cy: 'Rydym wedi anfon e-bost sy’n ei gadarnhau, gyda’i gyfeirnod. Pan fydd yr hwb wedi penderfynu, byddwn yn anfon un arall.',
  },
  toldInPerson: {
    en: 'There is no e-mail address, so nothing is sent by e-mail. If there is a telephone number, somebody of the hub phones.',
    cy: 'Nid oes cyfeiriad e-bost, felly ni anfonir dim drwy e-bost. Os oes rhif ffôn, bydd rhywun o’r hwb yn ffonio.',
  },
  status: { en: 'Your referral', cy: 'Eich atgyfeiriad' },
  copy: { en: 'Copy of your referral', cy: 'Copi o’ch atgyfeiriad' },
} as const;

/** How far a referral is, and what that means. */
export const statusWords: Readonly<Record<ReferralStatus, { says: Words; means: Words }>> = {
  received: {
    says: { en: 'Received', cy: 'Wedi’i dderbyn' },
    means: {
      en: 'The hub has your referral. A person will look at it, usually within one working day.',
      cy: 'Mae eich atgyfeiriad gan yr hwb. Bydd person yn edrych arno, fel arfer o fewn un diwrnod gwaith.',
    },
  },
  'being-looked-at': {
    says: { en: 'Being looked at', cy: 'Yn cael ei ystyried' },
    means: {
      en: 'People of the hub are looking at your referral. They may ask you for more.',
      cy: 'Mae pobl yr hwb yn edrych ar eich atgyfeiriad. Efallai y byddant yn gofyn i chi am ragor.',
    },
  },
  decided: {
    says: { en: 'Decided', cy: 'Wedi’i benderfynu' },
    means: {
      en: 'The hub has decided what to do. If you gave an e-mail address, we have written to you.',
      cy: 'Mae’r hwb wedi penderfynu beth i’w wneud. Os rhoesoch gyfeiriad e-bost, rydym wedi ysgrifennu atoch.',
    },
  },
  closed: {
    says: { en: 'Closed', cy: 'Wedi’i gau' },
    means: {
      en: 'The hub has decided, and has closed its part. If you are worried again, refer again.',
      cy: 'Mae’r hwb wedi penderfynu, ac wedi cau ei ran. Os ydych yn poeni eto, atgyfeiriwch eto.',
    },
  },
};

/** The steps on its way. */
export const stepWords = {
  received: { en: 'Received', cy: 'Derbyniwyd' },
  lookedAt: { en: 'The hub began to look at it', cy: 'Dechreuodd yr hwb edrych arno' },
  decided: { en: 'The hub decided', cy: 'Penderfynodd yr hwb' },
} as const satisfies Record<string, Words>;
