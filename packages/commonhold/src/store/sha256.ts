import { hash } from 'node:crypto';

/**
 * SHA-256 in one call: for the short inputs of a hash tree it costs half of a streaming hash object, and taking the
 * digest as a string of bytes costs half of taking it as a buffer (measured).
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  return Buffer.from(hash('sha256', bytes, 'latin1'), 'latin1');
}
