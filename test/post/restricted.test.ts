import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliverOwed } from '../../post/delivery.js';
import { declareConflict } from '../../records/conflicts.js';
import { breakGlass } from '../../records/glass.js';
import { findTrouble } from '../../records/trouble.js';
import { oweReviews } from '../../records/restriction-reviews.js';
import { restrictCase } from '../../records/restrictions.js';
import { disableUser } from '../../records/user-administration.js';
import { done, mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { openPost, type HubPost } from '../support/post.js';

let hub: Hub;
let office: HubPost;
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
});
beforeEach(async () => {
  hub.clock.set(mondayMorning);
  await hub.asOwner('UPDATE "User" SET "enabled" = true');
  office.mails.caught.length = 0;
});
afterAll(async () => {
  await office.close();
  await hub.close();
});

async function restrict(inHand: CaseInHand, ...personas: string[]): Promise<void> {
  const sight = hub.sight('hub-manager', 'restrict-case', inHand.caseId);
  const people = personas.map((persona) => hub.actor(persona).userId);
  done(await restrictCase(hub.record, sight, { reason: 'high-risk', people }, hub.request('hub-manager')));
}

const deliver = async ({ caseId }: CaseInHand): Promise<unknown> =>
  deliverOwed(office.post, caseId, () => hub.clock.now());
const told = (words: string): string[] =>
  office.mails.caught.filter(({ subject }) => subject.includes(words)).flatMap(({ to }) => to);
const askPolice = (inHand: CaseInHand): Promise<void> =>
  hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] }, { by: 'hub-manager' });
const disable = (subject: string): Promise<unknown> =>
  hub.asOwner('UPDATE "User" SET "enabled" = false WHERE "subject" = $1', [subject]);

describe('the messages of a restricted case', () => {
  it('go to the people on its list, and to nobody else of their role or agency', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager', 'police-lead', 'police');
    await askPolice(inHand);

    await deliver(inHand);

    expect(told('check asked of you')).toEqual(['police@police.example']);
  });

  it('go to its hub managers where nobody on the list has the role, and never to a mailbox', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager', 'police-lead');
    await askPolice(inHand);

    await deliver(inHand);

    expect(told('check asked of you')).toEqual(['hub-manager@hub.example']);
  });

  it('go to the privacy officer once no manager of the list is left', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager', 'police-lead');
    await askPolice(inHand);
    await disable('hub-manager');

    await deliver(inHand);

    expect(told('check asked of you')).toEqual(['privacy-officer@council.example']);
  });

  it('still reach whoever sent the referral', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager');

    await deliver(inHand);

    expect(told('we have received your referral')).toHaveLength(1);
  });

  it('are not named in an alarm, only counted', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager');
    await hub.asOwner(`UPDATE "CaseCourse" SET "unheardSince" = now() - interval '1 hour'`);

    const troubles = await findTrouble(hub.database, hub.clock.now());

    const unheard = troubles.find(({ kind }) => kind === 'process-not-hearing');
    expect(unheard?.count).toBeGreaterThan(0);
    expect(JSON.stringify(troubles)).not.toContain(inHand.reference);
  });
});

describe('broken glass', () => {
  it('is told of with the reference, and where it is reviewed', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager');
    const body = { reason: 'immediate-danger', text: 'Invented reason.' } as const;
    done(await breakGlass(hub.record, inHand, body, hub.request('decision-maker')));

    await deliver(inHand);

    const words = 'opened by somebody who is not on its list';
    expect(told(words).sort()).toEqual(['hub-manager@hub.example', 'privacy-officer@council.example']);
    for (const { subject, text } of office.mails.caught.filter((mail) => mail.subject.includes(words))) {
      expect(subject).toContain(inHand.reference);
      expect(text.match(/https:\S+/g)).toEqual(['https://front-door.example/broken-glass']);
    }
  });
});

describe('a restriction that is to be reviewed', () => {
  it('has its hub managers asked, once for each review', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager');
    await deliver(inHand);
    hub.clock.set('2028-11-19T10:00:01+00:00');

    await oweReviews(hub.database, hub.clock.now());
    await oweReviews(hub.database, hub.clock.now());
    await deliver(inHand);

    expect(told('is the restriction still needed?')).toEqual(['hub-manager@hub.example']);
  });
});

describe('an access list whose last manager is switched off', () => {
  it('is told of to the privacy officer, who is told what to do and where no case is opened', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager');
    await deliver(inHand);

    done(await disableUser(hub.database, hub.actor('hub-manager').userId, hub.request('administrator')));
    await deliver(inHand);

    expect(told('needs somebody')).toEqual(['privacy-officer@council.example']);
    const mail = office.mails.caught.find(({ subject }) => subject.includes('needs somebody'));
    expect(mail?.text).toContain('one who breaks the glass and puts people on it');
    expect(mail?.text).not.toContain('/cases/');
  });
});

describe('whoever is linked to a person on a case', () => {
  it('is told nothing of it', async () => {
    const inHand = await hub.receive();
    const [person = ''] = inHand.children;
    const asked = { caseId: inHand.caseId, act: 'declare-conflict' } as const;
    const user = hub.actor('police').userId;
    done(await declareConflict(hub.record, asked, { person, kind: 'friend', user }, hub.request('hub-manager')));
    await askPolice(inHand);

    await deliver(inHand);

    expect(told('check asked of you')).toEqual(['police@agencies.example']);
  });

  it('leaves a gap in an access list of which the others on it are told', async () => {
    const inHand = await hub.receive();
    await restrict(inHand, 'hub-manager', 'police');
    await askPolice(inHand);
    const [person = ''] = inHand.children;
    const asked = { caseId: inHand.caseId, act: 'declare-conflict' } as const;
    const user = hub.actor('police').userId;
    done(await declareConflict(hub.record, asked, { person, kind: 'friend', user }, hub.request('hub-manager')));

    await deliver(inHand);

    expect(told('needs somebody').sort()).toEqual(['hub-manager@hub.example', 'privacy-officer@council.example']);
  });
});
