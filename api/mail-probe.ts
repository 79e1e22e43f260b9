import { connect } from 'node:net';

const timeoutMilliseconds = 1000;

/** Ports of the mail protocols where an address names none. */
const defaultPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

/** Whether the mail server takes connections, within a second. */
export async function isMailServerUp(smtpUrl: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(smtpUrl);
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (defaultPorts[protocol] ?? 25) : Number(port),
    timeout: timeoutMilliseconds,
  });
  return new Promise((resolve) => {
    const answer = (isUp: boolean) => () => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('connect', answer(true)).once('timeout', answer(false)).once('error', answer(false));
  });
}
