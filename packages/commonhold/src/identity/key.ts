import { createHash, hash } from 'node:crypto';
import type { Randomness } from '#base';

/**
 * A key is `chk_` and 43 characters of base64url: 32 random bytes. Only its SHA-256 is kept. A slow password hash
 * would add nothing, because 256 random bits cannot be guessed.
 */
export const keyPrefix = 'chk_';

export function newKey(randomness: Randomness): string {
  return keyPrefix + Buffer.from(randomness(32)).toString('base64url');
}

/** What is stored of a key, 32 bytes. */
export function keyDigest(key: string): Uint8Array {
  return createHash('sha256').update(key).digest();
}

/** The same digest as text, to look a key up on the hot path. */
export function keyDigestText(key: string): string {
  return hash('sha256', key, 'base64url');
}
