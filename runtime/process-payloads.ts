import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { decrypt, encrypt } from './encryption.js';
import type { KeyRing } from './keys.js';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/** What a payload that is sealed says of itself: that it is, as Temporal's own samples write it, and with which key. */
const sealedEncoding = 'binary/encrypted';
const keyIdField = 'encryption-key-id';

const purpose = 'process-payloads';
const context = 'process-payload';

/** Where the failure converter stands, for whoever bundles the workflow code. */
export const failureConverterPath = fileURLToPath(new URL('./failure-converter.cjs', import.meta.url));

/**
 * How everything that talks to Temporal writes what it says there, and reads it: arguments, results, summaries, details, and what an
 * error says, are encrypted before they leave the process. Ids, names of types and search attributes are not.
 */
export const processConverter = (keys: KeyRing): DataConverter => ({
  failureConverterPath,
  payloadCodecs: [processCodec(keys)],
});

/** Seals with the key in use, and opens what any key of the ring has sealed. */
function processCodec(keys: KeyRing): PayloadCodec {
  return {
    encode: async (payloads) =>
      Promise.resolve(payloads).then((all) => all.map((payload) => sealPayload(keys, payload))),
    decode: async (payloads) =>
      Promise.resolve(payloads).then((all) => all.map((payload) => openPayload(keys, payload))),
  };
}

function sealPayload({ current }: KeyRing, payload: Payload): Payload {
  const plain = PayloadMessage.encode(payload).finish();
  return {
    metadata: { encoding: bytesOf(sealedEncoding), [keyIdField]: bytesOf(current.id) },
    data: encrypt(current.derive(purpose), plain, context),
  };
}

/**
 * What a payload says, opened where it is sealed.
 * @throws KeyMissing where its key is not on the ring; Error where it does not open with that key
 */
export function openPayload(keys: KeyRing, payload: Payload): Payload {
  const keyId = keyOfPayload(payload);
  if (keyId === undefined) return payload;
  const opened = decrypt(keys.find(keyId).derive(purpose), payload.data ?? new Uint8Array(), context);
  return PayloadMessage.decode(opened);
}

/** The id of the key with which a payload says that it is sealed, blank where it names none; undefined where it is not sealed. */
export function keyOfPayload({ metadata }: Payload): string | undefined {
  if (textOf(metadata?.encoding) !== sealedEncoding) return undefined;
  return textOf(metadata?.[keyIdField]);
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
