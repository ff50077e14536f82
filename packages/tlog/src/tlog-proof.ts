import { decodeBase64, encodeBase64 } from './base64.ts';
import { parseCheckpoint } from './checkpoint.ts';
import type { ParsedCheckpoint } from './checkpoint.ts';
import { hashBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { NoteError, openNote } from './note.ts';
import type { OpenedNote, Verifier } from './note.ts';
import { verifyInclusion } from './proof.ts';

/**
 * C2SP tlog-proof: everything that shows offline that an entry is in a log, as text.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra base64(<data of the application>)        (absent when there is none)
 *     index <of the entry, decimal, from 0>
 *     base64(<hash>)                                 (none or more, from the leaf's sibling up to the root's child)
 *     <empty line>
 *     <the signed checkpoint, verbatim>
 *
 * The leaf itself is not in it: whoever verifies must know it. The extra data is not covered by any signature.
 */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The signed note of the log's head, with its signatures. */
  readonly checkpoint: string;
  /** Authenticated by nothing. */
  readonly extra?: Uint8Array;
}

/**
 * `malformed`: not a tlog-proof. `not-signed`: nobody who is trusted signed the checkpoint, or the signature is wrong.
 * `other-log`: the checkpoint is of another log. `not-included`: the hashes do not lead from the leaf to the root.
 */
export type TlogProofFault = 'malformed' | 'not-signed' | 'other-log' | 'not-included';

export class TlogProofError extends Error {
  override readonly name = 'TlogProofError';
  readonly fault: TlogProofFault;

  constructor(fault: TlogProofFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

export const tlogProofHeader = 'c2sp.org/tlog-proof@v1';
/** A log has fewer than 2^53 leaves, so no path is longer; it bounds the work. */
export const tlogProofHashesMax = 53;
/** The standard sets none. What an application adds is small; it bounds the work. */
export const tlogProofExtraMax = 64 * 1024;

const extraMark = 'extra ';
const indexMark = 'index ';

/** Throws a RangeError when the parts make no proof that `parseTlogProof` would read. */
export function formatTlogProof(proof: TlogProof): string {
  const { index, hashes, checkpoint, extra } = proof;
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`No leaf has the index ${index}.`);
  if (hashes.length > tlogProofHashesMax) {
    throw new RangeError(`A path has at most ${tlogProofHashesMax} hashes, not ${hashes.length}.`);
  }
  if (hashes.some((hash) => hash.length !== hashBytes))
    throw new RangeError(`A hash has ${hashBytes} bytes.`);
  if (extra !== undefined && (extra.length === 0 || extra.length > tlogProofExtraMax)) {
    throw new RangeError(`Extra data has 1 to ${tlogProofExtraMax} bytes, or is left out.`);
  }
  const lines = [
    tlogProofHeader,
    ...(extra === undefined ? [] : [extraMark + encodeBase64(extra)]),
    `${indexMark}${index}`,
    ...hashes.map(encodeBase64),
    '',
  ];
  return `${lines.join('\n')}\n${checkpoint}`;
}

/**
 * Reads a proof; the checkpoint is taken as it stands and judged by `verifyTlogProof`. Only the text that
 * `formatTlogProof` writes is accepted, so no proof can be written in two ways. Throws a `TlogProofError`.
 */
export function parseTlogProof(text: string): TlogProof {
  const gap = text.indexOf('\n\n');
  if (gap === -1) throw malformed('it has no empty line before the checkpoint');
  const lines = text.slice(0, gap).split('\n');
  if (lines.shift() !== tlogProofHeader) throw malformed(`its first line is not "${tlogProofHeader}"`);
  const extra = lines[0]?.startsWith(extraMark) === true ? parseExtra(lines.shift() ?? '') : undefined;
  const index = parseIndex(lines.shift());
  if (lines.length > tlogProofHashesMax) {
    throw malformed(`it has more than ${tlogProofHashesMax} hashes`);
  }
  const hashes = lines.map(parseHash);
  const checkpoint = text.slice(gap + 2);
  return { index, hashes, checkpoint, ...(extra === undefined ? {} : { extra }) };
}

export interface TlogProofToVerify {
  readonly hash: Hash;
  readonly proof: TlogProof;
  /** RFC 6962 hash of the entry that is said to be in the log. */
  readonly leafHash: Uint8Array;
  /** The log that is meant: its checkpoints carry this name. */
  readonly origin: string;
  /** Keys that are trusted to sign for this log. */
  readonly verifiers: readonly Verifier[];
}

export interface VerifiedTlogProof {
  readonly checkpoint: ParsedCheckpoint;
  /** Whose signatures were checked, and how many are by keys that were not given. */
  readonly signatures: Pick<OpenedNote, 'verified' | 'unknown'>;
}

/** Whether the entry was in the log when its head was signed. Throws a `TlogProofError` that says why not. */
export function verifyTlogProof(input: TlogProofToVerify): VerifiedTlogProof {
  const { hash, proof, leafHash, origin, verifiers } = input;
  const { text, verified, unknown } = openCheckpoint(proof.checkpoint, verifiers);
  const checkpoint = parseHead(text);
  if (checkpoint.origin !== origin) {
    throw new TlogProofError(
      'other-log',
      `The checkpoint is of the log "${checkpoint.origin}", not of "${origin}".`,
    );
  }
  const { index, hashes } = proof;
  const { size, root } = checkpoint;
  if (index >= size) {
    throw new TlogProofError('not-included', `The checkpoint covers ${size} leaves, so not leaf ${index}.`);
  }
  if (!verifyInclusion(hash, { index, size, leafHash, proof: hashes, root })) {
    throw new TlogProofError(
      'not-included',
      'The hashes of the proof do not lead from the leaf to the root.',
    );
  }
  return { checkpoint, signatures: { verified, unknown } };
}

function openCheckpoint(note: string, verifiers: readonly Verifier[]): OpenedNote {
  try {
    return openNote(note, verifiers);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    throw new TlogProofError(error.fault === 'malformed' ? 'malformed' : 'not-signed', error.message);
  }
}

function parseHead(text: string): ParsedCheckpoint {
  try {
    return parseCheckpoint(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new TlogProofError('malformed', error.message);
  }
}

function parseExtra(line: string): Uint8Array {
  const bytes = decodeBase64(line.slice(extraMark.length));
  if (bytes === undefined || bytes.length === 0) throw malformed('its extra data is not base64, or is empty');
  if (bytes.length > tlogProofExtraMax)
    throw malformed(`it has more than ${tlogProofExtraMax} bytes of extra data`);
  return bytes;
}

function parseIndex(line: string | undefined): number {
  const digits = line?.startsWith(indexMark) === true ? line.slice(indexMark.length) : '';
  if (!/^(0|[1-9][0-9]*)$/.test(digits)) {
    throw malformed('its index is not a decimal number without leading zeros, on a line of its own');
  }
  const index = Number(digits);
  if (!Number.isSafeInteger(index)) throw malformed('its index is larger than any log of ours');
  return index;
}

function parseHash(line: string): Uint8Array {
  const bytes = decodeBase64(line);
  if (bytes === undefined || bytes.length !== hashBytes) {
    throw malformed(`one of its hashes is not ${hashBytes} bytes in base64`);
  }
  return bytes;
}

function malformed(what: string): TlogProofError {
  return new TlogProofError('malformed', `This is no tlog-proof: ${what}.`);
}
