import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { placesOf, programSources } from './programs.js';

/** What is installed where the programs run, by path in `node_modules`. */
const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
  packages: Record<string, { dev?: boolean; peer?: boolean }>;
};
const installed = Object.entries(lock.packages).flatMap(([path, { dev = false }]) =>
  dev || path === '' ? [] : [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)],
);

const wordsOf = (pattern: RegExp): string[] => [
  ...new Set(programSources.flatMap(({ code }) => Array.from(code.matchAll(pattern), ([, word = '']) => word))),
];

describe('the programs', () => {
  it('are all looked at', () => {
    expect(programSources.length).toBeGreaterThan(80);
    expect(programSources.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['api/app.ts', 'workflows/worker.ts']),
    );
  });

  it('start no other program and run no text as code', () => {
    expect(placesOf(/'(?:node:)?(?:child_process|vm|cluster|worker_threads|inspector|repl)'/g)).toEqual([]);
    expect(placesOf(/\beval\(|\bnew Function\(|\bFunction\(|\bset(?:Timeout|Interval)\(\s*['"`]/g)).toEqual([]);
  });

  it('read what they are sent as JSON, and as nothing that makes objects of other kinds', () => {
    expect(placesOf(/'(?:node:)?v8'|\bdeserialize\(|\bunserialize\(|structuredClone\(/g)).toEqual([]);
    const parsers = /^(xml2js|libxmljs.*|fast-xml-parser|@xmldom\/.*|sax|node-serialize|serialize-to-js|js-yaml|yaml)$/;
    expect(installed.filter((name) => parsers.test(name))).toEqual([]);
  });

  it('speak to no directory, no memory cache, no typesetter and no other interpreter', () => {
    const interpreters =
      /ldap|xpath|xslt|latex|katex|mathjax|memcache|memjs|graphql|mongo|redis|^java$|jndi|markdown|marked|bbcode|wysiwyg|quill|tinymce|handlebars|^ejs$|^pug$|socket\.io|^ws$|webrtc|saml/i;
    expect(installed.filter((name) => interpreters.test(name))).toEqual([]);
  });

  it('make no pattern of what somebody typed', () => {
    const made = placesOf(/new RegExp\([^)]*\)?/g).map((place) => place.replace(/:.*/s, ''));
    expect([...new Set(made)].sort()).toEqual(['domain/reference.ts', 'domain/words.ts']);
  });

  it('connect to the record, to Temporal, to mail, to the sign-in provider and to the virus scanner, and to nothing else', () => {
    const connecting =
      /\bfetch\(|createRemoteJWKSet\(|createTransport\(|\bnew (?:pg\.)?(?:Pool|Client)\(|Connection\.connect\(|\bconnect\(\{|import \{ connect\b|'node:(?:https|dgram|dns|tls|http2)'/g;
    const places = placesOf(connecting).map((place) => place.replace(/:.*/s, '').replace(/^(api\/security)\/.*/, '$1'));
    expect([...new Set(places)].filter((path) => !path.startsWith('prisma/')).sort()).toEqual([
      ...['api/mail-probe.ts', 'api/security', 'post/mailer.ts'],
      ...['records/pools.ts', 'records/relay.ts', 'records/ring.ts', 'records/rotation.ts'],
      ...['runtime/clamd.ts', 'runtime/health-check.ts', 'runtime/temporal-server.ts', 'workflows/worker.ts'],
    ]);
  });

  it('write to no file', () => {
    expect(
      placesOf(/\b(?:writeFile|appendFile|createWriteStream|mkdir|mkdtemp|copyFile|rename|unlink)(?:Sync)?\(/g),
    ).toEqual([]);
  });

  it('draw what must not be guessed from the system’s own source', () => {
    expect(placesOf(/Math\.random|pseudoRandomBytes/g)).toEqual([]);
    expect(wordsOf(/\brandomBytes\((\w+)\)/g).length).toBeGreaterThan(0);
  });

  it('encrypt, hash and sign by nothing but approved algorithms of the platform', () => {
    const hashes = wordsOf(/(?:create(?:Hash|Hmac)|hkdf(?:Sync)?|\bhash)\(\s*'([^']+)'/g);
    expect(hashes).toContain('sha256');
    expect(hashes.filter((hash) => !['sha256', 'sha384', 'sha512'].includes(hash))).toEqual([]);
    expect(wordsOf(/'((?:aes|des|rc|bf|camellia|chacha|aria|seed|idea)[\d-]\w*(?:-\w+)*)'/gi)).toEqual(['aes-256-gcm']);
    expect(placesOf(/crypto-js|node-forge|bcrypt|tweetnacl|createCipher\(|createDecipher\(/g)).toEqual([]);
    const named = programSources.flatMap(({ code }) => Array.from(code.matchAll(/create(?:Hash|Hmac|Cipheriv)\(/g)));
    expect(named.length).toBeGreaterThan(3);
  });

  it('verify tokens by asymmetric algorithms alone', () => {
    const source = programSources.find(({ path }) => path === 'api/security/tokens.ts')?.code ?? '';
    const listed = /const algorithms = \[([^\]]+)\]/.exec(source)?.[1] ?? '';
    expect(listed.split(',').map((name) => name.trim().replaceAll("'", ''))).toEqual(['RS256', 'ES256', 'PS256']);
  });

  it('send statements with their values apart', () => {
    expect(placesOf(/\$(?:query|execute)RawUnsafe/g)).toEqual([]);
    const joined = placesOf(/\.query(?:<[^>]*>)?\(\s*`[^`]*\$\{[^`]*`/g).filter(
      (place) => !place.startsWith('prisma/'),
    );
    expect(joined).toEqual([]);
  });

  it('never turn the verification of a certificate off', () => {
    expect(
      placesOf(/rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|insecureHTTPParser|sslmode=(?:no-verify|disable)/g),
    ).toEqual([]);
  });
});
