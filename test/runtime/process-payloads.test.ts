import { describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { KeyMissing } from '../../runtime/keys.js';
import { keyOfPayload, processConverter } from '../../runtime/process-payloads.js';
import { keyRing, rotatedSecretKeys } from '../support/keys.js';
import { wordsOf } from '../support/payloads.js';

const [newSecret = ''] = rotatedSecretKeys.split(',');
const rings = { old: keyRing(), rotated: keyRing(rotatedSecretKeys), withoutOld: keyRing(newSecret) };

const codecOf = (ring: keyof typeof rings) => {
  const [codec] = processConverter(rings[ring]).payloadCodecs ?? [];
  if (codec === undefined) throw new Error('Nothing seals the payloads');
  return codec;
};

const payload: Payload = {
  ...defaultPayloadConverter.toPayload({ says: 'an invented sentence' }),
  metadata: { encoding: Buffer.from('json/plain'), messageType: Buffer.from('invented.Type') },
};

/** Bytes are bytes, whatever holds them. */
const plain = (payloads: readonly Payload[]): unknown =>
  payloads.map(({ metadata, data }) => [
    Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')]),
    Buffer.from(data ?? []).toString('utf8'),
  ]);

describe('a payload of a process', () => {
  it('is sealed whole, says with which key, and is the same once it is opened', async () => {
    const sealed = await codecOf('old').encode([payload, payload]);

    expect(sealed.map(keyOfPayload)).toEqual(['test', 'test']);
    expect(wordsOf(sealed)).not.toMatch(/invented|json/);
    expect(sealed[0]?.data).not.toEqual(sealed[1]?.data);
    expect(plain(await codecOf('old').decode(sealed))).toEqual(plain([payload, payload]));
  });

  it('is sealed with the key in use, and opens with any key of the ring', async () => {
    const before = await codecOf('old').encode([payload]);
    const after = await codecOf('rotated').encode([payload]);

    expect(after.map(keyOfPayload)).toEqual(['test-2']);
    expect(plain(await codecOf('rotated').decode([...before, ...after]))).toEqual(plain([payload, payload]));
  });

  it('stays closed where its key is not on the ring, and the error says which', async () => {
    const sealed = await codecOf('old').encode([payload]);

    await expect(codecOf('withoutOld').decode(sealed)).rejects.toMatchObject({ name: KeyMissing.name, code: 'test' });
  });

  it('that came unsealed, from a run of before, is taken as it is', async () => {
    expect(await codecOf('old').decode([payload, {}])).toEqual([payload, {}]);
  });
});
