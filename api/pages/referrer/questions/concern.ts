import type { Task } from '../../frame/stepped-form.js';
import type { Words } from '../../frame/words.js';

/*
 * Seed 1, "Making a good referral": concern, evidence, chronology, the child's views, what parents know. Seed 2, "Before making a MASH
 * enquiry": parents are informed unless that puts a child at risk, they get a leaflet, and support was tried before.
 */

/** What whoever reports immediate danger is told on every page until they have sent it, and after. */
export const dangerAdvice: Words = {
  en: 'If the child is in danger now, phone 999 and ask for the police. Do not wait for the hub, and do not finish this form first.',
  cy: 'Os yw’r plentyn mewn perygl nawr, ffoniwch 999 a gofynnwch am yr heddlu. Peidiwch ag aros am yr hwb, a pheidiwch â gorffen y ffurflen hon yn gyntaf.',
};

export const concern: Task = {
  kind: 'steps',
  title: { en: 'Your concern', cy: 'Eich pryder' },
  steps: [
    {
      slug: 'what-happened',
      title: { en: 'What happened', cy: 'Beth ddigwyddodd' },
      questions: [
        {
          ...{ kind: 'text', name: 'concern.whatHappened', rows: 10 },
          label: {
            en: 'What has happened, or what are you worried about?',
            cy: 'Beth sydd wedi digwydd, neu beth sy’n eich poeni?',
          },
          missing: {
            en: 'Write what has happened, or what you are worried about',
            cy: 'Ysgrifennwch beth sydd wedi digwydd, neu beth sy’n eich poeni',
          },
          help: [
            {
              en: 'Say when it happened, where, and who was there. Say first what makes you write today.',
              cy: 'Dywedwch pryd y digwyddodd, ble, a phwy oedd yno. Dywedwch yn gyntaf beth sy’n gwneud i chi ysgrifennu heddiw.',
            },
            {
              en: 'Write what it does to the child, and what you fear if nothing changes. Keep what you know apart from what you suspect.',
              cy: 'Ysgrifennwch beth mae’n ei wneud i’r plentyn, a beth rydych yn ei ofni os na fydd dim yn newid. Cadwch yr hyn a wyddoch ar wahân i’r hyn rydych yn ei amau.',
            },
          ],
        },
      ],
    },
    {
      slug: 'evidence',
      title: { en: 'What you base it on', cy: 'Ar beth rydych yn ei seilio' },
      questions: [
        {
          ...{ kind: 'text', name: 'concern.evidence', optional: true, rows: 8 },
          label: {
            en: 'What have you seen, heard or been told?',
            cy: 'Beth rydych wedi’i weld, ei glywed neu gael gwybod?',
          },
          help: [
            {
              en: 'Say which of it you saw or heard yourself, and who told you the rest. Give the child’s own words where you can, marks and injuries with their place and size, and figures such as attendance.',
              cy: 'Dywedwch pa rai y gwelsoch neu y clywsoch eich hun, a phwy a ddywedodd y gweddill wrthych. Rhowch eiriau’r plentyn ei hun lle gallwch, marciau ac anafiadau gyda’u lle a’u maint, a ffigurau megis presenoldeb.',
            },
          ],
        },
      ],
    },
    {
      slug: 'pattern',
      title: { en: 'Is this the first time?', cy: 'Ai dyma’r tro cyntaf?' },
      questions: [
        {
          ...{ kind: 'choice', name: 'concern.pattern', optional: true },
          label: {
            en: 'Is this the first concern, or part of a pattern?',
            cy: 'Ai dyma’r pryder cyntaf, neu ran o batrwm?',
          },
          options: [
            { value: 'first-concern', label: { en: 'The first concern', cy: 'Y pryder cyntaf' } },
            { value: 'pattern', label: { en: 'Part of a pattern', cy: 'Rhan o batrwm' } },
          ],
        },
        {
          ...{ kind: 'text', name: 'concern.chronology', optional: true, rows: 8 },
          label: { en: 'What happened before, and when?', cy: 'Beth ddigwyddodd o’r blaen, a phryd?' },
          hint: {
            en: 'Approximate dates will do, such as December 2025 or last winter.',
            cy: 'Mae dyddiadau bras yn ddigon, megis Rhagfyr 2025 neu’r gaeaf diwethaf.',
          },
          help: [
            {
              en: 'One line for each event, the oldest first: the date, what happened, and what was done about it. Small things that repeat can matter more than one large one.',
              cy: 'Un llinell ar gyfer pob digwyddiad, yr hynaf yn gyntaf: y dyddiad, beth ddigwyddodd, a beth a wnaed yn ei gylch. Gall pethau bach sy’n digwydd dro ar ôl tro fod yn bwysicach nag un peth mawr.',
            },
          ],
        },
      ],
    },
    {
      slug: 'childs-views',
      title: { en: 'The child’s views', cy: 'Barn y plentyn' },
      questions: [
        {
          ...{ kind: 'text', name: 'concern.childsViews', optional: true, rows: 6 },
          label: {
            en: 'What has the child said, and what does the child want?',
            cy: 'Beth mae’r plentyn wedi’i ddweud, a beth mae’r plentyn ei eisiau?',
          },
          help: [
            {
              en: 'Write it in the child’s words. For a child who does not speak, write how the child behaves and what you make of it. Do not question a child in order to fill this in.',
              cy: 'Ysgrifennwch ef yng ngeiriau’r plentyn. Ar gyfer plentyn nad yw’n siarad, ysgrifennwch sut mae’r plentyn yn ymddwyn a beth rydych yn ei gasglu o hynny. Peidiwch â holi plentyn er mwyn llenwi hwn.',
            },
          ],
        },
      ],
    },
  ],
};

export const safety: Task = {
  kind: 'steps',
  title: { en: 'Immediate safety', cy: 'Diogelwch uniongyrchol' },
  steps: [
    {
      slug: 'danger',
      title: { en: 'Immediate danger', cy: 'Perygl uniongyrchol' },
      questions: [
        {
          ...{ kind: 'yes-no', name: 'concern.immediateDanger' },
          label: { en: 'Is a child in immediate danger?', cy: 'A yw plentyn mewn perygl uniongyrchol?' },
          hint: {
            en: 'Somebody may hurt the child today, or the child is hurt, alone or missing.',
            cy: 'Gall rhywun frifo’r plentyn heddiw, neu mae’r plentyn wedi’i frifo, ar ei ben ei hun neu ar goll.',
          },
          missing: {
            en: 'Choose whether a child is in immediate danger',
            cy: 'Dewiswch a yw plentyn mewn perygl uniongyrchol',
          },
        },
      ],
    },
    {
      slug: 'phone-999',
      title: { en: 'Phone 999 now', cy: 'Ffoniwch 999 nawr' },
      isAsked: (answer) => answer('concern.immediateDanger') === 'yes',
      warns: dangerAdvice,
      says: [
        {
          en: 'Then come back and send what you have written so far. The hub is alerted as soon as it is sent. Say where the child is now, if you know it.',
          cy: 'Yna dewch yn ôl ac anfonwch yr hyn rydych wedi’i ysgrifennu hyd yma. Caiff yr hwb ei rybuddio cyn gynted ag y caiff ei anfon. Dywedwch ble mae’r plentyn nawr, os gwyddoch.',
        },
      ],
      questions: [],
    },
  ],
};

export const parents: Task = {
  kind: 'steps',
  title: { en: 'What the parents know and agree to', cy: 'Beth mae’r rhieni yn ei wybod ac yn cytuno ag ef' },
  steps: [
    {
      slug: 'parents-informed',
      title: { en: 'Do the parents know?', cy: 'A yw’r rhieni yn gwybod?' },
      questions: [
        {
          ...{ kind: 'yes-no', name: 'parents.informed' },
          label: {
            en: 'Do the parents or carers know that you are making this referral?',
            cy: 'A yw’r rhieni neu’r gofalwyr yn gwybod eich bod yn gwneud yr atgyfeiriad hwn?',
          },
          missing: {
            en: 'Choose whether the parents or carers know',
            cy: 'Dewiswch a yw’r rhieni neu’r gofalwyr yn gwybod',
          },
          help: [
            {
              en: 'Tell them before you refer, unless that would put a child or somebody else at risk, or help a crime to be hidden. If you are not sure, refer without telling them, and say why.',
              cy: 'Dywedwch wrthynt cyn atgyfeirio, oni bai y byddai hynny’n rhoi plentyn neu rywun arall mewn perygl, neu’n helpu i guddio trosedd. Os nad ydych yn siŵr, atgyfeiriwch heb ddweud wrthynt, a dywedwch pam.',
            },
          ],
          asksIfNo: [
            {
              ...{ kind: 'text', name: 'parents.reasonNotInformed', optional: true, rows: 4 },
              label: { en: 'Why do they not know?', cy: 'Pam nad ydynt yn gwybod?' },
            },
          ],
        },
      ],
    },
    {
      slug: 'agreement',
      title: { en: 'Agreement', cy: 'Cytundeb' },
      questions: [
        {
          ...{ kind: 'choice', name: 'parents.agreement', optional: true },
          label: {
            en: 'Do they agree that agencies share what they know?',
            cy: 'A ydynt yn cytuno i asiantaethau rannu’r hyn a wyddant?',
          },
          hint: {
            en: 'A child can be protected without their agreement.',
            cy: 'Gellir amddiffyn plentyn heb eu cytundeb.',
          },
          options: [
            { value: 'given', label: { en: 'Yes, they agree', cy: 'Ydynt, maent yn cytuno' } },
            { value: 'refused', label: { en: 'No, they refused', cy: 'Nac ydynt, maent wedi gwrthod' } },
            { value: 'not-sought', label: { en: 'They were not asked', cy: 'Ni ofynnwyd iddynt' } },
          ],
        },
      ],
    },
    {
      slug: 'leaflet',
      title: { en: 'Leaflet', cy: 'Taflen' },
      questions: [
        {
          ...{ kind: 'yes-no', name: 'parents.leafletGiven', orNotKnown: true },
          label: {
            en: 'Were they given the hub’s leaflet for parents?',
            cy: 'A yw taflen yr hwb i rieni wedi’i rhoi iddynt?',
          },
          hint: {
            en: 'It says what the hub is for and how information is shared. Do not give it where that puts anybody at risk.',
            cy: 'Mae’n dweud beth yw diben yr hwb a sut y rhennir gwybodaeth. Peidiwch â’i rhoi lle mae hynny’n rhoi unrhyw un mewn perygl.',
          },
        },
      ],
    },
  ],
};

export const support: Task = {
  kind: 'steps',
  title: { en: 'Support tried so far', cy: 'Cymorth a roddwyd hyd yma' },
  steps: [
    {
      slug: 'support',
      title: { en: 'Support tried so far', cy: 'Cymorth a roddwyd hyd yma' },
      questions: [
        {
          ...{ kind: 'text', name: 'supportTried', optional: true, rows: 6 },
          label: {
            en: 'What support has been tried, and did it help?',
            cy: 'Pa gymorth a roddwyd, ac a wnaeth helpu?',
          },
          help: [
            {
              en: 'Say what your own service and others have done with the family, such as an early help assessment or a team around the family, when, and what came of it. If nothing was tried, say so: it does not keep a child from being protected.',
              cy: 'Dywedwch beth mae eich gwasanaeth chi ac eraill wedi’i wneud gyda’r teulu, megis asesiad cymorth cynnar neu dîm o amgylch y teulu, pryd, a beth ddaeth ohono. Os na roddwyd dim, dywedwch hynny: nid yw’n atal plentyn rhag cael ei amddiffyn.',
            },
          ],
        },
      ],
    },
  ],
};
