import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import {
  ed25519Signer,
  ed25519Type,
  ed25519Verifier,
  formatVerifierKey,
  type Signer,
  type Verifier,
} from '@commonhold/tlog';
import { CommonholdError, type Randomness } from '#base';
import { sha256 } from '#store';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

/**
 * The two secrets that are files and not rows, so that a copy of the database alone opens nothing and signs nothing:
 * `keys/root.key`, under which every other secret is wrapped, and `keys/signing.key`, the seed of the Ed25519 key that
 * signs checkpoints. Both are 32 random bytes with mode 0600.
 */
export interface NodeKeys {
  readonly root: Uint8Array;
  readonly signing: Uint8Array;
}

const keyBytes = 32;
const rootFile = 'root.key';
const signingFile = 'signing.key';

/** The keys of a home folder; undefined for those that are not there. */
export async function readNodeKeys(home: string): Promise<Partial<NodeKeys>> {
  const root = await readSecretFile(join(home, 'keys', rootFile), keyBytes);
  const signing = await readSecretFile(join(home, 'keys', signingFile), keyBytes);
  return { ...(root ? { root } : {}), ...(signing ? { signing } : {}) };
}

/**
 * The keys of a node that starts. Missing ones are made only while the log is new: later their absence means that
 * they were lost, and new ones would hide that.
 */
export async function loadNodeKeys(home: string, isNew: boolean, randomness: Randomness): Promise<NodeKeys> {
  const found = await readNodeKeys(home);
  return {
    root: found.root ?? (await make(home, rootFile, isNew, randomness)),
    signing: found.signing ?? (await make(home, signingFile, isNew, randomness)),
  };
}

async function make(home: string, name: string, isNew: boolean, randomness: Randomness): Promise<Uint8Array> {
  if (!isNew) {
    throw new CommonholdError('home_damaged', {
      home,
      detail: `keys/${name} is missing; restore it from a backup`,
    });
  }
  const key = randomness(keyBytes);
  await writeSecretFile(join(home, 'keys', name), key);
  return key;
}

/** Everything that signing and checking under one seed needs. */
export interface SigningKey {
  readonly verifierKey: string;
  readonly signer: Signer;
  readonly verifier: Verifier;
}

export function signingKeyOf(seed: Uint8Array, origin: string): SigningKey {
  const privateKey = privateKeyOf(seed);
  const publicKey = rawPublicKey(createPublicKey(privateKey));
  const verifierKey = formatVerifierKey(sha256, origin, ed25519Type, publicKey);
  return {
    verifierKey,
    signer: ed25519Signer(sha256, origin, publicKey, (message) => sign(null, message, privateKey)),
    verifier: verifierOf(verifierKey),
  };
}

export function verifierOf(verifierKey: string): Verifier {
  return ed25519Verifier(sha256, verifierKey, verifySignature);
}

/** Ed25519, as verifiers of notes want it. */
export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, message, key, signature);
}

/** A raw seed has no form that `node:crypto` reads, so it gets the fixed header of its PKCS #8 form. */
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Header, seed]), format: 'der', type: 'pkcs8' });
}

function rawPublicKey(key: KeyObject): Uint8Array {
  const { x } = key.export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url');
}
