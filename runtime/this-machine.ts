const names = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a host, as it stands in an address, is the machine itself, so that nothing said to it is heard elsewhere. */
export const isThisMachine = (host: string): boolean => names.includes(host);

/** Whether an address leads to the machine itself. */
export const leadsToThisMachine = (url: string): boolean => isThisMachine(new URL(url).hostname);

/** Whether what is sent to a web address cannot be read or changed on the way: TLS, or a way that never leaves this machine. */
export function isProtected(url: string): boolean {
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && leadsToThisMachine(url));
}
