import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { sha256 } from '../test/node-crypto.ts';
import { checkCommitment, commitmentOf, commitmentPrefix, saltBytes } from './index.ts';

describe('a commitment', () => {
  test('can be computed while the bytes stream', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: saltBytes, maxLength: saltBytes }),
        fc.array(fc.uint8Array()),
        (salt, chunks) => {
          const streaming = createHash('sha256').update(commitmentPrefix).update(salt);
          for (const chunk of chunks) streaming.update(chunk);
          const commitment = commitmentOf(sha256, salt, Buffer.concat(chunks));
          expect(streaming.digest('base64url')).toBe(commitment);
          expect(checkCommitment(sha256, commitment, salt, Buffer.concat(chunks))).toBe(true);
        },
      ),
    );
  });

  test('opens with its own salt and bytes only', () => {
    const salt = new Uint8Array(saltBytes).fill(1);
    const commitment = commitmentOf(sha256, salt, Buffer.from('yes'));
    expect(checkCommitment(sha256, commitment, salt, Buffer.from('no'))).toBe(false);
    expect(checkCommitment(sha256, commitment, new Uint8Array(saltBytes), Buffer.from('yes'))).toBe(false);
  });

  test('is not made with a salt of another length, which would shift salt and bytes against each other', () => {
    expect(() => commitmentOf(sha256, new Uint8Array(31), new Uint8Array())).toThrow('32 bytes');
  });
});
