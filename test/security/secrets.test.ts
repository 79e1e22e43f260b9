import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);

/** What a secret looks like in a file. */
const secrets: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{40,}/,
  'a key of a cloud': /\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b/,
  'a token of a code host or a chat': /\b(ghp|gho|ghs|github_pat|glpat|npm|xox[abp])[-_][A-Za-z0-9_-]{20,}/,
  'a signed token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/,
  'a key of our ring': /\b[a-z0-9-]{1,32}:(?!A{10}|x{10}|B{10})[A-Za-z0-9_-]{43}(?![\w-])/,
  'a password in an address':
    /\b[a-z]+:\/\/[\w.-]+:(?!password@)[^\s@:/'"`${}<>…]{8,}@(?!127\.0\.0\.1|localhost)[\w.-]+/,
};

const found = (text: string): string[] =>
  Object.entries(secrets).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

describe('the repository', () => {
  it('holds no secret', () => {
    const holding = files.flatMap((file) =>
      found(readFileSync(join(root, file), 'utf8')).map((what) => `${file}: ${what}`),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(holding).toEqual([]);
  });

  it('takes in no file in which an installation keeps its secrets', () => {
    expect(files.filter((file) => /(^|\/)\.env$|(^|\/)\.data\/|\.(pem|key|p12|pfx|jks|dump)$/.test(file))).toEqual([]);
  });
});

describe('the look for secrets', () => {
  const random = 'q7Zr2mKx'.repeat(6);

  it.each([
    ['a private key', `-----BEGIN EC PRIVATE KEY-----\n${random}\n-----END`],
    ['a key of a cloud', `AKIA${'Q7ZR2MKX'.repeat(2)}`],
    ['a token of a code host or a chat', `ghp_${random}`],
    ['a signed token', `eyJ${random}.eyJ${random}.${random}`],
    ['a key of our ring', `2026-11:${random.slice(0, 43)}`],
    ['a password in an address', 'smtps://hub:' + 'opensesame@mail.hub.example'],
  ])('finds %s', (what, text) => {
    expect(found(text)).toContain(what);
  });
});
