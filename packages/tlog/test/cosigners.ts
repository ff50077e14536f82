import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  cosignatureType,
  ed25519CosignatureVerifier,
  ed25519Cosigner,
  formatVerifierKey,
  mlDsa44CosignatureType,
  mlDsa44CosignatureVerifier,
  mlDsa44Cosigner,
  mlDsa44PublicKeyBytes,
} from '../src/index.ts';
import type { CosignatureVerifier, Signer } from '../src/index.ts';
import { ed25519FromSeed, ed25519Verify, sha256 } from './node-crypto.ts';

/** DER in front of a raw ML-DSA-44 public key: its algorithm, 2.16.840.1.101.3.4.3.17, and a bit string. */
const mlDsa44SpkiPrefix = Buffer.from('30820532300b06096086480165030403110382052100', 'hex');

export interface TestCosigner {
  readonly signer: Signer;
  readonly verifierKey: string;
  readonly verifier: CosignatureVerifier;
}

export function ed25519Witness(name: string, seed: number, clock: () => number): TestCosigner {
  const key = ed25519FromSeed(new Uint8Array(32).fill(seed));
  const verifierKey = formatVerifierKey(sha256, name, cosignatureType, key.publicKey);
  return {
    signer: ed25519Cosigner(sha256, name, key.publicKey, key.sign, clock),
    verifierKey,
    verifier: ed25519CosignatureVerifier(sha256, verifierKey, ed25519Verify),
  };
}

/** What a Node program injects for ML-DSA-44; a raw key is the end of its SubjectPublicKeyInfo. */
export function mlDsa44Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const spki = Buffer.concat([mlDsa44SpkiPrefix, publicKey]);
  return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
}

export function mlDsa44Witness(name: string, clock: () => number): TestCosigner {
  const { publicKey, privateKey } = generateKeyPairSync('ml-dsa-44');
  const raw = spkiOf(publicKey).subarray(-mlDsa44PublicKeyBytes);
  const verifierKey = formatVerifierKey(sha256, name, mlDsa44CosignatureType, raw);
  return {
    signer: mlDsa44Cosigner(sha256, name, raw, (message) => sign(null, message, privateKey), clock),
    verifierKey,
    verifier: mlDsa44CosignatureVerifier(sha256, verifierKey, mlDsa44Verify),
  };
}

function spkiOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' });
}
