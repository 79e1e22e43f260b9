import { once } from 'node:events';
import { connect } from 'node:net';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { MemoryStore } from 'express-session';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listen, type Listening } from '../../api/listening.js';
import { csrfTokenOf, formOfOurs, sessions } from '../../api/security/sessions.js';
import { uploadedFiles, uploadOf } from '../../api/security/uploaded-files.js';
import { Refused } from '../../records/open-case.js';
import { keyRing } from '../support/keys.js';
import { until } from '../support/until.js';

const limits = { fileBytes: 1000, files: 2, totalBytes: 1500 };

/** An application of one form with files, as a page has it: read, then held to be ours, then looked at. */
function application(): Express {
  const app = express();
  app.use(sessions(new MemoryStore(), keyRing()));
  app.get('/form', (request, response) => {
    response.json({ token: csrfTokenOf(request) });
  });
  app.post('/form', uploadedFiles(limits), formOfOurs, (request, response) => {
    const { files, refused } = uploadOf(request);
    const fields = Object.entries(request.body as Record<string, unknown>);
    const typed = Object.fromEntries(fields.filter(([name]) => name !== '_csrf'));
    const shown = files.map(({ name, bytes }) => ({ name, text: bytes.toString() }));
    response.json({ files: shown, refused, typed, left: request.files?.length });
  });
  const asProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (error instanceof Refused) response.json({ problem: error.problem.code });
    else next(error);
  };
  app.use(asProblem);
  return app;
}

let listening: Listening;
let url: string;
let cookie: string;
let token: string;
beforeAll(async () => {
  listening = await listen(application(), '127.0.0.1', 0);
  url = `http://127.0.0.1:${listening.port}/form`;
  const first = await fetch(url);
  cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  token = ((await first.json()) as { token: string }).token;
});
afterAll(() => listening.stop());

interface Answer {
  files?: { name: string; text: string }[];
  refused?: { code: string; detail: string };
  typed?: Record<string, unknown>;
  left?: unknown;
  problem?: string;
}

async function send(files: readonly File[], fields: Record<string, string> = { _csrf: token }): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const file of files) form.append('documents', file, file.name);
  const response = await fetch(url, { method: 'POST', body: form, headers: { cookie } });
  return (await response.json()) as Answer;
}

const file = (name: string, content = 'Invented.'): File => new File([content], name);

/** Sends a form as far as the middle of a file, and hangs up once the service is reading it. */
async function brokenOff(): Promise<void> {
  const socket = connect(listening.port, '127.0.0.1');
  const part = '--b\r\ncontent-disposition: form-data; name="documents"; filename="a.txt"\r\n\r\nInvented';
  socket.write(
    `POST /form HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 1000\r\n\r\n${part}`,
  );
  await once(socket, 'data');
  socket.destroy();
}

describe('a form with files', () => {
  it('gives the files, by the names that the browser says, and what was typed', async () => {
    const answer = await send([file('adroddiad Siân 👧.txt'), file('b.txt', 'two')], { _csrf: token, intent: 'add' });

    expect(answer).toEqual({
      files: [
        { name: 'adroddiad Siân 👧.txt', text: 'Invented.' },
        { name: 'b.txt', text: 'two' },
      ],
      ...{ typed: { intent: 'add' }, left: 0 },
    });
  });

  it('may come without any file, or with one that was not chosen', async () => {
    expect((await send([])).files).toEqual([]);
    expect((await send([file('', '')])).files).toEqual([]);
  });

  it('may hold an empty file, which is for the one who judges it to refuse', async () => {
    expect((await send([file('a.txt', '')])).files).toEqual([{ name: 'a.txt', text: '' }]);
  });

  it.each([
    ['too large', [file('a.txt', 'x'.repeat(1001))], 'larger than 1 KB'],
    ['too many', [file('a.txt'), file('b.txt'), file('c.txt')], 'More than 2 files'],
    ['too much together', [file('a.txt', 'x'.repeat(800)), file('b.txt', 'x'.repeat(800))], 'All files together'],
  ])('whose files are %s keeps what was typed, and nothing of the files', async (_what, files, words) => {
    const answer = await send(files, { _csrf: token, note: 'typed before' });

    expect(answer).toMatchObject({ files: [], typed: { note: 'typed before' }, refused: { code: 'file-refused' } });
    expect(answer.refused?.detail).toContain(words);
    expect(answer.left).toBe(0);
  });

  it('that is not of a page of this session is refused, after it was read', async () => {
    expect(await send([file('a.txt')], { _csrf: 'another' })).toEqual({ problem: 'forbidden' });
    expect(await send([file('a.txt')], {})).toEqual({ problem: 'forbidden' });
  });

  it('is far too large: it is refused before it is read', async () => {
    expect(await send([file('a.txt', 'x'.repeat(1_100_000))])).toEqual({ problem: 'file-refused' });
  });

  it.each([
    ['a field that is too long', 'note', 'x'.repeat(100_001)],
    ['the name of a field that is too long', 'n'.repeat(101), 'x'],
    ['a field with a path for its name', '__proto__[a][b]', 'x'],
  ])('that has %s is refused', async (_what, name, value) => {
    expect(await send([], { _csrf: token, [name]: value })).toEqual({ problem: 'malformed-body' });
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no end', 'multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\nx'],
  ])('that has %s is refused', async (_what, type, body) => {
    const response = await fetch(url, { method: 'POST', body, headers: { cookie, 'content-type': type } });
    expect(await response.json()).toEqual({ problem: 'malformed-body' });
  });

  it.each([
    ['with a path', Buffer.from('../../etc/passwd.txt'), 'passwd.txt'],
    ['that is not UTF-8', Buffer.from('caf\xe9.txt', 'latin1'), 'caf\uFFFD.txt'],
    ['with markup', Buffer.from('<img src=x>.txt'), '<img src=x>.txt'],
  ])('may have a file by a name %s, which is made harmless where it is kept', async (_what, name, heard) => {
    const part = (head: string, content: string): Buffer => Buffer.from(`--b\r\n${head}\r\n\r\n${content}\r\n`);
    const body = Buffer.concat([
      part('content-disposition: form-data; name="_csrf"', token),
      Buffer.from('--b\r\ncontent-disposition: form-data; name="documents"; filename="'),
      name,
      Buffer.from('"\r\ncontent-type: text/html\r\n\r\nInvented.\r\n--b--\r\n'),
    ]);
    const headers = { cookie, 'content-type': 'multipart/form-data; boundary=b' };

    const response = await fetch(url, { method: 'POST', body, headers });

    expect(((await response.json()) as Answer).files).toEqual([{ name: heard, text: 'Invented.' }]);
  });

  it('that is none is left to the reader of other forms', async () => {
    const body = new URLSearchParams({ _csrf: token, note: 'typed' });
    const response = await fetch(url, { method: 'POST', body, headers: { cookie } });
    expect(await response.json()).toEqual({ files: [], typed: { note: 'typed' } });
  });

  it('that is broken off in the middle makes room for the next: no more than eight come at once', async () => {
    for (let count = 0; count < 20; count += 1) await brokenOff();

    const files = await until('the service to have noticed', async () => (await send([file('a.txt')])).files);
    expect(files).toHaveLength(1);
  });
});
