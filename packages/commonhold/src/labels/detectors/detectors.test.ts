import { describe, expect, test } from 'vitest';
import { builtInDetectors } from '../built-in-detectors.ts';
import { detect } from '../detect.ts';
import type { Confidence } from '../finding.ts';

/** What one detector finds that is likely or proved, and how sure it is. */
function found(name: string, text: string): [string, Confidence][] {
  const detectors = builtInDetectors.filter((detector) => detector.name === name);
  expect(detectors).toHaveLength(1);
  return detect(text, detectors).map(({ start, end, confidence }) => [text.slice(start, end), confidence]);
}

/** Values made up for this page; none is anybody's. */
const things: Readonly<Record<string, readonly (readonly [string, string, Confidence])[]>> = {
  email: [
    ['mail ada.lovelace+x@example.co.uk, please', 'ada.lovelace+x@example.co.uk', 'likely'],
    ['名前：jürgen@bücher.example', 'jürgen@bücher.example', 'likely'],
    ['ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ', 'ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ', 'likely'],
    ['ada [at] example [dot] org', 'ada [at] example [dot] org', 'likely'],
    ['ada @ example.org', 'ada @ example.org', 'likely'],
  ],
  phone: [
    ['+49 (0)30 90182-0', '+49 (0)30 90182-0', 'checked'],
    ['ring 0171 2345678 today', '0171 2345678', 'likely'],
    ['(212) 555-0142 is the desk', '(212) 555-0142', 'likely'],
    ['Tel. 01 42 68 53 00', '01 42 68 53 00', 'likely'],
    ['teléfono 912 345 678', '912 345 678', 'likely'],
    ['0044 20 7946 0958 ext. 12', '0044 20 7946 0958 ext. 12', 'checked'],
    ['id: +49 30 901820', '+49 30 901820', 'checked'],
  ],
  'payment-card': [
    ['4111 1111 1111 1111', '4111 1111 1111 1111', 'checked'],
    ['3782-822463-10005', '3782-822463-10005', 'checked'],
    ['5 5 5 5 5 5 5 5 5 5 5 5 4 4 4 4', '5 5 5 5 5 5 5 5 5 5 5 5 4 4 4 4', 'checked'],
    ['4l11 1111 l1l1 1111', '4l11 1111 l1l1 1111', 'likely'],
  ],
  iban: [
    ['DE89 3704 0044 0532 0130 00 at once', 'DE89 3704 0044 0532 0130 00', 'checked'],
    ['gb82west12345698765432', 'gb82west12345698765432', 'checked'],
    ['DE89 37O4 0O44 O532 0130 00', 'DE89 37O4 0O44 O532 0130 00', 'likely'],
    ['NL91 ABNA O417 l643 00', 'NL91 ABNA O417 l643 00', 'likely'],
  ],
  'national-id': [
    ['SSN 536-90-4399', '536-90-4399', 'likely'],
    ['Steuer-ID 86 095 742 719', '86 095 742 719', 'checked'],
    ['PESEL: 44051401359', '44051401359', 'checked'],
    ['codice fiscale RSSMRA85T10A562S', 'RSSMRA85T10A562S', 'checked'],
    ['DNI 12345678Z', '12345678Z', 'checked'],
    ['CPF 529.982.247-25', '529.982.247-25', 'checked'],
    ['RUT 12.531.909-2', '12.531.909-2', 'checked'],
    ['numer 1 2 3 4 5 6 7 8 Z w aktach', '1 2 3 4 5 6 7 8 Z', 'likely'],
    ['CPF 5 2 9.9 8 2.2 4 7-2 5', '5 2 9.9 8 2.2 4 7-2 5', 'likely'],
  ],
  'ip-address': [
    ['from 203.0.113.7 at', '203.0.113.7', 'likely'],
    ['2001:db8::8a2e:370:7334', '2001:db8::8a2e:370:7334', 'likely'],
    ['from 2O3.0.1l3.7 at', '2O3.0.1l3.7', 'likely'],
    ['from 2 0 3.0.1 1 3.7 404', '2 0 3.0.1 1 3.7', 'likely'],
    ['from 2OOl:db8::8a2e:37O:7334', '2OOl:db8::8a2e:37O:7334', 'likely'],
    ['from ::ffff:192.0.2.20, at 10:30', '::ffff:192.0.2.20', 'likely'],
  ],
  'mac-address': [['00:1A:2b:3C:4d:5E', '00:1A:2b:3C:4d:5E', 'likely']],
  'birth-date': [
    ['born on 3 May 1971', '3 May 1971', 'likely'],
    ['Geburtsdatum: 03.05.1971', '03.05.1971', 'likely'],
    ['dob:\n1971-05-03', '1971-05-03', 'likely'],
    ['née le 3 mai 1971', '3 mai 1971', 'likely'],
  ],
  'secret-key': [
    [`key sk-ant-api03-${'aB3dE5fG7h'.repeat(4)}.`, `sk-ant-api03-${'aB3dE5fG7h'.repeat(4)}`, 'checked'],
    ['OPENAI_API_KEY=sk-proj-Ab12Cd34Ef56Gh78Ij90Kl', 'sk-proj-Ab12Cd34Ef56Gh78Ij90Kl', 'checked'],
    ['aws AKIAZ5GHQWKN3LMV2RTB', 'AKIAZ5GHQWKN3LMV2RTB', 'checked'],
    ['ghp_q7Zp2LmX9vRt4KwY8sNb3HcJ6dFg1QaT5eUo', 'ghp_q7Zp2LmX9vRt4KwY8sNb3HcJ6dFg1QaT5eUo', 'checked'],
    ['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', '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', 'checked'],
    ['mistral_api_key: "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY"', 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY', 'likely'],
    [`patAbCd1234EfGh56.${'0a1b2c3d'.repeat(8)}`, `patAbCd1234EfGh56.${'0a1b2c3d'.repeat(8)}`, 'checked'],
    ['no digit: AKIAQWERTZUIOPASDFGH', 'AKIAQWERTZUIOPASDFGH', 'checked'],
    ['no digit: glpat-jmtHcYvmmMeRomVBFqLv', 'glpat-jmtHcYvmmMeRomVBFqLv', 'checked'],
    ['no digit: sk_prod_XbZOHZWZBQEj', 'sk_prod_XbZOHZWZBQEj', 'checked'],
    [
      `longer than what is found whole: hvb.${'aB3dE5fG7hJ9kL1mN2pQ4rS-'.repeat(12)}`,
      `hvb.${'aB3dE5fG7hJ9kL1mN2pQ4rS-'.repeat(12)}`.slice(0, 256),
      'checked',
    ],
  ],
  password: [
    ['postgres://bob:hunter2x@db.example.org/x', 'hunter2x', 'likely'],
    ['password: hunter2!x', 'hunter2!x', 'likely'],
    ['Das Passwort lautet Sommer2024', 'Sommer2024', 'likely'],
    ['{"db_password":"Tr0ub4dor&3"}', 'Tr0ub4dor&3', 'likely'],
    ['Authorization: Bearer abc1def2ghi3jkl4mno5', 'abc1def2ghi3jkl4mno5', 'likely'],
    ['Authorization: Basic YWRhOmxvdmVsYWNlMTIz', 'YWRhOmxvdmVsYWNlMTIz', 'likely'],
  ],
  'private-key': [
    [
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA',
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      'checked',
    ],
    ['"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkq"', '-----BEGIN PRIVATE KEY-----', 'checked'],
  ],
  'confidential-marking': [
    ['# CONFIDENTIAL\nMinutes', 'CONFIDENTIAL', 'likely'],
    ['Classification: Internal use only', 'Internal use only', 'likely'],
    ['[Streng vertraulich]', 'Streng vertraulich', 'likely'],
    ['TLP:RED\n', 'TLP:RED', 'likely'],
  ],
  'source-code': [
    ['```python\nx\n```', '```python', 'likely'],
    ['#!/bin/sh\nls', '#!/bin/sh', 'likely'],
  ],
};

describe.each(Object.entries(things))('%s finds', (name, rows) => {
  test.each(rows)('in %j: %j, %s', (text, value, confidence) => {
    expect(found(name, text)).toEqual([[value, confidence]]);
  });
});

test('addresses of both kinds in one window are all found, whichever stands first', () => {
  const addresses = ['2001:db8::8a2e:370:7334', '203.0.113.7', '::ffff:192.0.2.20', '198.51.100.4'];
  const values = found('ip-address', addresses.join(', ')).map(([value]) => value);
  expect(values).toEqual(addresses);
});

test('every detector has examples', () => {
  expect(Object.keys(things).toSorted()).toEqual(builtInDetectors.map(({ name }) => name).toSorted());
});

describe('what is not found, because it is none or because nothing tells', () => {
  test.each([
    ['email', 'a@b, @home, see you @ five. ok'],
    ['phone', 'on 2024-05-17 at 10:30, version 1.2.3.4, order 12345678, 192.168.1.20'],
    ['phone', 'rows of numbers: 1234 5678 9012 3456 7890 1234 5678 9012 3456'],
    ['payment-card', '4111 1111 1111 1112, 0000 0000 0000 0000, 1234567890123456789012345'],
    ['iban', 'DE00 3704 0044 0532 0130 00 and XX12 3456 7890 1234 5678'],
    ['national-id', '000-12-3456, 86095742719, 1.123-45-6789, 12345678A'],
    ['national-id', 'a 1 2 3 4 5 6 7 8 A b, x 1 2 3 4 5 6 7 8 9 y, 5 3 6 9 0 4 3 9 9'],
    ['ip-address', 'I.1.l.S, std::lS, a.B.1.2, 1 2.3 4.5 6, 3OO.1.2.3, section 1 1.2.3.4.5'],
    ['ip-address', '127.0.0.1, version 10.0.1.2, 256.1.1.1, 10:30:45'],
    ['mac-address', '00:00:00:00:00:00, 10:20:30'],
    ['birth-date', 'the meeting is on 3 May 1971'],
    ['secret-key', 'commit 7f6e2b1c9d8a7f6e5d4c3b2a1908f7e6d5c4b3a2, 550e8400-e29b-41d4-a716-446655440000'],
    ['secret-key', 'AKIAIOSFODNN7EXAMPLE, sk-your-key-goes-here-1234567, sk-learn-contrib-something-9'],
    ['password', 'The password is required. token: string; api_key = os.environ["X"]; max_tokens=4096'],
    ['password', 'postgres://user:password@localhost/x, https://example.org:8080/x@y'],
    ['private-key', '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0B, -----BEGIN PRIVATE KEY----- ...'],
    ['confidential-marking', 'He was confident. The confidential talk was internal only to us.'],
    ['source-code', 'Import duties from China; return the book, class of 2020 (if you can).'],
  ])('%s: %j', (name, text) => {
    expect(found(name, text).filter(([, confidence]) => confidence !== 'possible')).toEqual([]);
  });
});

test('lines of a program are code where several stand together, and a hint where two do', () => {
  const program =
    'import os\n\ndef main(argv):\n    if len(argv) > 2:\n        return 1\n    value = os.sep;\n';
  expect(found('source-code', program).map(([, confidence]) => confidence)).toContain('likely');
  const two = found('source-code', 'const a = 1;\nsome words\nlet b = 2;\n');
  expect(two.map(([, confidence]) => confidence)).toEqual(['possible', 'possible']);
});
