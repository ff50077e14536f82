import { parseCheckpoint } from './checkpoint.ts';
import type { Checkpoint, ParsedCheckpoint } from './checkpoint.ts';
import { hashBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { checkEd25519Key, ed25519SignatureBytes, keyId, parseVerifierKey } from './key.ts';
import type { SignatureCheck, VerifierKey } from './key.ts';
import { isKeyName, openNote, parseNote } from './note.ts';
import type { NoteSignature, OpenedNote, Signer, Verifier } from './note.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/**
 * C2SP tlog-cosignature (read at commit 5ba5ee83 of C2SP/C2SP): the word of a cosigner that the tree of a checkpoint
 * fits every tree of that log which it saw before, and was the largest of them at a time. Both kinds are signatures
 * of a note over the checkpoint, of the form
 *
 *     <time, POSIX seconds, eight bytes, big-endian> ‖ <signature>
 *
 * Ed25519 (type 0x04, "cosignature/v1") signs text with the whole body of the checkpoint in it; ML-DSA-44 (type 0x06,
 * "subtree/v1") signs bytes that name the cosigner and the log, and neither the extension lines nor the note.
 */
export const cosignatureType = 0x04;
export const mlDsa44CosignatureType = 0x06;

const timeBytes = 8;
export const mlDsa44PublicKeyBytes = 1312;
const mlDsa44SignatureBytes = 2420;
const subtreeLabel = 'subtree/v1\n\0';
/** A name in the bytes that ML-DSA-44 signs has its length in one byte. */
const subtreeNameBytesMax = 255;

/** POSIX seconds. */
export type Clock = () => number;

/** Checks the cosignatures of one key, and reads the time in them. */
export interface CosignatureVerifier extends Verifier {
  readonly type: typeof cosignatureType | typeof mlDsa44CosignatureType;
}

/** What an Ed25519 cosigner signs: `checkpointText` is the text of the note, with its last newline. */
export function cosignatureMessage(time: number, checkpointText: string): Uint8Array {
  checkTime(time);
  return encodeUtf8(`cosignature/v1\ntime ${time}\n${checkpointText}`);
}

export interface CosignedSubtree {
  /** The key name of the cosigner. */
  readonly cosigner: string;
  /** 0 for no statement that the tree was the largest, as it must be where `start` is not 0. */
  readonly time: number;
  readonly origin: string;
  /** Leaves from `start` up to, not including, `end`: from 0 to its size for a checkpoint. */
  readonly start: number;
  readonly end: number;
  readonly root: Uint8Array;
}

/** What an ML-DSA-44 cosigner signs. */
export function subtreeMessage(subtree: CosignedSubtree): Uint8Array {
  const { time, start, end, root } = subtree;
  checkTime(time);
  if (start !== 0 && time !== 0)
    throw new RangeError('Only a tree from its first leaf on is signed with a time.');
  if (![start, end].every(Number.isSafeInteger) || start < 0 || start > end) {
    throw new RangeError(`There are no leaves from ${start} to ${end}.`);
  }
  if (root.length !== hashBytes) throw new RangeError(`A root has ${hashBytes} bytes.`);
  const message: number[] = [...encodeUtf8(subtreeLabel)];
  message.push(...shortString(subtree.cosigner), ...eightBytes(time), ...shortString(subtree.origin));
  message.push(...eightBytes(start), ...eightBytes(end), ...root);
  return Uint8Array.from(message);
}

/** Cosigns checkpoints with Ed25519. Whoever calls it has checked that the checkpoint fits what was cosigned before. */
export function ed25519Cosigner(
  hash: Hash,
  name: string,
  publicKey: Uint8Array,
  sign: (message: Uint8Array) => Uint8Array,
  clock: Clock,
): Signer {
  checkEd25519Key(publicKey);
  return timestampedSigner(hash, name, cosignatureType, publicKey, clock, (time, text) =>
    sign(cosignatureMessage(time, text)),
  );
}

/** Cosigns checkpoints with an ML-DSA-44 that is handed in. */
export function mlDsa44Cosigner(
  hash: Hash,
  name: string,
  publicKey: Uint8Array,
  sign: (message: Uint8Array) => Uint8Array,
  clock: Clock,
): Signer {
  checkMlDsa44Key(publicKey);
  return timestampedSigner(hash, name, mlDsa44CosignatureType, publicKey, clock, (time, text) =>
    sign(subtreeMessage(wholeTree(name, time, parseCheckpoint(text)))),
  );
}

export function ed25519CosignatureVerifier(
  hash: Hash,
  verifierKey: string,
  verify: SignatureCheck,
): CosignatureVerifier {
  const key = keyOfType(hash, verifierKey, cosignatureType);
  checkEd25519Key(key.publicKey);
  return timestampedVerifier(key, cosignatureType, ed25519SignatureBytes, (time, text, signature) =>
    verify(key.publicKey, cosignatureMessage(time, text), signature),
  );
}

/** ML-DSA-44 itself is handed in; without one, leave such keys out, and their cosignatures are skipped. */
export function mlDsa44CosignatureVerifier(
  hash: Hash,
  verifierKey: string,
  verify: SignatureCheck,
): CosignatureVerifier {
  const key = keyOfType(hash, verifierKey, mlDsa44CosignatureType);
  checkMlDsa44Key(key.publicKey);
  shortString(key.name);
  return timestampedVerifier(key, mlDsa44CosignatureType, mlDsa44SignatureBytes, (time, text, signature) => {
    const tree = wholeTree(key.name, time, parseCheckpoint(text));
    // A log with a longer name cannot be signed for in this way, so whatever this signs, it is not that log.
    if (encodeUtf8(tree.origin).length > subtreeNameBytesMax) return false;
    return verify(key.publicKey, subtreeMessage(tree), signature);
  });
}

export interface Cosignature {
  readonly name: string;
  readonly keyId: number;
  /** POSIX seconds, as the cosigner said; 0 when an ML-DSA-44 cosigner said none. */
  readonly time: number;
}

export interface CosignedCheckpoint {
  readonly checkpoint: ParsedCheckpoint;
  readonly text: string;
  /** Keys of the log whose signature is right; at least one. */
  readonly logKeys: OpenedNote['verified'];
  /** One for each cosigner whose cosignature is right: its newest. */
  readonly cosignatures: readonly Cosignature[];
  /** Signatures of keys that were not given. */
  readonly unknown: number;
}

/**
 * Opens a checkpoint that a log has signed and others may have cosigned. Throws a `NoteError` when the log has not
 * signed it, or when the signature of any key that was given is wrong. How many cosignatures are enough is for the
 * caller to say, by a policy.
 */
export function openCosignedCheckpoint(
  note: string,
  log: readonly Verifier[],
  cosigners: readonly CosignatureVerifier[],
): CosignedCheckpoint {
  // The log is asked for by itself: cosigners vouch for consistency, and none of them can speak for the log.
  const byLog = openNote(note, log);
  const checkpoint = parseCheckpoint(byLog.text);
  const { signatures } = parseNote(note);
  const present = cosigners.filter((cosigner) => signatures.some((signature) => isBy(signature, cosigner)));
  if (present.length > 0) openNote(note, present);
  const cosignatures = present.map((cosigner) => {
    const times = signatures
      .filter((signature) => isBy(signature, cosigner))
      .map(({ signature }) => cosignatureTime(signature) ?? 0);
    return { name: cosigner.name, keyId: cosigner.keyId, time: Math.max(...times) };
  });
  const keys = [...log, ...present];
  const unknown = signatures.filter((signature) => !keys.some((key) => isBy(signature, key))).length;
  return { checkpoint, text: byLog.text, logKeys: byLog.verified, cosignatures, unknown };
}

function isBy(signature: NoteSignature, key: Verifier): boolean {
  return signature.name === key.name && signature.keyId === key.keyId;
}

/** The time in a cosignature, without its key id; undefined when it is too short or beyond what can be counted. */
export function cosignatureTime(signature: Uint8Array): number | undefined {
  if (signature.length < timeBytes) return undefined;
  const view = new DataView(signature.buffer, signature.byteOffset);
  // A time past 2^53 seconds lies further ahead than the universe is old. The standard lets verifiers refuse times
  // in the future, so such a cosignature is refused as wrong.
  const time = Number(view.getBigUint64(0));
  return Number.isSafeInteger(time) ? time : undefined;
}

function timestampedSigner(
  hash: Hash,
  name: string,
  type: number,
  publicKey: Uint8Array,
  clock: Clock,
  sign: (time: number, text: string) => Uint8Array,
): Signer {
  if (!isKeyName(name)) throw new Error(`"${name}" cannot be a key name.`);
  return {
    name,
    keyId: keyId(hash, name, type, publicKey),
    sign: (message) => {
      const text = decodeUtf8(message);
      parseCheckpoint(text);
      const time = clock();
      if (time === 0) throw new RangeError('A checkpoint is cosigned with the time.');
      return Uint8Array.from([...eightBytes(time), ...sign(time, text)]);
    },
  };
}

function timestampedVerifier(
  key: VerifierKey,
  type: CosignatureVerifier['type'],
  signatureBytes: number,
  verify: (time: number, text: string, signature: Uint8Array) => boolean,
): CosignatureVerifier {
  return {
    name: key.name,
    keyId: key.keyId,
    type,
    verify: (message, signature) => {
      const time = cosignatureTime(signature);
      if (time === undefined || signature.length !== timeBytes + signatureBytes) return false;
      const text = decodeUtf8(message);
      // A cosignature says something of a checkpoint only, so on any other note it is wrong.
      return isCheckpoint(text) && verify(time, text, signature.subarray(timeBytes));
    },
  };
}

function isCheckpoint(text: string): boolean {
  try {
    parseCheckpoint(text);
    return true;
  } catch {
    return false;
  }
}

function keyOfType(hash: Hash, verifierKey: string, type: number): VerifierKey {
  const key = parseVerifierKey(hash, verifierKey);
  if (key.type !== type)
    throw new Error(`The verifier key of ${key.name} is of type ${key.type}, not ${type}.`);
  return key;
}

function checkMlDsa44Key(publicKey: Uint8Array): void {
  if (publicKey.length !== mlDsa44PublicKeyBytes) {
    throw new Error(`An ML-DSA-44 public key has ${mlDsa44PublicKeyBytes} bytes, not ${publicKey.length}.`);
  }
}

function wholeTree(cosigner: string, time: number, { origin, size, root }: Checkpoint): CosignedSubtree {
  return { cosigner, time, origin, start: 0, end: size, root };
}

function checkTime(time: number): void {
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError(`${time} is no time in POSIX seconds.`);
}

function eightBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

function shortString(text: string): number[] {
  const bytes = encodeUtf8(text);
  if (bytes.length === 0 || bytes.length > subtreeNameBytesMax) {
    throw new RangeError(`A name in a subtree has 1 to ${subtreeNameBytesMax} bytes, not ${bytes.length}.`);
  }
  return [bytes.length, ...bytes];
}
