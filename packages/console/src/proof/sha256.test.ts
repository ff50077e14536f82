import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from './sha256.ts';

test('our SHA-256 gives what OpenSSL gives, at every length around the ends of blocks', () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, at) => (at * 31) ^ (at >>> 5));
  for (const length of [...Array.from({ length: 300 }, (_, at) => at), 1000, 4096, 4999]) {
    // Also from the middle of a larger memory, as entries of a bundle are.
    const input = bytes.subarray(1, 1 + length);
    expect(sha256(input).toHex(), String(length)).toBe(createHash('sha256').update(input).digest('hex'));
  }
});
