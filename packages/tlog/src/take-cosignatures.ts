import { cosignatureTime } from './cosignature.ts';
import type { Cosignature, CosignatureVerifier } from './cosignature.ts';
import { formatSignature, NoteError, parseNote, parseSignatureLines } from './note.ts';
import { encodeUtf8 } from './utf8.ts';

export interface TakenCosignatures {
  /** The note with the cosignatures after its other signatures. */
  readonly note: string;
  /** Those that were added; empty when the witness sent none of a key that is known here. */
  readonly cosignatures: readonly Cosignature[];
}

/**
 * Adds what a witness answered to a checkpoint of ours. Lines of keys that are not known here are left out, as the
 * standard demands. A cosignature that the same key gave earlier is replaced by a later one. Throws a `NoteError` when
 * the lines are none, and when a known key's cosignature is wrong or has no time: the witness is not what it should be.
 */
export function takeCosignatures(
  note: string,
  lines: string,
  witnesses: readonly CosignatureVerifier[],
): TakenCosignatures {
  const { text, signatures } = parseNote(note);
  const message = encodeUtf8(text);
  const kept = new Map(signatures.map((signature, at) => [`${at}`, signature]));
  const taken = new Map<string, Cosignature>();
  for (const line of parseSignatureLines(lines)) {
    const { name, keyId, signature } = line;
    const witness = witnesses.find((one) => one.name === name && one.keyId === keyId);
    if (witness === undefined) continue;
    const time = cosignatureTime(signature);
    if (time === undefined || time === 0 || !witness.verify(message, signature)) {
      throw new NoteError('wrong-signature', `The cosignature of ${name} does not fit the checkpoint.`);
    }
    for (const [place, other] of kept) {
      if (other.name === name && other.keyId === keyId) kept.delete(place);
    }
    kept.set(`${name}+${keyId}`, line);
    taken.set(`${name}+${keyId}`, { name, keyId, time });
  }
  const cosigned = `${text}\n${[...kept.values()].map(formatSignature).join('')}`;
  // Too many signatures would make a note that nobody opens.
  parseNote(cosigned);
  return { note: cosigned, cosignatures: [...taken.values()] };
}
