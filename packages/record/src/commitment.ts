import { encodeBase64Url, encodeUtf8 } from '@commonhold/tlog';
import type { Hash } from '@commonhold/tlog';
import type { Commitment } from './leaf.ts';

/**
 * A commitment stands in the log for bytes that do not:
 *
 *     base64url(SHA-256("commonhold/commit/v1\n" ‖ salt, 32 bytes ‖ bytes))
 *
 * Whoever has the salt and the bytes can check that they are the ones; without the salt not even a guess at "yes"
 * can be tested, so destroying the salt makes the commitment unopenable.
 */
export const commitmentPrefix: Uint8Array = encodeUtf8('commonhold/commit/v1\n');

/** As long as the digest, so that guessing the salt is no easier than breaking the hash. */
export const saltBytes = 32;

export function commitmentOf(hash: Hash, salt: Uint8Array, bytes: Uint8Array): Commitment {
  if (salt.length !== saltBytes) throw new RangeError(`A salt has ${saltBytes} bytes, not ${salt.length}.`);
  const input = new Uint8Array(commitmentPrefix.length + saltBytes + bytes.length);
  input.set(commitmentPrefix);
  input.set(salt, commitmentPrefix.length);
  input.set(bytes, commitmentPrefix.length + saltBytes);
  return encodeBase64Url(hash(input));
}

/** Whether the commitment was made with this salt over these bytes. */
export function checkCommitment(
  hash: Hash,
  commitment: Commitment,
  salt: Uint8Array,
  bytes: Uint8Array,
): boolean {
  return commitmentOf(hash, salt, bytes) === commitment;
}
