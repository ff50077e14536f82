import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { Hash } from '../src/index.ts';

/** What a Node program injects. */
export const sha256: Hash = (bytes) => createHash('sha256').update(bytes).digest();

/** DER in front of a raw Ed25519 seed (PKCS #8) and of a raw public key (SubjectPublicKeyInfo). */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({
    key: Buffer.concat([publicKeyPrefix, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, message, key, signature);
}

export function ed25519FromSeed(seed: Uint8Array): {
  publicKey: Uint8Array;
  sign: (message: Uint8Array) => Uint8Array;
} {
  const key = createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: spki.subarray(publicKeyPrefix.length),
    sign: (message) => sign(null, message, key),
  };
}
