import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commitmentOf } from '@commonhold/record';
import { sha256 } from '#store';
import { AttemptSecret } from './bodies/attempt-secret.ts';
import { decryptBody, encryptBody, padmeSize } from './bodies/body-cipher.ts';
import { domainOf, openDomain, sealDomain } from './bodies/domain-secret.ts';
import { OpaqueNames } from './log/opaque-names.ts';
import { saltedCommitment, saltedTextCommitment } from './bodies/salted-commitment.ts';
import { StreamCommitment } from './bodies/stream-commitment.ts';
import { tokenBucket } from './calls/token-bucket.ts';

const bytes = (options: object = {}) => fc.uint8Array(options);
const key = bytes({ minLength: 32, maxLength: 32 });
const random = (count: number) => randomBytes(count);
const name = { call: '01jd00000000000000000000aa', attempt: 1 };

describe('bodies and keys', () => {
  test('a body is encrypted to the same bytes, however large the pieces are in which it came', () => {
    const whole = randomBytes(100_000);
    const pieces = Array.from({ length: 100 }, (_, at) => whole.subarray(at * 1000, (at + 1) * 1000));
    const keyBytes = randomBytes(32);
    const encrypted = encryptBody(keyBytes, name, 'received', [whole]);
    expect(Buffer.compare(encrypted, encryptBody(keyBytes, name, 'received', pieces))).toBe(0);
    const opened = decryptBody(keyBytes, name, 'received', encrypted) ?? random(1);
    expect(Buffer.compare(opened, whole)).toBe(0);
  });

  test('a body comes back as it was, from pieces of any size, at a Padmé size', () => {
    fc.assert(
      fc.property(key, fc.array(bytes({ maxLength: 5000 }), { maxLength: 5 }), (key, pieces) => {
        const encrypted = encryptBody(key, name, 'received', pieces);
        const whole = Buffer.concat(pieces);
        expect(encrypted.byteLength).toBe(padmeSize(whole.byteLength + 4) + 16);
        expect(Buffer.compare(decryptBody(key, name, 'received', encrypted) ?? random(1), whole)).toBe(0);
      }),
    );
  });

  test('a body opens nowhere else and not with a changed byte', () => {
    const secret = random(32);
    const encrypted = encryptBody(secret, name, 'request', [Buffer.from('content')]);
    expect(decryptBody(secret, name, 'sent', encrypted)).toBeUndefined();
    expect(decryptBody(secret, { ...name, attempt: 2 }, 'request', encrypted)).toBeUndefined();
    for (let at = 0; at < encrypted.length; at++) {
      const flipped = Uint8Array.from(encrypted);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(decryptBody(secret, name, 'request', flipped)).toBeUndefined();
    }
    expect(decryptBody(secret, name, 'request', encrypted.subarray(0, 10))).toBeUndefined();
  });

  test('a Padmé size is never smaller, at most an eighth larger from 8 bytes on, and the same for its neighbours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 2 ** 31 }), (length) => {
        const size = padmeSize(length);
        expect(size).toBeGreaterThanOrEqual(length);
        expect(size).toBeLessThanOrEqual(length * 1.125);
        expect(padmeSize(size)).toBe(size);
      }),
    );
    expect([0, 1, 2, 9, 100, 1000, 1028, 65540].map(padmeSize)).toEqual([
      0, 1, 2, 10, 104, 1024, 1088, 67584,
    ]);
  });

  test("an attempt's secret opens only in its domain and place, and its nine pieces differ", () => {
    const domain = { id: 'd1', wrapKey: random(32) };
    const secret = AttemptSecret.make(random);
    const wrapped = secret.wrap(domain, name, random);
    expect(wrapped.byteLength).toBe(12 + 288 + 16);
    expect(AttemptSecret.unwrap(domain, name, wrapped)?.salt('sent')).toEqual(
      Buffer.from(secret.salt('sent')),
    );
    expect(AttemptSecret.unwrap({ ...domain, id: 'd2' }, name, wrapped)).toBeUndefined();
    expect(AttemptSecret.unwrap(domain, { ...name, attempt: 2 }, wrapped)).toBeUndefined();
    const salts = ['request', 'sent', 'received', 'replied', 'intentDetail', 'outcomeDetail'] as const;
    const keys = ['request', 'sent', 'received'] as const;
    const pieces = [...salts.map((of) => secret.salt(of)), ...keys.map((of) => secret.key(of))];
    expect(new Set(pieces.map((piece) => Buffer.from(piece).toString('hex'))).size).toBe(9);
    expect(Buffer.concat(pieces).byteLength).toBe(288);
  });

  test('a domain opens only under its root key and with every part of its name', () => {
    const root = random(32);
    const domain = { id: 'd1', principal: 'p_1', project: 'default', month: '2026-11' };
    const secret = random(64);
    const sealed = sealDomain(root, random, domain, secret);
    expect(openDomain(root, domain, sealed)?.pseudonym).toBe(domainOf(domain, secret).pseudonym);
    expect(domainOf(domain, secret).pseudonym).toMatch(/^[\w-]{22}$/);
    expect(openDomain(random(32), domain, sealed)).toBeUndefined();
    for (const part of ['id', 'principal', 'project', 'month']) {
      expect(openDomain(root, { ...domain, [part]: 'other' }, sealed)).toBeUndefined();
    }
  });

  test("commitments are the record package's, however they are made", () => {
    fc.assert(
      fc.property(key, fc.array(bytes({ maxLength: 40_000 }), { maxLength: 4 }), (salt, pieces) => {
        const whole = Buffer.concat(pieces);
        const expected = commitmentOf((input) => createHash('sha256').update(input).digest(), salt, whole);
        expect(saltedCommitment(salt, whole)).toBe(expected);
        const stream = new StreamCommitment(salt);
        for (const piece of pieces) stream.push(piece);
        expect(stream.finish()).toBe(expected);
      }),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(key, fc.string({ unit: 'grapheme' }), (salt, text) => {
        expect(saltedTextCommitment(salt, text)).toBe(commitmentOf(sha256, salt, Buffer.from(text)));
      }),
    );
  });

  test('token counts become the next power of two, and nothing stays nothing', () => {
    expect([0, 1, 2, 3, 4, 5, 1000, 1024, 1025].map(tokenBucket)).toEqual([
      0, 1, 2, 4, 4, 8, 1024, 1024, 2048,
    ]);
  });

  test('built-in words stay in clear and names of owners become 16 characters', () => {
    const names = new OpaqueNames(random(32));
    expect(names.provider('local')).toBe('local');
    expect(names.provider('hospital')).toMatch(/^[\w-]{16}$/);
    expect(names.provider('hospital')).toBe(names.provider('hospital'));
    expect(names.opaque('run', 'hospital')).not.toBe(names.provider('hospital'));
    expect(names.trail(['allow:valid-key'])).toEqual(['allow:valid-key']);
    expect(names.trail(['pseudonymise'])).toEqual(['pseudonymise']);
    expect(names.trail(['deny:eu-only'])[0]).toMatch(/^deny:[\w-]{16}$/);
    expect(names.labels(['personal', 'code', 'personal'])).toEqual(['code', 'personal']);
  });
});
