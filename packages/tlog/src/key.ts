import { decodeBase64, encodeBase64 } from './base64.ts';
import type { Hash } from './hash.ts';
import { isKeyName } from './note.ts';
import type { Signer, Verifier } from './note.ts';
import { encodeUtf8 } from './utf8.ts';

/**
 * Names of signing keys, as signed notes have them.
 *
 *     key id       = first 4 bytes of SHA-256(<name> ‖ 0x0A ‖ <type> ‖ <public key>), big-endian
 *     verifier key = <name> "+" <key id, 8 lowercase hex digits> "+" base64(<type> ‖ <public key>)
 *
 * The id is short because it only tells keys apart; it is the public key in the verifier key that is trusted.
 */
export interface VerifierKey {
  readonly name: string;
  readonly keyId: number;
  readonly type: number;
  readonly publicKey: Uint8Array;
}

/** Type byte of plain Ed25519 signatures. */
export const ed25519Type = 0x01;
export const ed25519PublicKeyBytes = 32;
export const ed25519SignatureBytes = 64;

/** A signature check of the platform: raw public key, message, signature. */
export type SignatureCheck = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

export function keyId(hash: Hash, name: string, type: number, publicKey: Uint8Array): number {
  const nameBytes = encodeUtf8(name);
  const input = new Uint8Array(nameBytes.length + 2 + publicKey.length);
  input.set(nameBytes);
  input[nameBytes.length] = 0x0a;
  input[nameBytes.length + 1] = type;
  input.set(publicKey, nameBytes.length + 2);
  const digest = hash(input);
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

/** The verifier key ("vkey") as text. */
export function formatVerifierKey(hash: Hash, name: string, type: number, publicKey: Uint8Array): string {
  if (!isKeyName(name)) throw new Error(`"${name}" cannot be a key name.`);
  const blob = new Uint8Array(1 + publicKey.length);
  blob[0] = type;
  blob.set(publicKey, 1);
  const id = keyId(hash, name, type, publicKey).toString(16).padStart(8, '0');
  return `${name}+${id}+${encodeBase64(blob)}`;
}

/** Throws when the text is no verifier key or its id is not that of its public key. */
export function parseVerifierKey(hash: Hash, text: string): VerifierKey {
  const key = readVerifierKey(text);
  const { name, type, publicKey } = key;
  if (key.keyId !== keyId(hash, name, type, publicKey)) {
    throw new Error(`The verifier key of ${name} has an id that is not that of its public key.`);
  }
  return key;
}

/**
 * Reads a verifier key without holding its id to its public key, because types that are not known here may make
 * their ids in another way. Throws when the text is no verifier key.
 */
export function readVerifierKey(text: string): VerifierKey {
  // The base64 part may hold plus signs, the other two cannot.
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text);
  const [, name, id, encoded] = match ?? [];
  const blob = encoded === undefined ? undefined : decodeBase64(encoded);
  const type = blob?.[0];
  if (
    name === undefined ||
    id === undefined ||
    blob === undefined ||
    type === undefined ||
    !isKeyName(name)
  ) {
    throw new Error('A verifier key looks like "name+0a1b2c3d+base64".');
  }
  return { name, keyId: Number.parseInt(id, 16), type, publicKey: blob.slice(1) };
}

/** A signer of plain Ed25519 notes; `sign` holds the private key. */
export function ed25519Signer(
  hash: Hash,
  name: string,
  publicKey: Uint8Array,
  sign: (message: Uint8Array) => Uint8Array,
): Signer {
  checkEd25519Key(publicKey);
  if (!isKeyName(name)) throw new Error(`"${name}" cannot be a key name.`);
  return { name, keyId: keyId(hash, name, ed25519Type, publicKey), sign };
}

/** A verifier of plain Ed25519 notes from its verifier key; `verify` is the injected signature check. */
export function ed25519Verifier(hash: Hash, verifierKey: string, verify: SignatureCheck): Verifier {
  const { name, keyId, type, publicKey } = parseVerifierKey(hash, verifierKey);
  if (type !== ed25519Type) throw new Error(`The verifier key of ${name} is of type ${type}, not Ed25519.`);
  checkEd25519Key(publicKey);
  return {
    name,
    keyId,
    verify: (message, signature) =>
      signature.length === ed25519SignatureBytes && verify(publicKey, message, signature),
  };
}

export function checkEd25519Key(publicKey: Uint8Array): void {
  if (publicKey.length !== ed25519PublicKeyBytes) {
    throw new Error(`An Ed25519 public key has ${ed25519PublicKeyBytes} bytes, not ${publicKey.length}.`);
  }
}
