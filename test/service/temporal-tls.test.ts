import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { readTemporalEnvironment } from '../../runtime/environment.js';
import { connectionTo } from '../../runtime/temporal-server.js';
import { openInstallation, within, type Installation } from '../faults/installation.js';
import { hasCaughtUp } from '../faults/record.js';
import { newAuthority } from '../support/certificates.js';
import { guardTemporal, type GuardedTemporal } from '../support/guarded-temporal.js';
import { pemFiles, type PemFiles } from '../support/pem-files.js';
import { quietRuntime } from '../support/process.js';
import { submit } from './steps.js';

const ours = newAuthority('The authority of the hub');
const others = newAuthority('Somebody');
const name = 'temporal.hub.example';
const apiKey = 'an-invented-key';

type Told = Readonly<Record<string, string>>;

let files: PemFiles;
/** Lets in who has a certificate of ours. */
let byCertificate: GuardedTemporal;
/** Lets in who has the API key. */
let byKey: GuardedTemporal;
/** What a service is told that is let in. */
let certified: Told;
let keyed: Told;
let told: Readonly<Record<'otherAuthority' | 'otherCertificate' | 'bothAuthorities', Told>>;

beforeAll(async () => {
  quietRuntime();
  files = await pemFiles();
  const [service, stranger] = [ours.certify('front-door'), others.certify('front-door')];
  const certificate = ours.certify(name);
  byCertificate = await guardTemporal({ certificate, clientAuthority: ours.certificate });
  byKey = await guardTemporal({ certificate, apiKey });
  const trusting = {
    TEMPORAL_TLS_CA: await files.keep('ours', ours.certificate),
    TEMPORAL_TLS_SERVER_NAME: name,
  };
  certified = {
    ...trusting,
    TEMPORAL_ADDRESS: byCertificate.address,
    TEMPORAL_TLS_CERT: await files.keep('service', service.certificate),
    TEMPORAL_TLS_KEY: await files.keep('service-key', service.key),
  };
  keyed = { ...trusting, TEMPORAL_ADDRESS: byKey.address, TEMPORAL_API_KEY: apiKey };
  told = {
    otherAuthority: { TEMPORAL_TLS_CA: await files.keep('others', others.certificate) },
    bothAuthorities: { TEMPORAL_TLS_CA: await files.keep('both', others.certificate + ours.certificate) },
    otherCertificate: {
      TEMPORAL_TLS_CERT: await files.keep('stranger', stranger.certificate),
      TEMPORAL_TLS_KEY: await files.keep('stranger-key', stranger.key),
    },
  };
});
afterAll(async () => {
  await Promise.all([byCertificate.close(), byKey.close()]);
  await files.remove();
});

/** Who gets through to Temporal, of the library of the API and that of the worker, when both are told the same. */
async function whoGetsThrough(variables: Told): Promise<string[]> {
  const server = connectionTo(readTemporalEnvironment(variables));
  const through = async (who: string, connect: () => Promise<{ close: () => Promise<void> }>): Promise<string[]> => {
    const connection = await connect().catch(() => undefined);
    await connection?.close();
    return connection === undefined ? [] : [who];
  };
  const found = await Promise.all([
    through('the API', async () => Connection.connect({ ...server, connectTimeout: '2s' })),
    through('the worker', async () => NativeConnection.connect(server)),
  ]);
  return found.flat();
}

const whoOfAll = async (each: readonly Told[]): Promise<string[]> =>
  (await Promise.all(each.map(whoGetsThrough))).flat();

const both = ['the API', 'the worker'];

describe('a Temporal on another machine', () => {
  it('is spoken to by TLS, under a name in a certificate that is vouched for, and told by a certificate who comes', async () => {
    const before = byCertificate.letIn.length;
    expect(await whoGetsThrough(certified)).toEqual(both);
    expect(byCertificate.letIn.slice(before)).toEqual(['front-door', 'front-door']);
    expect(await whoGetsThrough({ ...certified, ...told.bothAuthorities })).toEqual(both);
  });

  it('is told nothing where another authority vouches for its certificate', async () => {
    const untrusted = [told.otherAuthority, { TEMPORAL_TLS_CA: '' }];
    expect(await whoOfAll(untrusted.map((changes) => ({ ...keyed, ...changes })))).toEqual([]);
    expect(byKey.letIn).toEqual([]);
  });

  it('is told nothing under a name that its certificate has not', async () => {
    const names = ['record.hub.example', 'hub.example'];
    expect(await whoOfAll(names.map((other) => ({ ...keyed, TEMPORAL_TLS_SERVER_NAME: other })))).toEqual([]);
    expect(byKey.letIn).toEqual([]);
  });

  it('lets nobody in who shows no certificate, or one of somebody else’s', async () => {
    const none = { TEMPORAL_TLS_CERT: '', TEMPORAL_TLS_KEY: '', TEMPORAL_API_KEY: apiKey };
    const strangers = [none, told.otherCertificate].map((changes) => ({ ...certified, ...changes }));
    expect(await whoOfAll(strangers)).toEqual([]);
  });

  it('is told by an API key who comes, where that is what it wants', async () => {
    expect(await whoGetsThrough(keyed)).toEqual(both);
    expect(await whoGetsThrough({ ...keyed, TEMPORAL_API_KEY: 'another-key' })).toEqual([]);
  });

  it('is not spoken to in clear, which it would not understand', async () => {
    expect(await whoGetsThrough({ TEMPORAL_ADDRESS: byKey.address, INNER_NETWORK: 'private' })).toEqual([]);
  });
});

describe('the programs, on a network that is not private', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation(byCertificate.address, { variables: certified });
  });
  afterAll(async () => installation.close());

  it('take a case through its process by TLS', async () => {
    const [api] = await Promise.all([installation.startApi(), installation.startWorker()]);
    const before = byCertificate.letIn.length;
    const reference = await submit(api);
    await within(20, 'the process to hear of the case', async () =>
      (await hasCaughtUp(installation, reference)) ? true : undefined,
    );

    const ready = await api.anonymous.get('/ready');
    expect(ready.body).toMatchObject({ dependencies: { temporal: 'up' } });
    expect([...new Set(byCertificate.letIn.slice(before))]).toEqual(['front-door']);
  }, 90_000);

  it('say that the worker waits, and why, where the certificate is another’s', async () => {
    const sentence = 'The worker does not reach Temporal, and goes on trying';
    const worker = await installation.startWorker({ variables: { ...certified, ...told.otherAuthority } }, sentence);
    const lines = worker.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ says }) => says === sentence)).toEqual([
      expect.objectContaining({ level: 'warn', code: 'UnknownIssuer' }),
    ]);
  }, 90_000);
});
