import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeLink } from './judge-link.ts';

test.each([
  ['https://example.org/a', 'example.org', undefined],
  ['https://example.org/a', 'https://example.org/a', undefined],
  ['https://example.org', 'https://example.org', undefined],
  ['https://evil.example/', 'https://bank.example', 'evil.example'],
  ['https://bank.example@evil.example/', 'https://bank.example@evil.example/', 'evil.example'],
  ['https://bank.example.evil.example/', 'https://bank.example', 'bank.example.evil.example'],
  ['https://evil.example/', 'here', 'evil.example'],
  ['https://xn--80ak6aa92e.com/', 'аррӏе.com', 'xn--80ak6aa92e.com'],
  ['https://аррӏе.com/', 'https://аррӏе.com/', 'xn--80ak6aa92e.com'],
  ['http://example.org:8080/', 'http://example.org/', 'example.org:8080'],
  ['mailto:ada@example.org', 'ada@example.org', undefined],
  ['mailto:ada@example.org', 'bob@example.org', 'ada@example.org'],
])('%s with the words “%s” shows beside them: %s', (address, words, host) => {
  expect(judgeLink(address, words)).toMatchObject({ type: 'link', host });
});

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'blob:https://example.org/1',
  'file:///etc/passwd',
  '/keys',
  '//evil.example',
  '#code=1',
  'https://',
  '',
])('%j is no link', (address) => {
  expect(judgeLink(address, 'here')).toEqual({ type: 'text', address });
});

test('whatever is written, only the web and mail can be followed', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (address, words) => {
      const judged = judgeLink(address, words);
      if (judged.type === 'link') expect(new URL(judged.href).protocol).toMatch(/^(https?|mailto):$/);
    }),
  );
});
