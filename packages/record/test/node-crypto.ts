import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { ed25519Signer, ed25519Type, ed25519Verifier, formatVerifierKey } from '@commonhold/tlog';
import type { Hash, Signer, Verifier } from '@commonhold/tlog';

/** What a Node program injects. */
export const sha256: Hash = (bytes) => createHash('sha256').update(bytes).digest();

/** DER in front of a raw Ed25519 seed (PKCS #8) and of a raw public key (SubjectPublicKeyInfo). */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A signing key made from a seed, and what others have of it. */
export function keyFromSeed(
  name: string,
  seed: Uint8Array,
): { readonly signer: Signer; readonly verifier: Verifier; readonly verifierKey: string } {
  const key = createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = spki.subarray(publicKeyPrefix.length);
  const verifierKey = formatVerifierKey(sha256, name, ed25519Type, publicKey);
  return {
    signer: ed25519Signer(sha256, name, publicKey, (message) => sign(null, message, key)),
    verifier: verifierFrom(verifierKey),
    verifierKey,
  };
}

export function verifierFrom(verifierKey: string): Verifier {
  return ed25519Verifier(sha256, verifierKey, verifySignature);
}

export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({
    key: Buffer.concat([publicKeyPrefix, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, message, key, signature);
}
