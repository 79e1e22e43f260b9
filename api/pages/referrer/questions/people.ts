import type { LineQuestion } from '../../frame/questions.js';
import type { Step, Task } from '../../frame/stepped-form.js';

/* Seed 1, "Making a good referral": the child's details, and who lives in the household. */

const unknownName = {
  en: 'If you do not know it, write Unknown.',
  cy: 'Os nad ydych yn ei wybod, ysgrifennwch Anhysbys.',
};

const firstName: LineQuestion = {
  ...{ kind: 'line', name: 'firstName' },
  label: { en: 'First name', cy: 'Enw cyntaf' },
  missing: { en: 'Enter a first name, or Unknown', cy: 'Rhowch enw cyntaf, neu Anhysbys' },
};

const lastName: LineQuestion = {
  ...{ kind: 'line', name: 'lastName' },
  label: { en: 'Last name', cy: 'Cyfenw' },
  missing: { en: 'Enter a last name, or Unknown', cy: 'Rhowch gyfenw, neu Anhysbys' },
};

const addressLines: readonly LineQuestion[] = [
  {
    ...{ kind: 'line', name: 'address.line1' },
    label: { en: 'Address line 1', cy: 'Llinell gyntaf y cyfeiriad' },
    missing: {
      en: 'Enter the first line of the address, or Unknown',
      cy: 'Rhowch linell gyntaf y cyfeiriad, neu Anhysbys',
    },
  },
  {
    ...{ kind: 'line', name: 'address.line2', optional: true },
    label: { en: 'Address line 2', cy: 'Ail linell y cyfeiriad' },
  },
  { kind: 'line', name: 'address.town', optional: true, width: 20, label: { en: 'Town', cy: 'Tref' } },
  { kind: 'line', name: 'address.postcode', optional: true, width: 10, label: { en: 'Postcode', cy: 'Cod post' } },
];

const roughly = {
  en: 'For example 27 3 2019. If you know only the month and the year, or only the year, leave the rest blank.',
  cy: 'Er enghraifft 27 3 2019. Os mai dim ond y mis a’r flwyddyn a wyddoch, neu ddim ond y flwyddyn, gadewch y gweddill yn wag.',
};

const wrongBirth = {
  en: 'Enter a real date of birth that is not in the future, or its month and year, or its year',
  cy: 'Rhowch ddyddiad geni go iawn nad yw yn y dyfodol, neu ei fis a’i flwyddyn, neu ei flwyddyn',
};

const called = (answer: (name: string) => string): string => `${answer('firstName')} ${answer('lastName')}`.trim();

const childSteps: readonly Step[] = [
  {
    slug: 'name',
    title: { en: 'The child’s name', cy: 'Enw’r plentyn' },
    says: [
      unknownName,
      {
        en: 'For a child who is not born yet, write Unborn and the mother’s last name.',
        cy: 'Ar gyfer plentyn nad yw wedi’i eni eto, ysgrifennwch Heb ei eni a chyfenw’r fam.',
      },
    ],
    questions: [firstName, lastName],
  },
  {
    slug: 'birth',
    title: { en: 'Date of birth', cy: 'Dyddiad geni' },
    questions: [
      {
        ...{ kind: 'yes-no', name: 'born', orNotKnown: true },
        label: { en: 'Has the child been born?', cy: 'A yw’r plentyn wedi’i eni?' },
        missing: { en: 'Choose whether the child has been born', cy: 'Dewiswch a yw’r plentyn wedi’i eni' },
        asksIfYes: [
          {
            ...{
              kind: 'date',
              name: 'dateOfBirth',
              mayBeRough: true,
              wrong: wrongBirth,
              hint: roughly,
              optional: true,
            },
            label: { en: 'Date of birth', cy: 'Dyddiad geni' },
          },
        ],
        asksIfNo: [
          {
            ...{ kind: 'date', name: 'expectedDate', mayBeRough: true, hint: roughly, optional: true },
            label: { en: 'When is the child expected?', cy: 'Pryd y disgwylir y plentyn?' },
            wrong: {
              en: 'Enter a real date, or its month and year',
              cy: 'Rhowch ddyddiad go iawn, neu ei fis a’i flwyddyn',
            },
          },
        ],
      },
    ],
  },
  {
    slug: 'sex',
    title: { en: 'Sex', cy: 'Rhyw' },
    questions: [
      {
        ...{ kind: 'choice', name: 'sex', optional: true },
        label: { en: 'Is the child a girl or a boy?', cy: 'Ai merch neu fachgen yw’r plentyn?' },
        options: [
          { value: 'F', label: { en: 'Girl', cy: 'Merch' } },
          { value: 'M', label: { en: 'Boy', cy: 'Bachgen' } },
          { value: 'U', label: { en: 'Not known', cy: 'Ddim yn gwybod' } },
        ],
      },
    ],
  },
  {
    slug: 'address',
    title: { en: 'Where the child lives', cy: 'Ble mae’r plentyn yn byw' },
    isLikeFirst: true,
    says: [
      {
        en: 'Leave all of it blank if you do not know it. If you know a part of it only, give that part.',
        cy: 'Gadewch y cyfan yn wag os nad ydych yn ei wybod. Os mai dim ond rhan ohono a wyddoch, rhowch y rhan honno.',
      },
    ],
    questions: addressLines,
  },
  {
    slug: 'school',
    title: { en: 'School', cy: 'Ysgol' },
    isAsked: (answer) => answer('born') !== 'no',
    questions: [
      {
        ...{ kind: 'line', name: 'school', optional: true },
        label: {
          en: 'Which school, nursery or college does the child go to?',
          cy: 'I ba ysgol, meithrinfa neu goleg mae’r plentyn yn mynd?',
        },
      },
    ],
  },
  {
    slug: 'about',
    title: { en: 'More about the child', cy: 'Mwy am y plentyn' },
    says: [
      {
        en: 'This helps agencies to find the right child, and us to speak with the child. Leave blank what you do not know.',
        cy: 'Mae hyn yn helpu asiantaethau i ddod o hyd i’r plentyn cywir, a ninnau i siarad â’r plentyn. Gadewch yn wag yr hyn na wyddoch.',
      },
    ],
    questions: [
      {
        ...{ kind: 'line', name: 'nhsNumber', optional: true, inputmode: 'numeric', width: 20 },
        label: { en: 'NHS number', cy: 'Rhif GIG' },
      },
      { kind: 'line', name: 'ethnicity', optional: true, label: { en: 'Ethnic group', cy: 'Grŵp ethnig' } },
      {
        ...{ kind: 'line', name: 'language', optional: true },
        label: {
          en: 'First language, and whether an interpreter is needed',
          cy: 'Iaith gyntaf, ac a oes angen cyfieithydd',
        },
      },
      {
        ...{ kind: 'text', name: 'disability', optional: true, rows: 3 },
        label: { en: 'Disability or additional needs', cy: 'Anabledd neu anghenion ychwanegol' },
        hint: { en: 'And how the child communicates', cy: 'A sut mae’r plentyn yn cyfathrebu' },
      },
    ],
  },
  {
    slug: 'now',
    title: { en: 'Where the child is now', cy: 'Ble mae’r plentyn nawr' },
    questions: [
      {
        ...{ kind: 'text', name: 'locationNow', optional: true, rows: 3 },
        label: { en: 'Where is the child now, and with whom?', cy: 'Ble mae’r plentyn nawr, a gyda phwy?' },
        hint: {
          en: 'And where the child will be tonight, if you know it',
          cy: 'A ble bydd y plentyn heno, os gwyddoch',
        },
      },
    ],
  },
];

export const children: Task = {
  ...{ kind: 'list', list: 'children', called, steps: childSteps },
  title: { en: 'Children', cy: 'Plant' },
  row: { en: 'Child', cy: 'Plentyn' },
  more: {
    en: 'Is there another child whom you are worried about?',
    cy: 'A oes plentyn arall rydych yn poeni amdano?',
  },
  missing: { en: 'Name at least one child', cy: 'Enwch o leiaf un plentyn' },
  help: [
    {
      en: 'Name every child of the family who may be affected, also one who is not born yet. A brother or sister who is not at risk can be named in the household instead.',
      cy: 'Enwch bob plentyn yn y teulu y gallai hyn effeithio arno, hefyd un nad yw wedi’i eni eto. Gellir enwi brawd neu chwaer nad yw mewn perygl yn yr aelwyd yn lle hynny.',
    },
  ],
};

const memberSteps: readonly Step[] = [
  {
    slug: 'name',
    title: { en: 'Name', cy: 'Enw' },
    says: [unknownName],
    questions: [firstName, lastName],
  },
  {
    slug: 'relationship',
    title: { en: 'Relationship', cy: 'Perthynas' },
    questions: [
      {
        ...{ kind: 'line', name: 'relationship' },
        label: { en: 'Who are they to the child?', cy: 'Pwy ydynt i’r plentyn?' },
        hint: {
          en: 'Such as mother, stepfather, mother’s partner, aunt, lodger',
          cy: 'Megis mam, llystad, partner y fam, modryb, lletywr',
        },
        missing: {
          en: 'Enter who they are to the child, or Unknown',
          cy: 'Rhowch pwy ydynt i’r plentyn, neu Anhysbys',
        },
      },
    ],
  },
  {
    slug: 'birth',
    title: { en: 'Date of birth', cy: 'Dyddiad geni' },
    questions: [
      {
        ...{ kind: 'date', name: 'dateOfBirth', mayBeRough: true, wrong: wrongBirth, hint: roughly, optional: true },
        label: { en: 'Date of birth', cy: 'Dyddiad geni' },
      },
    ],
  },
  {
    slug: 'home',
    title: { en: 'Home', cy: 'Cartref' },
    questions: [
      {
        ...{ kind: 'yes-no', name: 'livesWithChild', orNotKnown: true, asksIfNo: addressLines.map(asOptional) },
        label: { en: 'Do they live with the child?', cy: 'A yw’n byw gyda’r plentyn?' },
      },
    ],
  },
  {
    slug: 'responsibility',
    title: { en: 'Parental responsibility', cy: 'Cyfrifoldeb rhiant' },
    questions: [
      {
        ...{ kind: 'yes-no', name: 'parentalResponsibility', orNotKnown: true },
        label: { en: 'Do they have parental responsibility?', cy: 'A yw cyfrifoldeb rhiant ganddynt?' },
        hint: {
          en: 'The right and duty in law to make decisions for the child. Mothers have it; not every father or partner does.',
          cy: 'Yr hawl a’r ddyletswydd gyfreithiol i wneud penderfyniadau dros y plentyn. Mae gan famau hynny; nid oes gan bob tad na phartner.',
        },
      },
    ],
  },
  {
    slug: 'risk',
    title: { en: 'Risk', cy: 'Risg' },
    questions: [
      {
        ...{ kind: 'yes-no', name: 'mayPoseRisk', orNotKnown: true },
        label: { en: 'Might they be a risk to the child?', cy: 'A yw’n bosibl eu bod yn risg i’r plentyn?' },
        hint: {
          en: 'You need not be sure. Say why where you write about your concern.',
          cy: 'Nid oes angen i chi fod yn sicr. Dywedwch pam lle rydych yn ysgrifennu am eich pryder.',
        },
      },
    ],
  },
];

/** Of those who do not live with the child, hardly anybody knows all of the address. */
function asOptional({ name, label, width }: LineQuestion): LineQuestion {
  const missing = {
    en: 'Enter the first line of the address, or Unknown',
    cy: 'Rhowch linell gyntaf y cyfeiriad, neu Anhysbys',
  };
  return { kind: 'line', name, label, optional: true, missing, ...(width === undefined ? {} : { width }) };
}

export const household: Task = {
  ...{ kind: 'list', list: 'household', called, steps: memberSteps },
  title: { en: 'Family and others in the household', cy: 'Teulu ac eraill yn yr aelwyd' },
  row: { en: 'Person', cy: 'Person' },
  any: {
    en: 'Do you know of anybody in the family or household?',
    cy: 'A ydych yn gwybod am unrhyw un yn y teulu neu’r aelwyd?',
  },
  more: { en: 'Is there anybody else?', cy: 'A oes rhywun arall?' },
  missing: { en: 'Name somebody of the household', cy: 'Enwch rywun o’r aelwyd' },
  help: [
    {
      en: 'Name everybody who lives with the child, parents who live elsewhere, and anybody else who is often there or may be a risk to the child.',
      cy: 'Enwch bawb sy’n byw gyda’r plentyn, rhieni sy’n byw mewn man arall, ac unrhyw un arall sydd yno’n aml neu a allai fod yn risg i’r plentyn.',
    },
  ],
};
