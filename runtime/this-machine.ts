const names = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address leads to the machine itself, so that nothing said there is heard elsewhere. */
export const leadsToThisMachine = (url: string): boolean => names.includes(new URL(url).hostname);
