import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startWatch, type Watch } from '../../post/watch.js';
import type { Trouble } from '../../records/trouble.js';
import { exampleReferral } from '../support/factories.js';
import { openHub, type CaseInHand, type Hub } from '../support/hub.js';
import { openPost, type HubPost } from '../support/post.js';
import { until } from '../support/until.js';

let hub: Hub;
let office: HubPost;
const watches: Watch[] = [];
const alarms: Trouble[] = [];
beforeAll(async () => {
  hub = await openHub();
  office = await openPost(hub);
});
afterEach(async () => {
  await Promise.all(watches.splice(0).map(async (watch) => watch.stop()));
  alarms.length = 0;
});
afterAll(async () => {
  await office.close();
  await hub.close();
});

function watch(): void {
  const onAlarm = (trouble: Trouble): number => alarms.push(trouble);
  const onTrouble = (error: unknown): never => {
    throw error;
  };
  watches.push(startWatch({ post: office.post, clock: hub.clock, onAlarm, onTrouble }));
}

/** As if so many seconds had passed in which nobody did anything. */
async function nobodyActs(seconds: number, { caseId }: CaseInHand): Promise<void> {
  await hub.asOwner(`UPDATE "CaseCourse" SET "unheardSince" = now() - make_interval(secs => $1) WHERE "caseId" = $2`, [
    seconds,
    caseId,
  ]);
  await hub.asOwner(`UPDATE "Notice" SET "nextAttemptAt" = now() - make_interval(secs => $1) WHERE "caseId" = $2`, [
    seconds,
    caseId,
  ]);
}

// Neither Temporal nor a worker runs for this hub.
describe('the watch', () => {
  it('pages hub manager and duty team about immediate danger, and leaves the rest to the process', async () => {
    const inHand = await hub.receive(exampleReferral('police-night'));
    await nobodyActs(4, inHand);

    watch();

    const pages = await until('both pages', () => {
      const found = office.mails.caught.filter(({ subject }) => subject.includes('immediate danger'));
      return found.length === 2 ? found : undefined;
    });
    expect(pages.flatMap(({ to }) => to).sort()).toEqual(['duty-team@council.example', 'hub-manager@hub.example']);
    const { notices } = await hub.look(inHand);
    expect(notices.find(({ kind }) => kind === 'acknowledgement')).toMatchObject({ state: 'due', attempts: 0 });
  });

  it('pages once, though two processes watch', async () => {
    const inHand = await hub.receive(exampleReferral('police-night'));
    await nobodyActs(4, inHand);

    watch();
    watch();

    await until('both pages to be recorded', async () => {
      const { notices } = await hub.look(inHand);
      const pages = notices.filter(({ kind }) => kind === 'immediate-danger');
      return pages.every(({ state }) => state === 'sent') ? true : undefined;
    });
    const pages = office.mails.caught.filter(({ subject }) => subject.startsWith(`${inHand.reference}: immediate`));
    expect(pages).toHaveLength(2);
  });

  it('alarms the hub once about what lies untouched for a minute, whoever of several processes sees it', async () => {
    const inHand = await hub.receive();
    await nobodyActs(61, inHand);

    watch();
    watch();

    const [mail, ...others] = await until('the alarms', () => {
      const found = office.mails.to('operations@hub.example').filter(({ subject }) => subject.includes('alarm'));
      return found.length >= 2 ? found : undefined;
    });
    expect(alarms.map(({ kind }) => kind).sort()).toEqual(['messages-untouched', 'process-not-hearing']);
    expect(others).toHaveLength(1);
    expect(mail?.text).toContain(inHand.reference);
    expect(mail?.text).toContain('People can go on working');
  });

  it('tells an alarm again soon that the mail server would not take', async () => {
    await hub.asOwner('DELETE FROM "Alarm"');
    office.mails.treat('operations@hub.example', '450', '450');
    await nobodyActs(61, await hub.receive());

    watch();

    await until('both alarms to be raised and put off', async () => {
      const putOff = await hub.asOwner(`SELECT FROM "Alarm" WHERE "toldAt" < now() - interval '14 minutes'`);
      return putOff.length === 2 ? true : undefined;
    });
  });
});
