import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, jest } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { attemptOf, openMailer } from '../../post/mailer.js';

describe('a failed attempt', () => {
  it.each([
    ['a recipient that the server refuses', { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }, 'refused'],
    ['a message that the server refuses', { code: 'EMESSAGE', responseCode: 554, command: 'DATA' }, 'refused'],
    ['an address that no server would take', { code: 'EENVELOPE', command: 'API' }, 'refused'],
    ['a server that puts the message off', { code: 'EENVELOPE', responseCode: 450, command: 'RCPT TO' }, 'not-now'],
    [
      'a server that does not take our sender',
      { code: 'EENVELOPE', responseCode: 553, command: 'MAIL FROM' },
      'not-now',
    ],
    ['a server that is closing', { code: 'ECONNECTION', responseCode: 421, command: 'CONN' }, 'not-now'],
    ['a server that does not let us in', { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }, 'not-now'],
    ['a server that greets with a refusal', { code: 'EPROTOCOL', responseCode: 554, command: 'CONN' }, 'not-now'],
    ['a connection lost in the data', { code: 'ECONNECTION', command: 'CONN' }, 'uncertain'],
    ['a time-out in the data', { code: 'ETIMEDOUT', command: 'CONN' }, 'uncertain'],
    ['an error of no known kind in the data', undefined, 'uncertain'],
  ])('by %s is told for what it is', (_what, error, result) => {
    expect(attemptOf(error, 'left')).toMatchObject({ result });
  });

  it.each([
    ['a connection that is refused', { code: 'ESOCKET' }],
    ['a name that is not found', { code: 'EDNS' }],
    ['a server that never greets', { code: 'ETIMEDOUT' }],
    ['a connection that is closed before the data', { code: 'ECONNECTION' }],
  ])('by %s has certainly not arrived', (_what, error) => {
    expect(attemptOf(error, 'not left')).toEqual({ result: 'not-now', failure: error.code });
  });
});

describe('a message for nobody', () => {
  it('is refused without asking a mail server', async () => {
    const mailer = openMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: 'hub@hub.example' });

    const attempt = await mailer.send({ messageId: '<1@hub.example>', to: [], subject: 'None', text: 'None' });

    mailer.close();
    expect(attempt).toEqual({ result: 'refused', failure: 'no-recipient' });
  });
});

describe('a mail server on another machine', () => {
  /** Of loopback, and yet not an address that a machine calls itself by. */
  const elsewhere = '127.0.0.2';

  /** Tries a message on a server there. @returns how it went, and what the server was told */
  async function tried(disabledCommands: string[]): Promise<{ attempt: unknown; told: string[] }> {
    const told: string[] = [];
    const server = new SMTPServer({
      ...{ authOptional: true, disableReverseLookup: true, disabledCommands: ['AUTH', ...disabledCommands] },
      onRcptTo: ({ address }, _session, callback) => {
        told.push(address);
        callback();
      },
      onData: (stream, _session, callback) => {
        text(stream).then((data) => {
          told.push(data);
          callback();
        }, callback);
      },
    });
    // That the client turns away is what is looked for.
    server.on('error', () => undefined);
    server.server.listen(0, elsewhere);
    await once(server.server, 'listening');
    const { port } = server.server.address() as AddressInfo;
    const mailer = openMailer({ smtpUrl: `smtp://${elsewhere}:${port}`, from: 'hub@hub.example' });
    try {
      const message = { messageId: '<1@hub.example>', to: ['lead@police.example'], subject: 'None', text: 'None' };
      return { attempt: await mailer.send(message), told };
    } finally {
      mailer.close();
      server.close();
    }
  }

  it('is told nothing in clear', async () => {
    expect(await tried(['STARTTLS'])).toMatchObject({ attempt: { result: 'not-now' }, told: [] });
  });

  it('is told nothing where nobody vouches for its certificate', async () => {
    // The server has a certificate of everybody's, and warns of it.
    jest.spyOn(console, 'error').mockImplementationOnce(() => undefined);
    expect(await tried([])).toMatchObject({ attempt: { result: 'not-now' }, told: [] });
  });
});
