import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { aReferral } from '../service/bodies.js';
import { temporalAddress } from '../support/stack.js';
import { openInstallation, within, type Installation } from './installation.js';
import { casesWithBrokenLog, eventCounts, hasCaughtUp, noticesOf } from './record.js';

/** Something that takes connections as Temporal would, and never says a word. */
class SilentServer {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
  });

  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }
}

const silent = new SilentServer();
let installation: Installation;

beforeAll(async () => {
  installation = await openInstallation(temporalAddress());
});
afterAll(async () => {
  await installation.close();
  await silent.close();
});

interface Heard {
  courseSeq: number;
  heardSeq: number;
}

describe('after the API was killed between the commit of a referral and the ring of its process', () => {
  it('the referral is there, its process starts, and the referrer is told once', async () => {
    const deaf = await installation.startApi({ temporalAddress: await silent.open() });
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await deaf.as('school-system').post('/api/referrals', aReferral, headers);
    await deaf.kill();
    expect(answer.status).toBe(201);
    const { reference } = answer.body as { reference: string };
    expect(await installation.rows<Heard>('SELECT "courseSeq", "heardSeq" FROM "CaseCourse"')).toEqual([
      { courseSeq: 1, heardSeq: 0 },
    ]);

    const [api] = await Promise.all([installation.startApi(), installation.startWorker()]);
    const repeated = await api.as('school-system').post('/api/referrals', aReferral, headers);
    expect(repeated.body).toMatchObject({ reference });
    await within(20, 'the process to hear and to tell', async () =>
      (await hasCaughtUp(installation, reference)) ? true : undefined,
    );

    expect(installation.mails.caught.map(({ to, subject }) => [...to, subject])).toEqual([
      ['tessa@school.example', `${reference}: we have received your referral`],
    ]);
    expect(await noticesOf(installation, reference)).toEqual([{ kind: 'acknowledgement', state: 'sent', attempts: 1 }]);
    expect(await eventCounts(installation, reference)).toEqual({ 'referral-received': 1, 'notice-sent': 1 });
    expect(await casesWithBrokenLog(installation)).toEqual([]);
  }, 90_000);
});
