import { hash } from 'node:crypto';

/** SHA-256 in one call: for the short inputs of a hash tree it costs half of a streaming hash object. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
