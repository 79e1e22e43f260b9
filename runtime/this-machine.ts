const names = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address leads to the machine itself, so that nothing said there is heard elsewhere. */
export const leadsToThisMachine = (url: string): boolean => names.includes(new URL(url).hostname);

/** Whether what is sent to a web address cannot be read or changed on the way: TLS, or a way that never leaves this machine. */
export function isProtected(url: string): boolean {
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && leadsToThisMachine(url));
}
