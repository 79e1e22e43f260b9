import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createTransport } from 'nodemailer';
import { localRoutes } from '../../local/local-routes.js';
import { startMailCatcher, type MailCatcher } from '../../local/mail.js';
import { dataFolders } from './data-folders.js';

const dataFolder = dataFolders();

describe("the stack's own routes", () => {
  let mail: MailCatcher;
  let address: string;
  const server = createServer();
  beforeAll(async () => {
    const dataDir = await dataFolder();
    mail = await startMailCatcher(dataDir);
    server.on('request', express().use('/local', localRoutes(dataDir)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/local`;
  });
  afterAll(async () => {
    server.close();
    await mail.stop();
  });

  it('list the caught mail', async () => {
    const letter = {
      from: 'front-door@hub.example',
      to: 'health@health.example',
      subject: 'A check',
      text: 'Please answer.',
    };
    await createTransport(mail.url).sendMail(letter);

    const caught = (await (await fetch(`${address}/mail`)).json()) as Record<string, unknown>[];

    expect(caught).toHaveLength(1);
    expect(Object.keys(caught[0] ?? {}).sort()).toEqual(['at', 'headers', 'subject', 'text', 'to']);
    expect(caught[0]).toMatchObject({ to: letter.to, subject: letter.subject });
  });

  it.each(['', 'x', 'null', '[]', '{}', '{"on":"true"}'])('refuse %p as a switch of the mail server', async (body) => {
    const answer = await fetch(`${address}/mail/outage`, { method: 'POST', body });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/on' }] });
  });
});
