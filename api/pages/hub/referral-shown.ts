import type { CaseView } from '../../../records/case-view.js';
import { inHub } from '../frame/formats.js';
import { bornInWords } from './born.js';
import { calledOn } from './case-frame.js';
import { agreementWords, channelWords, patternWords, referrerWords, sexWords, wordsOf } from './words.js';

/** A part of a referral as it is read: a heading, and what was said under it. */
export interface ReadPart {
  title: string;
  rows: { label: string; says: string }[];
}

/** A referral as it was sent, with the people of its case. */
export interface ReferralShown {
  reference: string;
  received: string;
  parts: ReadPart[];
}

type Row = [label: string, says: string | undefined];

const part = (title: string, rows: readonly Row[]): ReadPart => ({
  title,
  rows: rows.flatMap(([label, says]) => (says === undefined || says === '' ? [] : [{ label, says }])),
});

const yesNo = (said: boolean | undefined): string | undefined => (said === undefined ? undefined : said ? 'Yes' : 'No');

/** Everything that the referrals of a case say, what worries first. */
export function referralShown(view: CaseView, now: Date): ReferralShown[] {
  return view.referrals.map((referral) => ({
    reference: referral.reference,
    received: `${wordsOf(channelWords, referral.channel)}, ${inHub(referral.receivedAt)}`,
    parts: [concernOf(referral), parentsOf(referral), ...peopleOf(view, now), referrerOf(referral)],
  }));
}

type Referral = CaseView['referrals'][number];

const concernOf = ({ concern, supportTried }: Referral): ReadPart =>
  part('The concern', [
    ['Immediate danger', yesNo(concern.immediateDanger)],
    ['What happened', concern.whatHappened],
    ['Evidence', concern.evidence],
    ['Pattern', concern.pattern === undefined ? undefined : patternWords[concern.pattern]],
    ['Before', concern.chronology],
    ['What the child says or wishes', concern.childsViews],
    ['Support tried', supportTried],
  ]);

const parentsOf = ({ parents }: Referral): ReadPart =>
  part('The parents', [
    ['They know of the referral', yesNo(parents.informed)],
    ['Why not', parents.reasonNotInformed],
    ['Agreement', parents.agreement === undefined ? undefined : agreementWords[parents.agreement]],
    ['Leaflet given', yesNo(parents.leafletGiven)],
  ]);

const referrerOf = ({ referrer }: Referral): ReadPart =>
  part('The referrer', [
    ['Name', referrer.name],
    ['Who they are', referrerWords[referrer.kind]],
    ['Role', referrer.role],
    ['Organisation', referrer.organisation],
    ['E-mail', referrer.email],
    ['Phone', referrer.phone],
    ['Wishes to stay anonymous', yesNo(referrer.anonymityRequested)],
  ]);

const peopleOf = ({ people }: CaseView, now: Date): ReadPart[] =>
  people.map((person) =>
    part(calledOn(person), [
      ['On this case', person.role === 'child' ? 'Child' : (person.relationship ?? 'Household')],
      ['Born', bornInWords(person, now)],
      ['Sex', person.sex === undefined ? undefined : wordsOf(sexWords, person.sex)],
      ['NHS number', person.nhsNumber],
      ['Address', addressOf(person)],
      ['School', person.school],
      ['Now at', person.locationNow],
      ['Ethnicity', person.ethnicity],
      ['Disability', person.disability],
      ['Language', person.language],
      ['Parental responsibility', yesNo(person.parentalResponsibility)],
      ['Lives with the child', yesNo(person.livesWithChild)],
      ['May pose a risk', yesNo(person.mayPoseRisk)],
    ]),
  );

const addressOf = ({ address }: CaseView['people'][number]): string | undefined =>
  address === undefined
    ? undefined
    : [address.line1, address.line2, address.town, address.postcode].filter((line) => line !== undefined).join(', ');
