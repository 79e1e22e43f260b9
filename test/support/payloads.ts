import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { keyOfPayload, openPayload } from '../../runtime/process-payloads.js';
import { keyRing } from './keys.js';

/** A payload of something that Temporal keeps, and the names of the fields that lead to it. */
interface PlacedPayload {
  place: string;
  payload: Payload;
}

/** Everything that is text in something that Temporal keeps, as it lies there. */
export function wordsOf(kept: unknown): string {
  const words: string[] = [];
  const read = (value: unknown): void => {
    if (typeof value === 'string') words.push(value);
    else if (value instanceof Uint8Array) words.push(Buffer.from(value).toString('utf8'));
    else if (typeof value === 'object' && value !== null) Object.entries(value).flat().forEach(read);
  };
  read(kept);
  return words.join('\n');
}

/** The same, and what its payloads say once they are opened. */
export const openedWordsOf = (kept: unknown, keys = keyRing()): string =>
  [wordsOf(kept), ...payloadsOf(kept).map(({ payload }) => wordsOf(openPayload(keys, payload)))].join('\n');

/** Every payload in something that Temporal keeps, in the order of its fields. */
export function payloadsOf(kept: unknown): PlacedPayload[] {
  const found: PlacedPayload[] = [];
  const look = (value: unknown, place: readonly string[]): void => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    if (isPayload(value)) found.push({ place: place.join('.'), payload: value });
    else for (const [name, inner] of Object.entries(value)) look(inner, /^\d+$/.test(name) ? place : [...place, name]);
  };
  look(kept, []);
  return found;
}

/** The places of payloads that lie in the clear. */
export const unsealedPlaces = (kept: unknown): Set<string> =>
  new Set(payloadsOf(kept).flatMap(({ place, payload }) => (keyOfPayload(payload) === undefined ? [place] : [])));

/** The ids of the keys with which the payloads are sealed, in the order of their fields. */
export const keysOf = (kept: unknown): string[] =>
  payloadsOf(kept).flatMap(({ payload }) => keyOfPayload(payload) ?? []);

/** The value in a sealed payload. */
export const valueOf = (payload: Payload): unknown =>
  defaultPayloadConverter.fromPayload(openPayload(keyRing(), payload));

const isPayload = (value: object): value is Payload =>
  'metadata' in value && typeof value.metadata === 'object' && value.metadata !== null && 'encoding' in value.metadata;
