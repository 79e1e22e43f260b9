import { isIPv6 } from 'node:net';

/** Of the eight groups of an IPv6 address those that name its network; whoever has one address has the 2^64 others behind them, too. */
const groupsOfNetwork = 4;

/**
 * From where a request came, as far as it can be counted: an IPv4 address, or the network of an IPv6 address.
 * @param ip as Express gives it
 */
export function networkOf(ip = 'unknown'): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = ip.split('%');
  return isIPv6(plain) ? `${groupsOf(plain).slice(0, groupsOfNetwork).join(':')}::/64` : ip;
}

/** The groups of an IPv6 address, without leading zeroes, those that it leaves out included. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  return [...(before ?? []), ...Array.from({ length: missing }, () => '0'), ...(after ?? [])];
}
