import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from 'node:crypto';
import {
  type Clock as PosixClock,
  cosignatureType,
  ed25519Cosigner,
  formatVerifierKey,
  mlDsa44CosignatureType,
  mlDsa44Cosigner,
  mlDsa44PublicKeyBytes,
  type Signer,
} from '@commonhold/tlog';
import { sha256 } from '#store';

/** What a witness signs with: both kinds of cosignature that the standard has, from one seed. */
export interface WitnessKeys {
  readonly name: string;
  /** Ed25519, which every program checks, and ML-DSA-44, made to withstand quantum computers. */
  readonly verifierKeys: readonly [ed25519: string, mlDsa44: string];
  readonly cosigners: readonly [ed25519: Signer, mlDsa44: Signer];
}

/**
 * Raw private keys have no form that `node:crypto` reads, so they get the fixed headers of their PKCS #8 forms: 32 bytes
 * are the whole of both.
 */
const ed25519Pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex');
const mlDsa44Pkcs8Header = Buffer.from('3034020100300b060960864801650304031104228020', 'hex');
const ed25519PublicKeyBytes = 32;
const privateKeyBytes = 32;

/**
 * One file is kept and both keys follow from it: HKDF-SHA-256 of the seed, without salt, under a label each. So the file
 * that has to be guarded and recovered is 32 bytes like every other key of a node.
 */
const labels = {
  ed25519: 'commonhold/witness/ed25519/v1',
  mlDsa44: 'commonhold/witness/ml-dsa-44/v1',
} as const;

export function witnessKeysOf(seed: Uint8Array, name: string, clock: PosixClock): WitnessKeys {
  const ed25519 = keyPair(seed, labels.ed25519, ed25519Pkcs8Header, ed25519PublicKeyBytes);
  const mlDsa44 = keyPair(seed, labels.mlDsa44, mlDsa44Pkcs8Header, mlDsa44PublicKeyBytes);
  return {
    name,
    verifierKeys: [
      formatVerifierKey(sha256, name, cosignatureType, ed25519.publicKey),
      formatVerifierKey(sha256, name, mlDsa44CosignatureType, mlDsa44.publicKey),
    ],
    cosigners: [
      ed25519Cosigner(sha256, name, ed25519.publicKey, ed25519.sign, clock),
      mlDsa44Cosigner(sha256, name, mlDsa44.publicKey, mlDsa44.sign, clock),
    ],
  };
}

interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

function keyPair(seed: Uint8Array, label: string, header: Uint8Array, publicKeyBytes: number): KeyPair {
  const secret = Buffer.from(hkdfSync('sha256', seed, '', label, privateKeyBytes));
  const key: KeyObject = createPrivateKey({
    key: Buffer.concat([header, secret]),
    format: 'der',
    type: 'pkcs8',
  });
  // The raw public key is the end of its DER form.
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return { publicKey: spki.subarray(-publicKeyBytes), sign: (message) => sign(null, message, key) };
}
