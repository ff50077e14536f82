import {
  cosignatureTime,
  type CosignatureVerifier,
  cosignatureVerifierFor,
  NoteError,
  parseNote,
  readVerifierKey,
  takeCosignatures,
} from '@commonhold/tlog';
import { sha256 } from '#store';
import { signatureChecks } from '../signature-checks.ts';
import type { WitnessOptions } from '../witness-options.ts';

export interface Taken {
  /** The note with the cosignatures. */
  readonly note: string;
  /** When each key has cosigned, by the witness's clock. */
  readonly times: ReadonlyMap<string, string>;
  /** Names of witnesses that are asked at this address and whose key has not cosigned. */
  readonly silent: readonly string[];
}

/**
 * Adds what came from one address, and only that of the witnesses that are asked there; what is wrong with it is a text.
 * One wrong line makes all of it worthless: whoever sends it is not what it should be.
 */
export function takeFrom(witnesses: WitnessOptions['ask'], note: string, lines: string): Taken | string {
  const verifiers = witnesses.map(({ key }) => verifierOf(key));
  try {
    const taken = takeCosignatures(note, lines, verifiers);
    const times = new Map<string, string>();
    for (const { key } of witnesses) {
      const time = cosignedAt(taken.note, key);
      if (time !== undefined) times.set(key, time);
    }
    const made = new Set(taken.cosignatures.map(({ name, keyId }) => `${name}+${keyId}`));
    const silent = witnesses.filter(({ key }) => {
      const { name, keyId } = readVerifierKey(key);
      return !made.has(`${name}+${keyId}`);
    });
    return { note: taken.note, times, silent: silent.map(({ name }) => name) };
  } catch (thrown) {
    if (thrown instanceof NoteError) return `what it sent is not right: ${thrown.message}`;
    if (thrown instanceof RangeError) return 'what it sent is not right: the time in it is no date';
    throw thrown;
  }
}

/** When a key has cosigned a note, by its own clock; undefined when it has not. Throws a RangeError for no date. */
export function cosignedAt(note: string, key: string): string | undefined {
  const { name, keyId } = readVerifierKey(key);
  const line = parseNote(note).signatures.find((one) => one.name === name && one.keyId === keyId);
  const seconds = line && cosignatureTime(line.signature);
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}

function verifierOf(key: string): CosignatureVerifier {
  const verifier = cosignatureVerifierFor(sha256, key, signatureChecks);
  if (verifier === undefined)
    throw new Error('A key that makes no cosignatures is not in the configuration.');
  return verifier;
}
