import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Randomness } from '#base';

/**
 * Small secrets under a longer-lived key: AES-256-GCM with a random nonce, written as
 * `nonce, 12 bytes ‖ ciphertext ‖ tag, 16 bytes`. The additional data binds a secret to its place, so that it cannot be
 * moved to another. One key seals far fewer than the 2^32 messages for which random nonces are safe.
 */
const nonceBytes = 12;
export const tagBytes = 16;

export function seal(key: Uint8Array, randomness: Randomness, bound: string, plain: Uint8Array): Uint8Array {
  const nonce = randomness(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(bound));
  const body = cipher.update(plain);
  cipher.final();
  const sealed = new Uint8Array(nonceBytes + body.byteLength + tagBytes);
  sealed.set(nonce);
  sealed.set(body, nonceBytes);
  sealed.set(cipher.getAuthTag(), nonceBytes + body.byteLength);
  return sealed;
}

/** Undefined when the key, the place or any byte is not the one that was sealed. */
export function unseal(key: Uint8Array, bound: string, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.byteLength < nonceBytes + tagBytes) return undefined;
  const nonce = sealed.subarray(0, nonceBytes);
  return openGcm(key, nonce, bound, sealed.subarray(nonceBytes));
}

/** Opens `ciphertext ‖ tag`. Undefined when it is not what was encrypted. */
export function openGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  bound: string,
  encrypted: Uint8Array,
): Uint8Array | undefined {
  if (encrypted.byteLength < tagBytes) return undefined;
  const end = encrypted.byteLength - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(encrypted.subarray(end));
  const plain = decipher.update(encrypted.subarray(0, end));
  try {
    decipher.final();
  } catch {
    // The only thing that `final` can say here is that the tag does not fit.
    return undefined;
  }
  return plain;
}
