import { expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { formatPairToken, parsePairToken } from './pair-token.ts';

const pairing = {
  log: 'log.example+5d7d4a54+AddhLFQpfqo+WndWsXzjrcW+0lGvgFnXK7uLAHXGe4Xp',
  witness: 'witness.library.example+d9718086+BNcvMM5HIqF56zandgLmSRUTeWsNlo4xlJs72vNWsMD2',
  url: 'https://ai.example.org/witness',
};

test('a token says what was put into it, in one word without characters that a shell reads', () => {
  const token = formatPairToken(pairing);
  expect(token).toMatch(/^[A-Za-z0-9._-]+$/);
  expect(parsePairToken(token)).toEqual(pairing);
});

const token = formatPairToken(pairing);
const madeOf = (content: object): string =>
  `commonhold-pair-1.${Buffer.from(JSON.stringify(content)).toString('base64url')}`;
test.each([
  ['is none', 'hello', /does not begin with commonhold-pair-1/],
  ['is of a later version', token.replace('pair-1', 'pair-2'), /does not begin/],
  ['has lost its end', token.slice(0, -9), /not copied whole/],
  [
    'has lost something inside',
    token.slice(0, 60) + token.slice(64),
    /not copied whole|verifier key|missing/,
  ],
  [
    'has its keys the wrong way round',
    madeOf({ ...pairing, log: pairing.witness }),
    /log is the key of a witness/,
  ],
  ['has an address in clear', madeOf({ ...pairing, url: 'http://ai.example.org/' }), /url .*only https/],
  ['has more in it', madeOf({ ...pairing, secret: 'x' }), /secret/],
])('a token that %s is refused', (_, text, detail) => {
  expect(() => parsePairToken(text)).toThrow(detail);
  expect(() => parsePairToken(text)).toThrow(CommonholdError);
});
