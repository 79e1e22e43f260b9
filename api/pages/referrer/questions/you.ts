import type { Option } from '../../frame/questions.js';
import type { Step, Task } from '../../frame/stepped-form.js';

/* Seed 1, "Making a good referral": the referrer's details, so that they can be asked. Codes of the source: the children in need census. */

const professionalSources: readonly Option[] = [
  { value: '2A', label: { en: 'School', cy: 'Ysgol' } },
  { value: '2B', label: { en: 'Education service', cy: 'Gwasanaeth addysg' } },
  { value: '3A', label: { en: 'GP', cy: 'Meddyg teulu' } },
  { value: '3B', label: { en: 'Health visitor', cy: 'Ymwelydd iechyd' } },
  { value: '3C', label: { en: 'School nurse', cy: 'Nyrs ysgol' } },
  { value: '3D', label: { en: 'Other primary health service', cy: 'Gwasanaeth iechyd sylfaenol arall' } },
  { value: '3E', label: { en: 'Accident and emergency', cy: 'Damweiniau ac achosion brys' } },
  { value: '3F', label: { en: 'Other health service', cy: 'Gwasanaeth iechyd arall' } },
  { value: '4', label: { en: 'Housing', cy: 'Tai' } },
  { value: '5A', label: { en: 'Council: social care', cy: 'Cyngor: gofal cymdeithasol' } },
  { value: '5B', label: { en: 'Council: other service', cy: 'Cyngor: gwasanaeth arall' } },
  { value: '5C', label: { en: 'Another council', cy: 'Cyngor arall' } },
  { value: '5D', label: { en: 'Council: early help', cy: 'Cyngor: cymorth cynnar' } },
  { value: '6', label: { en: 'Police', cy: 'Yr heddlu' } },
  {
    value: '7',
    label: {
      en: 'Court, probation, prison or other legal service',
      cy: 'Llys, prawf, carchar neu wasanaeth cyfreithiol arall',
    },
  },
  { value: '8', label: { en: 'Voluntary or other organisation', cy: 'Sefydliad gwirfoddol neu arall' } },
];

/** Of those who do not refer as part of their work; the hub codes it. */
const otherSources: readonly Option[] = [
  { value: '1A', label: { en: 'Family member or carer', cy: 'Aelod o’r teulu neu ofalwr' } },
  { value: '1B', label: { en: 'Somebody who knows the family', cy: 'Rhywun sy’n adnabod y teulu' } },
  { value: '1C', label: { en: 'The child themselves', cy: 'Y plentyn ei hun' } },
  { value: '1D', label: { en: 'Another person', cy: 'Person arall' } },
  { value: '9', label: { en: 'Anonymous', cy: 'Dienw' } },
  { value: '10', label: { en: 'Not known', cy: 'Ddim yn hysbys' } },
];

const isProfessional = (answer: (name: string) => string): boolean => answer('referrer.kind') === 'professional';

const kind: Step = {
  slug: 'who',
  title: { en: 'Who is making this referral?', cy: 'Pwy sy’n gwneud yr atgyfeiriad hwn?' },
  questions: [
    {
      ...{ kind: 'choice', name: 'referrer.kind' },
      label: { en: 'Who is making this referral?', cy: 'Pwy sy’n gwneud yr atgyfeiriad hwn?' },
      missing: { en: 'Choose who is making this referral', cy: 'Dewiswch pwy sy’n gwneud yr atgyfeiriad hwn' },
      options: [
        {
          value: 'professional',
          label: { en: 'Somebody as part of their work', cy: 'Rhywun fel rhan o’i waith' },
          hint: {
            en: 'A teacher, a nurse, a volunteer of a club and so on. They give their name.',
            cy: 'Athro, nyrs, gwirfoddolwr clwb ac yn y blaen. Maent yn rhoi eu henw.',
          },
        },
        { value: 'public', label: { en: 'A member of the public', cy: 'Aelod o’r cyhoedd' } },
        { value: 'family', label: { en: 'Somebody of the family', cy: 'Rhywun o’r teulu' } },
        {
          value: 'self',
          label: { en: 'A child or young person, about themselves', cy: 'Plentyn neu berson ifanc, amdano’i hun' },
          hint: {
            en: 'I am worried about myself. You need not say who you are, and you may phone us instead.',
            cy: 'Rwy’n poeni amdanaf fy hun. Nid oes rhaid i chi ddweud pwy ydych, a gallwch ein ffonio yn lle hynny.',
          },
        },
      ],
    },
  ],
};

const name: Step = {
  slug: 'name',
  title: { en: 'Name', cy: 'Enw' },
  questions: [
    {
      ...{ kind: 'line', name: 'referrer.name', autocomplete: 'name' },
      label: { en: 'Full name of whoever is referring', cy: 'Enw llawn y sawl sy’n atgyfeirio' },
      hint: {
        en: 'Somebody who refers as part of their work must give their name. Everybody else may leave it out.',
        cy: 'Rhaid i rywun sy’n atgyfeirio fel rhan o’i waith roi ei enw. Caiff pawb arall ei adael yn wag.',
      },
    },
  ],
};

const work: Step = {
  slug: 'work',
  title: { en: 'Your work', cy: 'Eich gwaith' },
  isAsked: isProfessional,
  questions: [
    {
      ...{ kind: 'line', name: 'referrer.role', optional: true, autocomplete: 'organization-title' },
      label: { en: 'Role', cy: 'Rôl' },
      hint: { en: 'Such as designated safeguarding lead', cy: 'Megis arweinydd diogelu dynodedig' },
    },
    {
      ...{ kind: 'line', name: 'referrer.organisation', optional: true, autocomplete: 'organization' },
      label: { en: 'Organisation', cy: 'Sefydliad' },
    },
    {
      ...{ kind: 'select', name: 'referrer.sourceCode', optional: true, options: professionalSources },
      label: { en: 'Kind of organisation', cy: 'Math o sefydliad' },
    },
  ],
};

const relation: Step = {
  slug: 'relation',
  title: { en: 'You and the child', cy: 'Chi a’r plentyn' },
  isAsked: (answer) => ['public', 'family'].includes(answer('referrer.kind')),
  questions: [
    {
      ...{ kind: 'line', name: 'referrer.role', optional: true },
      label: { en: 'What are you to the child, or to the family?', cy: 'Beth ydych chi i’r plentyn, neu i’r teulu?' },
      hint: { en: 'Such as neighbour, grandfather, family friend', cy: 'Megis cymydog, taid, ffrind i’r teulu' },
    },
  ],
};

const contact: Step = {
  slug: 'contact',
  title: { en: 'How we can reach you', cy: 'Sut y gallwn gysylltu â chi' },
  says: [
    {
      en: 'We confirm that we have the referral, and tell you what came of it. If something is unclear, we ask you.',
      cy: 'Rydym yn cadarnhau bod yr atgyfeiriad gennym, ac yn dweud wrthych beth ddaeth ohono. Os oes rhywbeth yn aneglur, byddwn yn gofyn i chi.',
    },
    {
      en: 'Somebody who refers as part of their work gives an e-mail address or a telephone number. Everybody else may leave both out.',
      cy: 'Mae rhywun sy’n atgyfeirio fel rhan o’i waith yn rhoi cyfeiriad e-bost neu rif ffôn. Caiff pawb arall adael y ddau yn wag.',
    },
  ],
  questions: [
    {
      ...{ kind: 'line', name: 'referrer.email', type: 'email', autocomplete: 'email' },
      label: { en: 'E-mail address', cy: 'Cyfeiriad e-bost' },
      hint: {
        en: 'Use one that nobody reads whom this is about.',
        cy: 'Defnyddiwch un nad oes neb y mae hyn yn ymwneud ag ef yn ei ddarllen.',
      },
    },
    {
      ...{ kind: 'line', name: 'referrer.phone', type: 'tel', autocomplete: 'tel', width: 20 },
      label: { en: 'Telephone number', cy: 'Rhif ffôn' },
      hint: { en: 'And when to phone, if it matters', cy: 'A phryd i ffonio, os yw’n bwysig' },
    },
  ],
};

const anonymity: Step = {
  slug: 'anonymity',
  title: { en: 'Staying unnamed', cy: 'Aros yn ddienw' },
  isAsked: (answer) => ['public', 'family'].includes(answer('referrer.kind')),
  questions: [
    {
      ...{ kind: 'yes-no', name: 'referrer.anonymityRequested', orNotKnown: true },
      label: {
        en: 'Should the family not be told who made this referral?',
        cy: 'A ddylid peidio â dweud wrth y teulu pwy wnaeth yr atgyfeiriad hwn?',
      },
      hint: {
        en: 'We do not tell them if you ask us not to. A court may still ask us who it was.',
        cy: 'Ni fyddwn yn dweud wrthynt os gofynnwch i ni beidio. Gall llys ofyn i ni o hyd pwy ydoedd.',
      },
    },
  ],
};

/** What whoever keys in a referral by phone or e-mail is asked before. */
const channel: Step = {
  slug: 'channel',
  title: { en: 'How did it reach the hub?', cy: 'Sut y cyrhaeddodd yr hwb?' },
  questions: [
    {
      ...{ kind: 'choice', name: 'channel' },
      label: { en: 'How did this referral reach the hub?', cy: 'Sut y cyrhaeddodd yr atgyfeiriad hwn yr hwb?' },
      missing: { en: 'Choose how it reached the hub', cy: 'Dewiswch sut y cyrhaeddodd yr hwb' },
      options: [
        { value: 'phone', label: { en: 'By phone', cy: 'Dros y ffôn' } },
        { value: 'email', label: { en: 'By e-mail', cy: 'Drwy e-bost' } },
        { value: 'police-notification', label: { en: 'As a police notification', cy: 'Fel hysbysiad gan yr heddlu' } },
        { value: 'online-form', label: { en: 'I make it myself', cy: 'Fi sy’n ei wneud' } },
      ],
    },
  ],
};

const source: Step = {
  slug: 'source',
  title: { en: 'Source', cy: 'Ffynhonnell' },
  isAsked: (answer) => !isProfessional(answer),
  questions: [
    {
      ...{ kind: 'select', name: 'referrer.sourceCode', optional: true, options: otherSources },
      label: {
        en: 'Source of the referral, as the census counts it',
        cy: 'Ffynhonnell yr atgyfeiriad, yn ôl y cyfrifiad',
      },
    },
  ],
};

const language: Step = {
  slug: 'language',
  title: { en: 'Language', cy: 'Iaith' },
  questions: [
    {
      ...{ kind: 'choice', name: 'language', optional: true },
      label: {
        en: 'In which language should we write to whoever is referring?',
        cy: 'Ym mha iaith y dylem ysgrifennu at y sawl sy’n atgyfeirio?',
      },
      options: [
        { value: 'en', label: { en: 'English', cy: 'Saesneg' } },
        { value: 'cy', label: { en: 'Welsh', cy: 'Cymraeg' } },
      ],
    },
  ],
};

/** Asked of those who refer themselves. */
export const you: Task = {
  ...{ kind: 'steps', steps: [kind, name, work, relation, contact, anonymity] },
  title: { en: 'You', cy: 'Chi' },
};

/** Asked of the hub, which keys in what others tell it. */
export const theReferrer: Task = {
  ...{ kind: 'steps', steps: [channel, kind, name, work, relation, source, contact, anonymity, language] },
  title: { en: 'Who is referring', cy: 'Pwy sy’n atgyfeirio' },
};
