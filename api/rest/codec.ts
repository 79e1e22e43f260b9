import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import type { FieldError } from '../../domain/problems.js';
import { Refused } from '../../records/open-case.js';
import { ofTheHub } from '../../records/sight.js';
import { KeyMissing, type KeyRing } from '../../runtime/keys.js';
import { keyOfPayload, openPayload } from '../../runtime/process-payloads.js';
import { requestIdOf } from '../request-id.js';
import { actorOf } from '../security/actor.js';
import { noteWanted, recordGiven } from '../security/looks.js';
import { permit } from '../security/permit.js';
import { readBody } from './body.js';
import type { Operation } from './call.js';
import { describeAsking } from './descriptions.js';
import { check } from './field-errors.js';
import { theHub } from './places.js';

/*
 * The endpoint at which Temporal's UI and command line have payloads opened (the remote codec protocol), so that whoever operates
 * Temporal can read there what a process says. Nothing is encrypted for them: they start and signal no process.
 */

/** Far more than a page of Temporal's UI asks for at once. */
const mostPayloads = 1000;

const base64 = z.string().meta({ format: 'byte' });

/** A payload as Protobuf writes it in JSON. */
const payloadInJson = z
  .looseObject({ metadata: z.record(z.string(), base64).optional(), data: base64.optional() })
  .meta({ id: 'Payload' });
type PayloadInJson = z.infer<typeof payloadInJson>;

/** Protobuf leaves out a list that is empty: Temporal's command line asks so for a signal without arguments. */
const body = z.object({ payloads: z.array(payloadInJson).max(mostPayloads).default([]) });
const answer = z.object({ payloads: z.array(payloadInJson) });

const call = {
  path: '/codec/decode',
  tag: 'Operations',
  summary: 'Open payloads of the cases’ processes, for Temporal’s own pages',
  permission: 'read-process-payloads',
  place: theHub,
  body,
  answer,
} as const;

export const codecOperations: Operation[] = [
  {
    method: 'post',
    path: call.path,
    description: describeAsking(call),
    handler: (services) => async (request, response) => {
      const { keys, log } = services;
      const actor = actorOf(request);
      noteWanted(request, actor, call);
      permit(actor, call.permission, ofTheHub);
      const { json } = await readBody(request, response);
      const { payloads } = check(body, json, 'body');
      const opened = openAll(keys, payloads);
      const { userId, hubId } = actor;
      log.info({ requestId: requestIdOf(response), userId, hubId, count: opened.length }, 'Payloads were opened');
      await recordGiven(services, { request, response }, { kind: 'opened', items: opened.length });
      response.json({ payloads: opened } satisfies z.input<typeof answer>);
    },
  },
];

/** @throws Refused `invalid-input`, with a pointer to every payload that does not open */
function openAll(keys: KeyRing, payloads: readonly PayloadInJson[]): PayloadInJson[] {
  const errors: FieldError[] = [];
  const opened = payloads.map((payload, index) => {
    const read = open(keys, payload);
    if ('payload' in read) return read.payload;
    errors.push({ pointer: `/payloads/${index}`, detail: read.closed });
    return payload;
  });
  if (errors.length === 0) return opened;
  throw new Refused({
    code: 'invalid-input',
    detail: 'Some of the payloads cannot be opened here, and so none was. Ask whoever keeps SECRET_KEYS.',
    errors,
  });
}

/** @returns the payload as it was before it was sealed, or why it stays closed */
function open(keys: KeyRing, sent: PayloadInJson): { payload: PayloadInJson } | { closed: string } {
  const payload = fromJson(sent);
  const keyId = keyOfPayload(payload);
  if (keyId === undefined) return { payload: sent };
  if (!isKeyId(keyId)) return { closed: 'Does not say with which key it was sealed.' };
  try {
    return { payload: toJson(openPayload(keys, payload)) };
  } catch (error) {
    const why =
      error instanceof KeyMissing
        ? `Was sealed with the key ${keyId}, which is not among the secret keys of this service.`
        : `Does not open with the key ${keyId}: it was changed, or sealed with another key of that name.`;
    return { closed: why };
  }
}

/** What came from outside is repeated only where it can be such an id. */
const isKeyId = (text: string): boolean => /^[a-z0-9-]{1,32}$/.test(text);

const fromJson = ({ metadata = {}, data = '' }: PayloadInJson): Payload => ({
  metadata: Object.fromEntries(Object.entries(metadata).map(([name, text]) => [name, Buffer.from(text, 'base64')])),
  data: Buffer.from(data, 'base64'),
});

const toJson = ({ metadata, data }: Payload): PayloadInJson => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, inBase64(bytes)])),
  data: inBase64(data),
});

const inBase64 = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64');
