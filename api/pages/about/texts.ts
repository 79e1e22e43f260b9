import type { Words } from '../frame/words.js';

/** A page of words alone. */
export interface TextPage {
  readonly path: `/${string}`;
  readonly title: Words;
  readonly parts: readonly TextPart[];
}

interface TextPart {
  readonly heading?: Words;
  readonly paragraphs?: readonly Words[];
  readonly list?: readonly Words[];
}

/** What stands at the foot of every page, and is the same for everybody. A council adds what is its own to know: docs/operations.md. */
export const textPages: readonly TextPage[] = [
  {
    path: '/help',
    title: { en: 'Help', cy: 'Cymorth' },
    parts: [
      {
        heading: { en: 'A child is in danger now', cy: 'Mae plentyn mewn perygl nawr' },
        paragraphs: [
          {
            en: 'Phone 999 and ask for the police. Do not wait for an answer from this service.',
            cy: 'Ffoniwch 999 a gofynnwch am yr heddlu. Peidiwch ag aros am ateb gan y gwasanaeth hwn.',
          },
        ],
      },
      {
        heading: { en: 'If you refer a child', cy: 'Os ydych yn atgyfeirio plentyn' },
        list: [
          {
            en: 'Write what you saw and heard, when, and what worries you. You need not be certain, and you need not know everything.',
            cy: 'Ysgrifennwch yr hyn a welsoch ac a glywsoch, pryd, a beth sy’n eich poeni. Nid oes angen i chi fod yn sicr, na gwybod popeth.',
          },
          {
            en: 'What you have entered is saved at every step. You can stop and come back later: your list of drafts says until when each is kept.',
            cy: 'Caiff yr hyn rydych wedi’i nodi ei gadw ar bob cam. Gallwch stopio a dod yn ôl yn nes ymlaen: mae eich rhestr o ddrafftiau yn dweud tan pryd y cedwir pob un.',
          },
          {
            en: 'Once it is sent you get a reference. With it you can ask the hub about your referral, and follow how it stands here.',
            cy: 'Ar ôl ei anfon byddwch yn cael cyfeirnod. Gallwch ei ddefnyddio i holi’r hwb am eich atgyfeiriad, a dilyn ei hynt yma.',
          },
        ],
      },
      {
        heading: { en: 'If you cannot sign in', cy: 'Os na allwch fewngofnodi' },
        paragraphs: [
          {
            en: 'A code works for ten minutes, in the browser that asked for it. Look among unwanted mail. If you work for the hub or an agency, ask your own administrator.',
            cy: 'Mae cod yn gweithio am ddeg munud, yn y porwr a ofynnodd amdano. Edrychwch yn eich post diangen. Os ydych yn gweithio i’r hwb neu i asiantaeth, gofynnwch i’ch gweinyddwr eich hun.',
          },
        ],
      },
      {
        heading: { en: 'If something went wrong', cy: 'Os aeth rhywbeth o’i le' },
        paragraphs: [
          {
            en: 'A page that could not do what you asked says so, and keeps what you typed. If it shows a number, give it to whoever runs the service: it finds the fault, and says nothing about anyone.',
            cy: 'Bydd tudalen na allai wneud yr hyn a ofynnoch yn dweud hynny, ac yn cadw’r hyn a deipioch. Os yw’n dangos rhif, rhowch ef i’r rhai sy’n rhedeg y gwasanaeth: mae’n dod o hyd i’r nam, ac nid yw’n dweud dim am neb.',
          },
        ],
      },
    ],
  },
  {
    path: '/accessibility',
    title: { en: 'Accessibility statement', cy: 'Datganiad hygyrchedd' },
    parts: [
      {
        paragraphs: [
          {
            en: 'We want as many people as possible to be able to use this service: by keyboard alone, with a screen reader, at 400% zoom, on a phone, and without JavaScript.',
            cy: 'Rydym am i gynifer o bobl â phosibl allu defnyddio’r gwasanaeth hwn: gyda bysellfwrdd yn unig, gyda darllenydd sgrin, ar chwyddiad o 400%, ar ffôn, a heb JavaScript.',
          },
        ],
      },
      {
        heading: { en: 'How accessible it is', cy: 'Pa mor hygyrch ydyw' },
        paragraphs: [
          {
            en: 'It is built to meet the Web Content Accessibility Guidelines 2.2, level AA. Every page is checked by program at two widths whenever the service is changed. It has not been audited by people who use assistive technology yet, so we cannot say that it meets them fully.',
            cy: 'Fe’i hadeiladwyd i fodloni’r Canllawiau Hygyrchedd Cynnwys Gwe 2.2, lefel AA. Caiff pob tudalen ei gwirio gan raglen ar ddau led bob tro y caiff y gwasanaeth ei newid. Nid yw wedi’i archwilio eto gan bobl sy’n defnyddio technoleg gynorthwyol, felly ni allwn ddweud ei fod yn eu bodloni’n llawn.',
          },
        ],
      },
      {
        heading: { en: 'Tell us of a problem', cy: 'Dywedwch wrthym am broblem' },
        paragraphs: [
          {
            en: 'Tell the council that runs your hub what you could not do and where. If you are not happy with the answer, contact the Equality Advisory and Support Service.',
            cy: 'Dywedwch wrth y cyngor sy’n rhedeg eich hwb beth na allech ei wneud ac ym mhle. Os nad ydych yn fodlon ar yr ateb, cysylltwch â’r Gwasanaeth Cynghori a Chefnogi ar Gydraddoldeb.',
          },
        ],
      },
    ],
  },
  {
    path: '/privacy',
    title: { en: 'Privacy', cy: 'Preifatrwydd' },
    parts: [
      {
        paragraphs: [
          {
            en: 'The council that runs the hub decides why and how this service uses information about people. Its own privacy notice says how to reach its data protection officer.',
            cy: 'Y cyngor sy’n rhedeg yr hwb sy’n penderfynu pam a sut y mae’r gwasanaeth hwn yn defnyddio gwybodaeth am bobl. Mae ei hysbysiad preifatrwydd ei hun yn dweud sut i gysylltu â’i swyddog diogelu data.',
          },
        ],
      },
      {
        heading: { en: 'What is kept, and why', cy: 'Beth a gedwir, a pham' },
        list: [
          {
            en: 'What a referral says about children and the adults around them, so that the hub can find out whether a child needs help or protection.',
            cy: 'Yr hyn y mae atgyfeiriad yn ei ddweud am blant a’r oedolion o’u cwmpas, er mwyn i’r hwb ganfod a oes angen help neu amddiffyniad ar blentyn.',
          },
          {
            en: 'What agencies such as the police, health and schools answer when the hub asks them. Each sees only what it is asked about.',
            cy: 'Yr hyn y mae asiantaethau fel yr heddlu, iechyd ac ysgolion yn ei ateb pan fydd yr hwb yn gofyn iddynt. Dim ond yr hyn y gofynnir amdano y mae pob un yn ei weld.',
          },
          {
            en: 'Who refers, so that they can be told what came of it.',
            cy: 'Pwy sy’n atgyfeirio, er mwyn gallu dweud wrthynt beth ddaeth ohono.',
          },
          {
            en: 'Who looked at what, when and from where, so that nobody looks without a reason.',
            cy: 'Pwy edrychodd ar beth, pryd ac o ble, fel na fydd neb yn edrych heb reswm.',
          },
        ],
      },
      {
        heading: { en: 'How it is protected', cy: 'Sut y caiff ei diogelu' },
        paragraphs: [
          {
            en: 'What people write is encrypted where it is stored. E-mails name nobody. Nothing is sent to anyone outside the hub and the agencies that it asks, and nothing here is used for advertising or measured by others.',
            cy: 'Caiff yr hyn y mae pobl yn ei ysgrifennu ei amgryptio lle caiff ei storio. Nid yw negeseuon e-bost yn enwi neb. Ni anfonir dim at neb y tu allan i’r hwb a’r asiantaethau y mae’n gofyn iddynt, ac ni ddefnyddir dim yma ar gyfer hysbysebu na’i fesur gan eraill.',
          },
        ],
      },
    ],
  },
  {
    path: '/cookies',
    title: { en: 'Cookies', cy: 'Cwcis' },
    parts: [
      {
        paragraphs: [
          {
            en: 'This service sets only cookies that it cannot work without. They tell nobody outside it anything, so you are not asked whether you agree.',
            cy: 'Dim ond cwcis na all weithio hebddynt y mae’r gwasanaeth hwn yn eu gosod. Nid ydynt yn dweud dim wrth neb y tu allan iddo, felly ni ofynnir a ydych yn cytuno.',
          },
        ],
        list: [
          {
            en: '__Host-front-door keeps you signed in. It ends when you sign out, after a while without use, or when the browser is closed.',
            cy: 'Mae __Host-front-door yn eich cadw wedi mewngofnodi. Daw i ben pan fyddwch yn allgofnodi, ar ôl cyfnod heb ei ddefnyddio, neu pan gaiff y porwr ei gau.',
          },
          {
            en: '__Host-front-door-known remembers that this browser has read a code that was sent to your address. It ends after half a year.',
            cy: 'Mae __Host-front-door-known yn cofio bod y porwr hwn wedi darllen cod a anfonwyd i’ch cyfeiriad. Daw i ben ar ôl hanner blwyddyn.',
          },
          {
            en: '__Host-language remembers whether you read in English or Welsh. It ends after a year.',
            cy: 'Mae __Host-language yn cofio a ydych yn darllen yn Gymraeg neu yn Saesneg. Daw i ben ar ôl blwyddyn.',
          },
        ],
      },
    ],
  },
];
