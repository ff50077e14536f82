import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '../test/node-crypto.ts';
import { emptyRoot, leafHash, nodeHash } from './index.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Hashes of the reference in RFC 6962's own test data. */
test('leaves, nodes and the empty tree have the hashes of Certificate Transparency', () => {
  expect(hex(emptyRoot(sha256))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hex(leafHash(sha256, new Uint8Array()))).toBe(
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  );
  const left = leafHash(sha256, Buffer.from('left'));
  const right = leafHash(sha256, Buffer.from('right'));
  const expected = createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest('hex');
  expect(hex(nodeHash(sha256, left, right))).toBe(expected);
});

test('entries of any length are hashed whole, whatever was hashed before', () => {
  for (const length of [10_000, 8_192, 8_191, 4_096, 65, 64, 1, 0]) {
    const entry = new Uint8Array(length).fill(length % 251);
    const expected = createHash('sha256').update(Uint8Array.of(0)).update(entry).digest('hex');
    expect(hex(leafHash(sha256, entry))).toBe(expected);
    nodeHash(sha256, new Uint8Array(32).fill(1), new Uint8Array(32).fill(2));
  }
});

test('a node is not made of anything but two hashes', () => {
  expect(() => nodeHash(sha256, new Uint8Array(31), new Uint8Array(32))).toThrow('32 bytes');
  expect(() => nodeHash(sha256, new Uint8Array(32), new Uint8Array(33))).toThrow('32 bytes');
});
