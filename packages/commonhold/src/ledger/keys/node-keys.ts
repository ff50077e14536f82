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
import type { KeyPlace } from './key-place.ts';
import { keyBytes, keyFile, type KeyName, type KeySet } from './key-set.ts';
import { areSealed, openSealedKeys, readClearKeys, removeClearKeys, writeSealedKeys } from './sealed-keys.ts';
import { writeSecretFile } from './secret-file.ts';

/**
 * The two secrets that every node has and that are files and not rows, so that a copy of the database alone opens
 * nothing and signs nothing: `root.key`, under which every other secret is wrapped, and `signing.key`, the seed of the
 * Ed25519 key that signs checkpoints. Both are 32 random bytes with mode 0600, or lie together in `keys.age` under a
 * passphrase.
 */
export interface NodeKeys {
  readonly root: Uint8Array;
  readonly signing: Uint8Array;
}

/**
 * The keys that are there, opened with the passphrase if they are sealed, which nobody is asked for if they are not.
 * Nothing is changed. Throws `passphrase_needed`, `passphrase_wrong`, `keys_damaged`.
 */
export async function readNodeKeys(place: KeyPlace): Promise<KeySet> {
  if (await areSealed(place.folder)) return (await openSealedKeys(place)).keys;
  return readClearKeys(place.folder);
}

/**
 * The keys of a node that starts. Missing ones are made only while the log is new: later their absence means that
 * they were lost, and new ones would hide that. Finishes a sealing that was cut off. Throws also `keys_missing`.
 */
export async function loadNodeKeys(
  place: KeyPlace,
  isNew: boolean,
  randomness: Randomness,
): Promise<NodeKeys> {
  const found = await readNodeKeys(place);
  if (await areSealed(place.folder)) await removeClearKeys(place.folder, found);
  const missing = (['root', 'signing'] as const).filter((name) => found[name] === undefined);
  if (missing.length > 0 && !isNew) throw keysMissing(place, missing);
  return {
    root: found.root ?? (await make(place, 'root', randomness)),
    signing: found.signing ?? (await make(place, 'signing', randomness)),
  };
}

/** All that a node cannot be without. Throws `keys_missing` and what reading them throws. */
export async function requireNodeKeys(place: KeyPlace): Promise<KeySet & NodeKeys> {
  const { root, signing, ...more } = await readNodeKeys(place);
  if (root !== undefined && signing !== undefined) return { root, signing, ...more };
  const missing = [...(root === undefined ? ['root'] : []), ...(signing === undefined ? ['signing'] : [])];
  throw keysMissing(place, missing);
}

/**
 * The seed of the key that this node cosigns the heads of others with; made when `mayMake` says that there has been none.
 * Sealed keys take it in under the passphrase that the node was started with. A recovery file of before does not have it;
 * `commonhold doctor` says so. Undefined when there is none and none may be made.
 */
export async function loadWitnessSeed(
  place: KeyPlace,
  mayMake: boolean,
  randomness: Randomness,
): Promise<Uint8Array | undefined> {
  const { folder } = place;
  if (!(await areSealed(folder))) {
    const { witness } = await readClearKeys(folder);
    return witness ?? (mayMake ? make(place, 'witness', randomness) : undefined);
  }
  const document = await openSealedKeys(place);
  if (document.keys.witness !== undefined || !mayMake) return document.keys.witness;
  const witness = randomness(keyBytes);
  const keys = { ...document.keys, witness };
  await writeSealedKeys(folder, { ...document, keys }, await place.passphrase());
  return witness;
}

function keysMissing({ folder }: KeyPlace, names: readonly string[]): CommonholdError {
  const files = names.map((name) => `${name}.key`).join(' and ');
  return new CommonholdError('keys_missing', {
    files: `${files} ${names.length === 1 ? 'is' : 'are'}`,
    folder,
  });
}

async function make(place: KeyPlace, name: KeyName, randomness: Randomness): Promise<Uint8Array> {
  const key = randomness(keyBytes);
  await writeSecretFile(join(place.folder, keyFile(name)), key);
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
