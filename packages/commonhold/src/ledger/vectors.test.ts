import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { AttemptSecret } from './bodies/attempt-secret.ts';
import { decryptBody, encryptBody } from './bodies/body-cipher.ts';
import { domainOf, openDomain, sealDomain } from './bodies/domain-secret.ts';
import { OpaqueNames } from './log/opaque-names.ts';
import { saltedTextCommitment } from './bodies/salted-commitment.ts';

/** Byte n is n + first, so that a reader of the page can make the inputs without typing. */
const counting = (length: number, first: number) =>
  Uint8Array.from({ length }, (_, at) => (at + first) & 0xff);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const call = '01jd0000000000000000000000';
const domain = { id: 'AAAAAAAAAAAAAAAA', principal: 'p_1', project: 'default', month: '2026-11' };

test('the vectors on the page about bodies are what the code writes', async () => {
  const root = counting(32, 1);
  const domainSecret = counting(64, 2);
  const opened = domainOf(domain, domainSecret);
  // Where randomness is asked for, the vectors have zeros (nonces) or counting bytes (the secret itself).
  const zeros = (count: number) => new Uint8Array(count);
  const secret = AttemptSecret.make((count) => counting(count, 3));
  const sealedDomain = sealDomain(root, zeros, domain, domainSecret);
  const body = encryptBody(secret.key('request'), { call, attempt: 1 }, 'request', [Buffer.from('hello')]);
  const vectors = {
    'sealed domain': hex(sealedDomain),
    pseudonym: opened.pseudonym,
    'wrapped secret (first 32 bytes)': hex(secret.wrap(opened, { call, attempt: 1 }, zeros).subarray(0, 32)),
    'commitment to `hello` as request': saltedTextCommitment(secret.salt('request'), 'hello'),
    'body `hello` as request': hex(body),
    'opaque provider `hospital`': new OpaqueNames(counting(32, 4)).provider('hospital'),
  };
  expect(openDomain(root, domain, sealedDomain)?.pseudonym).toBe(opened.pseudonym);
  expect(hex(decryptBody(secret.key('request'), { call, attempt: 1 }, 'request', body) ?? zeros(0))).toBe(
    Buffer.from('hello').toString('hex'),
  );
  const page = await readFile(new URL('../../../../docs/formats/bodies.md', import.meta.url), 'utf8');
  // The page has other tables; this one is its last part.
  const vectorsOnPage = page.slice(page.indexOf('\n## Vectors\n'));
  const onPage = Object.fromEntries(
    [...vectorsOnPage.matchAll(/^\| (?<name>[^|]+) \| `(?<value>[\w-]+)` \|$/gm)].map(({ groups }) => [
      groups?.['name'],
      groups?.['value'],
    ]),
  );
  expect(onPage).toEqual(vectors);
});
