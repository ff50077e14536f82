import { decodeBase64, encodeBase64 } from './base64.ts';
import { encodeUtf8 } from './utf8.ts';

/**
 * C2SP signed notes: text that several keys may sign.
 *
 *     <text, ending in a newline>
 *     <empty line>
 *     — <key name> base64(<key id, 4 bytes, big-endian> ‖ <signature>)
 *     …
 *
 * What is signed is the text with its last newline, without the empty line. Signatures of keys that the reader does
 * not know are skipped, so that a log can add keys and witnesses without asking its readers; a signature under a
 * key that the reader does know must be right, or the note is refused as a whole.
 */

/** Signs notes under one name. The key id is an unsigned 32-bit number. */
export interface Signer {
  readonly name: string;
  readonly keyId: number;
  sign(message: Uint8Array): Uint8Array;
}

/** Checks the signatures of one key. */
export interface Verifier {
  readonly name: string;
  readonly keyId: number;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

export interface OpenedNote {
  /** The text, including its last newline. */
  readonly text: string;
  /** Keys among the given verifiers whose signature is on the note and right; at least one. */
  readonly verified: readonly { readonly name: string; readonly keyId: number }[];
  /** Signatures that no given verifier could check: they say nothing, either way. */
  readonly unknown: number;
}

/**
 * `malformed`: not a note. `wrong-signature`: a known key's signature does not fit the text. `no-known-key`: nobody
 * whom the reader knows has signed it.
 */
export type NoteFault = 'malformed' | 'wrong-signature' | 'no-known-key';

export class NoteError extends Error {
  override readonly name = 'NoteError';
  readonly fault: NoteFault;

  constructor(fault: NoteFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** The standard asks for at least 16; four times that leaves room for many witnesses and bounds the work. */
export const noteSignaturesMax = 64;
/** Room for 64 post-quantum signatures of 5 kB each in base64, and for the text; it bounds the work. */
export const noteLengthMax = 1024 * 1024;

const signatureMark = '— ';
const keyIdBytes = 4;

/** The note: the text with one signature line for each signer. */
export function signNote(text: string, signers: readonly Signer[]): string {
  checkText(text);
  if (signers.length === 0) throw new NoteError('malformed', 'A note needs at least one signature.');
  if (signers.length > noteSignaturesMax) {
    throw new NoteError('malformed', `A note takes at most ${noteSignaturesMax} signatures.`);
  }
  return `${text}\n${signatureLines(text, signers)}`;
}

/** The signature lines alone, for whoever adds to a note that others have: a witness answers with these. */
export function signatureLines(text: string, signers: readonly Signer[]): string {
  checkText(text);
  const message = encodeUtf8(text);
  let lines = '';
  for (const signer of signers) {
    if (!isKeyName(signer.name)) throw new NoteError('malformed', `"${signer.name}" cannot be a key name.`);
    lines += formatSignature({ name: signer.name, keyId: signer.keyId, signature: signer.sign(message) });
  }
  return lines;
}

/** Checks a note against the keys that the reader trusts. Throws a `NoteError` unless one of them signed it. */
export function openNote(note: string, verifiers: readonly Verifier[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const message = encodeUtf8(text);
  const known = indexByKey(verifiers);
  const verified = new Map<string, { name: string; keyId: number }>();
  let unknown = 0;
  for (const { name, keyId, signature } of signatures) {
    const key = keyOf(name, keyId);
    const verifier = known.get(key);
    if (verifier === undefined) {
      unknown += 1;
      continue;
    }
    if (!verifier.verify(message, signature)) {
      throw new NoteError('wrong-signature', `The signature of ${name} does not fit the text of the note.`);
    }
    verified.set(key, { name, keyId });
  }
  if (verified.size === 0)
    throw new NoteError('no-known-key', 'No key that is trusted here has signed the note.');
  return { text, verified: [...verified.values()], unknown };
}

/** Key names are not empty and have neither spaces nor plus signs, which the formats around them use. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s+\p{White_Space}]/u.test(name) && !hasControls(name);
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** Its line in a note, with the newline. */
export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  const blob = new Uint8Array(keyIdBytes + signature.length);
  new DataView(blob.buffer).setUint32(0, keyId);
  blob.set(signature, keyIdBytes);
  return `${signatureMark}${name} ${encodeBase64(blob)}\n`;
}

/** A note as it stands: no signature in it has been checked, so its text says nothing yet. */
export interface UnverifiedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Throws a `NoteError` when the text is no note. */
export function parseNote(note: string): UnverifiedNote {
  if (note.length > noteLengthMax) {
    throw new NoteError('malformed', `The note is longer than ${noteLengthMax} characters.`);
  }
  const gap = note.lastIndexOf('\n\n');
  if (gap === -1) throw new NoteError('malformed', 'The note has no empty line between text and signatures.');
  const text = note.slice(0, gap + 1);
  checkText(text);
  return { text, signatures: parseSignatureLines(note.slice(gap + 2)) };
}

/** One or more lines as `signatureLines` writes them. Throws a `NoteError` otherwise. */
export function parseSignatureLines(block: string): NoteSignature[] {
  if (!block.endsWith('\n')) throw new NoteError('malformed', 'The note does not end in a newline.');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > noteSignaturesMax) {
    throw new NoteError('malformed', `The note has more than ${noteSignaturesMax} signatures.`);
  }
  return lines.map(parseSignatureLine);
}

function parseSignatureLine(line: string): NoteSignature {
  const malformed = new NoteError('malformed', 'A signature line is not "— name base64".');
  if (!line.startsWith(signatureMark)) throw malformed;
  const [name, encoded, ...more] = line.slice(signatureMark.length).split(' ');
  if (name === undefined || encoded === undefined || more.length > 0 || !isKeyName(name)) throw malformed;
  const blob = decodeBase64(encoded);
  if (blob === undefined || blob.length <= keyIdBytes) throw malformed;
  const keyId = new DataView(blob.buffer, blob.byteOffset).getUint32(0);
  return { name, keyId, signature: blob.subarray(keyIdBytes) };
}

function checkText(text: string): void {
  if (!text.endsWith('\n')) throw new NoteError('malformed', 'The text of a note ends in a newline.');
  if (!text.isWellFormed()) throw new NoteError('malformed', 'The text of a note has half a surrogate pair.');
  if (hasControls(text.replaceAll('\n', ''))) {
    throw new NoteError('malformed', 'A note has no control characters but newlines.');
  }
}

function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) < 0x20) return true;
  }
  return false;
}

function indexByKey(verifiers: readonly Verifier[]): Map<string, Verifier> {
  const known = new Map<string, Verifier>();
  for (const verifier of verifiers) {
    const key = keyOf(verifier.name, verifier.keyId);
    // With two keys for one name and id it would depend on their order which notes are accepted.
    if (known.has(key)) throw new Error(`Two verifiers share the name ${verifier.name} and the key id.`);
    known.set(key, verifier);
  }
  return known;
}

function keyOf(name: string, keyId: number): string {
  return `${name}+${keyId}`;
}
