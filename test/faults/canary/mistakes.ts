import type { Answer, Caller } from '../../support/caller.js';
import { sendBytes } from '../../support/raw-http.js';
import type { Conversation } from './conversation.js';
import { core, mark, referral } from './marks.js';

/* Requests that go wrong, each full of canaries. */

const json = { 'content-type': 'application/json' };
const sending = (body: string, headers: Readonly<Record<string, string>> = json) => ({ method: 'POST', body, headers });
const inWords = JSON.stringify(referral);

/** Headers that hold what nobody should put there. */
const tellingHeaders = Object.fromEntries(
  [
    ...['X-Request-Id', 'User-Agent', 'Referer', 'Origin', 'X-Forwarded-For', 'Forwarded', 'Accept', 'Accept-Language'],
    ...['If-None-Match', 'Traceparent', 'From', 'X-Correlation-Id'],
  ].map((name) => [name, mark(name)]),
);

/** Bodies that cannot be taken as a referral, none of which is quoted to whoever sent it. */
async function bodies({ post, send }: Caller): Promise<void> {
  await Promise.all([
    send('/api/referrals', sending(inWords.slice(0, -1))),
    send('/api/referrals', sending(inWords.replaceAll(':', ','))),
    send('/api/referrals', sending(mark('Bare'))),
    send('/api/referrals', sending(inWords, { 'content-type': `text/${mark('Type')}` })),
    send('/api/referrals', sending(inWords, { ...json, 'content-encoding': mark('Encoding') })),
    send('/api/referrals', sending(inWords, { 'content-type': `application/json; charset=${mark('Charset')}` })),
    send('/api/referrals', sending(`"${mark('Long').repeat(100_000)}"`)),
    post('/api/referrals', mark('Text')),
    post('/api/referrals', [mark('List')]),
    post('/api/referrals', { ...referral, children: mark('NoList') }),
    post('/api/referrals', { ...referral, channel: mark('Channel') }),
    post('/api/referrals', { ...referral, children: [{ ...referral.children[0], dateOfBirth: mark('Born') }] }),
    post('/api/referrals', { ...referral, referrer: { ...referral.referrer, email: mark('NoAddress') } }),
    post('/api/referrals', { ...referral, supportTried: `${mark('Zero')}\0` }),
    post('/api/referrals', referral, { 'idempotency-key': mark('Key').repeat(30) }),
  ]);
}

/** Addresses with words in them. */
async function addresses({ get, post, send }: Caller): Promise<void> {
  const word = mark('Address');
  await Promise.all([
    get(`/api/cases/${word}`),
    get(`/api/cases/${word}/events`),
    get(`/api/checks/${word}`),
    get(`/api/referrals/${word}/status`),
    get(`/api/cases?q=${word}`),
    get(`/api/cases?assignee=${word}`),
    get(`/api/cases?cursor=${word}`),
    get(`/api/cases?stage=${word}`),
    get(`/api/deadlines?rating=${word}&from=${word}`),
    get(`/api/looks?user=${word}`),
    get(`/api/${word}?name=${word}`),
    get(`/api/cases/%${word}`),
    get(`/${word}`),
    get(`/health?${word}`),
    post(`/api/cases/${word}/decision`, {}),
    post(`/api/users/${word}/disable`, {}),
    send(`/api/${word}`, { method: 'PROPFIND' }),
    get('/api/cases', tellingHeaders),
    get('/api/cases', { cookie: `__Host-front-door=${word}; ${word}=${word}` }),
  ]);
}

const payloads = { payloads: [{ metadata: { encoding: mark('Encoding') }, data: mark('Payload') }] };

/** What is no HTTP, or nearly none. */
async function wire(url: string): Promise<readonly string[]> {
  const host = 'Host: front-door.example\r\nConnection: close\r\n';
  return Promise.all(
    [
      `GET /${core} ${core}\r\n${host}\r\n`,
      `GET /api/cases HTTP/1.1\r\n${host}${mark('Header')}: a\r\n ${core}\0\r\n\r\n`,
      `POST /api/referrals HTTP/1.1\r\n${host}Content-Length: ${core}\r\n\r\n${core}`,
      `${core}\r\n\r\n`,
    ].map((bytes) => sendBytes(url, bytes)),
  );
}

/**
 * Makes every mistake that needs no case.
 * @returns what came back from what was no HTTP
 */
export async function makeMistakes(talk: Conversation, url: string): Promise<readonly string[]> {
  await bodies(talk.as('school-system'));
  for (const who of ['hub-worker', 'police', 'administrator']) await addresses(talk.as(who));
  await addresses(talk.nobody);
  await Promise.all([
    talk.nobody.post('/api/referrals', referral),
    talk.nobody.get('/api/cases', { authorization: `Bearer ${mark('Token')}` }),
    talk.nobody.get('/api/cases', { authorization: `Basic ${Buffer.from(mark('Password')).toString('base64')}` }),
    talk.as('police').post('/api/referrals', referral),
    // The names of unknown fields are told to whoever has just written them: how else would they find them.
    talk.permitted('school-system').post('/api/referrals', { ...referral, [mark('Field')]: mark('Value') }),
    // What is not sealed is given back as it came, as Temporal's programs expect.
    talk.permitted('administrator').post('/codec/decode', payloads),
    talk.as('hub-worker').post('/codec/decode', payloads),
    talk.nobody.post('/codec/decode', payloads),
    talk.permitted('hub-worker').get(`/api/cases?${mark('Parameter')}=${mark('Value')}`),
  ]);
  return wire(url);
}

/** Acts on a case that come from the wrong person, too late, or without saying what they saw. */
export async function actWrongly(talk: Conversation, act: string, body: object): Promise<Answer[]> {
  return Promise.all([
    talk.as('school-system').post(act, body),
    talk.as('police').post(act, body),
    talk.as('hub-worker').post(act, body),
    talk.as('auditor').post(act, body),
    talk.nobody.post(act, body),
    talk.as('hub-manager').post(act, body, { 'if-match': mark('Version') }),
    talk.as('hub-manager').send(act, sending(JSON.stringify(body).slice(1))),
    talk.as('hub-manager').post(act, Object.fromEntries(Object.keys(body).map((name) => [name, mark('Wrong')]))),
  ]);
}
