import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliverOwed } from '../../post/delivery.js';
import { climbLadders } from '../../records/climbing.js';
import { identify } from '../../records/users.js';
import { exampleReferral } from '../support/factories.js';
import { mondayMorning, openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { openPost, type HubPost } from '../support/post.js';

const overdue = new Date('2028-08-22T09:00:02Z');

let hub: Hub;
let office: HubPost;
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
});
beforeEach(async () => {
  await hub.asOwner('UPDATE "User" SET "enabled" = true');
  office.mails.caught.length = 0;
});
afterAll(async () => {
  await office.close();
  await hub.close();
});

const deliver = async ({ caseId }: CaseInHand): Promise<unknown> =>
  deliverOwed(office.post, caseId, () => hub.clock.now());

async function disable(...subjects: string[]): Promise<void> {
  await hub.asOwner('UPDATE "User" SET "enabled" = false WHERE "subject" = ANY($1)', [subjects]);
}

async function askPolice(): Promise<CaseInHand> {
  const inHand = await hub.receive();
  await hub.screen(inHand, { checks: [{ agency: 'police', persons: inHand.children }] });
  return inHand;
}

/** Who got a message with these words in its subject. */
const told = (words: string): string[] =>
  office.mails.caught.filter(({ subject }) => subject.includes(words)).flatMap(({ to }) => to);

describe('a message for an agency', () => {
  it('goes to its own workers and to nobody else’s', async () => {
    await deliver(await askPolice());

    expect(told('check asked of you')).toEqual(['police@police.example']);
  });

  it('goes to everyone who works there at the moment of sending', async () => {
    const inHand = await askPolice();
    const asOf = new Date(mondayMorning);
    const colleague = { subject: 'police-2', name: 'Paul Policework', email: 'paul@police.example', agency: 'police' };
    await identify(hub.database, { hubId: 'hub', provider: 'test', roles: ['agency-worker'], asOf, ...colleague });

    await deliver(inHand);

    expect(told('check asked of you').sort()).toEqual(['paul@police.example', 'police@police.example']);
    await disable('police-2');
  });

  it('goes to its shared mailbox when nobody who works there may be told', async () => {
    await disable('police', 'police-2');

    await deliver(await askPolice());

    expect(told('check asked of you')).toEqual(['police@agencies.example']);
  });

  it('that is overdue goes to its lead, or without one to its shared mailbox', async () => {
    const [withLead, without] = [await askPolice(), await askPolice()];
    await deliver(withLead);
    await deliver(without);

    await climbLadders(hub.database, withLead, overdue);
    await deliver(withLead);
    await disable('police-lead');
    await climbLadders(hub.database, without, overdue);
    await deliver(without);

    expect(told('check overdue')).toEqual(['police-lead@police.example', 'police@agencies.example']);
  });
});

describe('a message for the hub', () => {
  it('goes to everyone of the role, or with nobody in it to the address for operations', async () => {
    await deliver(await hub.receive(exampleReferral('self')));
    await disable('hub-worker');
    await deliver(await hub.receive(exampleReferral('self')));

    expect(told('tell the referrer')).toEqual(['hub-worker@hub.example', 'operations@hub.example']);
  });

  it('about immediate danger reaches hub manager and duty team, whoever is missing', async () => {
    await disable('duty-team');

    await deliver(await hub.receive(exampleReferral('police-night')));

    expect(told('immediate danger').sort()).toEqual(['hub-manager@hub.example', 'operations@hub.example']);
  });
});

describe('a message for the referrer', () => {
  it('goes to the address of the referral, whoever handed it in', async () => {
    const submission = exampleReferral('gp-letter');

    await deliver(await hub.receive(submission, { by: 'hub-worker' }));

    expect(told('we have received your referral')).toEqual([submission.referrer.email]);
  });
});
