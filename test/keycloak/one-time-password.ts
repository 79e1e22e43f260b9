import { createHmac } from 'node:crypto';

const periodSeconds = 30;

/**
 * What a telephone shows as one-time password (RFC 6238: six digits, 30 seconds, SHA-1).
 * @param ahead by how many periods its clock is ahead: Keycloak takes no password twice, but those of the period before and after
 */
export function oneTimePassword(secret: string, now: Date, ahead: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 1000 / periodSeconds) + ahead));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const from = (hash.at(-1) ?? 0) & 0xf;
  return String((hash.readUInt32BE(from) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}
