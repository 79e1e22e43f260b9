import type { Contact, DirectoryAgency, HubContact } from '../../../records/directory.js';
import type { Answers } from '../frame/answers.js';
import type { Question, Section } from '../frame/questions.js';

const phone = (hint?: string): Question => ({
  ...{ kind: 'line', name: 'phone', label: 'Telephone number', type: 'tel', autocomplete: 'off', width: 20 },
  ...{ optional: true, ...(hint === undefined ? {} : { hint }) },
});

const email = (name: string, label: string): Question => ({
  ...{ kind: 'line', name, label, type: 'email', autocomplete: 'off' },
  missing: 'Enter an e-mail address, like team@agency.example',
});

export const hubQuestions: readonly Section[] = [
  { questions: [phone(), { ...email('replyEmail', 'E-mail address to which people reply'), optional: true }] },
];

export const agencyQuestions: readonly Section[] = [
  {
    questions: [
      { kind: 'line', name: 'name', label: 'Name', autocomplete: 'off', missing: 'Enter the name of the agency' },
      email('email', 'Shared mailbox'),
      phone(),
      {
        ...{ kind: 'text', name: 'howToReach', label: 'How to reach them', optional: true, rows: 4 },
        hint: 'Hours, and whatever else helps to reach somebody.',
      },
    ],
  },
];

export const contactQuestions: readonly Section[] = [
  {
    questions: [
      {
        ...{ kind: 'line', name: 'name', label: 'Name', autocomplete: 'off' },
        ...{ hint: 'Of a person, or of a desk.', missing: 'Enter the name of the person or the desk' },
      },
      {
        ...{ kind: 'line', name: 'role', label: 'What they are there', autocomplete: 'off' },
        ...{ hint: 'For example, duty sergeant.', missing: 'Enter what they are at the agency' },
      },
      phone('Give a telephone number, an e-mail address, or both.'),
      { ...email('email', 'E-mail address'), optional: true },
      {
        ...{ kind: 'yes-no', name: 'outOfHours', label: 'Is this for nights, weekends and holidays?' },
        missing: 'Say whether this is for nights, weekends and holidays',
      },
    ],
  },
];

/** What stands on a form before anybody has typed, by what is on record. */
export const hubAnswers = ({ phone: number, replyEmail }: HubContact): Answers => given({ phone: number, replyEmail });

export const agencyAnswers = ({ name, email: mailbox, phone: number, howToReach }: DirectoryAgency): Answers =>
  given({ name, email: mailbox, phone: number, howToReach });

export const contactAnswers = ({ name, role, phone: number, email: address, outOfHours }: Contact): Answers =>
  given({ name, role, phone: number, email: address, outOfHours: outOfHours ? 'yes' : 'no' });

const given = (fields: Readonly<Record<string, string | undefined>>): Answers =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
