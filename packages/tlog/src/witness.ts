import { parseCheckpoint } from './checkpoint.ts';
import type { Checkpoint, ParsedCheckpoint } from './checkpoint.ts';
import { emptyRoot, sameBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { formatSignature, NoteError, openNote, parseNote, signatureLines } from './note.ts';
import type { Signer, UnverifiedNote, Verifier } from './note.ts';
import { verifyConsistency } from './proof.ts';
import type { Head } from './tile-edge.ts';
import { encodeUtf8 } from './utf8.ts';
import { parseAddCheckpoint, WitnessMessageError } from './witness-message.ts';
import type { AddCheckpoint, AddCheckpointAnswer, WitnessRefusal } from './witness-message.ts';

/** What a witness knows of one log. */
export interface WitnessedLog {
  /** The keys of the log that the witness trusts. */
  readonly verifiers: readonly Verifier[];
  /** The head that the witness cosigned last; undefined when it has cosigned none of this log. */
  readonly latest: Head | undefined;
}

/** What a witness keeps for a log; `latest` for the next request is its size and root. */
export interface WitnessState extends Checkpoint {
  /** Text of the checkpoint, which is what gets cosigned. */
  readonly text: string;
  /** Signatures of the log that were checked, as lines: a monitor is shown them. Those of others are left out. */
  readonly logLines: string;
}

export type WitnessDecision =
  | { readonly kind: 'accepted'; readonly next: WitnessState }
  | Extract<AddCheckpointAnswer, { kind: 'other-size' | 'refused' }>;

/**
 * What a witness does with a request, as a function of what it knows: the next state, or why there is none. The rules
 * are those of C2SP tlog-witness, in its order.
 *
 * Between looking up `latest` and storing `next` no other request for the same log may be decided, and `next` must be
 * durable before a cosignature leaves. A crash before it is stored costs one request; a crash after it was stored and
 * before the answer was sent makes the log ask again from the new size. If the answer could leave first, a crash
 * would make the witness cosign a second history.
 */
export function decideAddCheckpoint(
  hash: Hash,
  body: string,
  knownLog: (origin: string) => WitnessedLog | undefined,
): WitnessDecision {
  const read = readRequest(body);
  if (typeof read === 'string') return refused('bad-request', read);
  const { request, note, checkpoint } = read;
  const { origin, size, root } = checkpoint;

  const log = knownLog(origin);
  if (log === undefined) return refused('unknown-log', 'This witness does not know the log.');
  if (!isSignedBy(request.checkpoint, log.verifiers)) {
    return refused(
      'not-signed',
      'The checkpoint has no right signature of a key that is trusted for the log.',
    );
  }
  const { oldSize } = request;
  if (oldSize > size) return refused('bad-request', 'The old size is larger than that of the checkpoint.');
  const latest = log.latest ?? { size: 0, root: emptyRoot(hash) };
  if (oldSize !== latest.size) return { kind: 'other-size', size: latest.size };
  const problem = inconsistency(hash, latest, request, checkpoint);
  if (problem !== undefined) return refused('not-consistent', problem);

  const logLines = note.signatures
    .filter(({ name, keyId }) => log.verifiers.some((key) => key.name === name && key.keyId === keyId))
    .map(formatSignature)
    .join('');
  return { kind: 'accepted', next: { origin, size, root, text: note.text, logLines } };
}

/** The lines that answer an accepted request, once its state is durable. The cosigners' clocks give the time. */
export function cosign(next: WitnessState, cosigners: readonly Signer[]): string {
  if (cosigners.length === 0) throw new Error('A witness needs a key.');
  return signatureLines(next.text, cosigners);
}

/** Where a witness shows monitors what it cosigned last, below its monitoring prefix. */
export function witnessedCheckpointPath(hash: Hash, origin: string): string {
  const digits = Array.from(hash(encodeUtf8(origin)), (byte) => byte.toString(16).padStart(2, '0'));
  return `${digits.join('')}/checkpoint`;
}

interface ReadRequest {
  readonly request: AddCheckpoint;
  readonly note: UnverifiedNote;
  readonly checkpoint: ParsedCheckpoint;
}

/** A text says what is wrong with the request. */
function readRequest(body: string): ReadRequest | string {
  let request: AddCheckpoint;
  let note: UnverifiedNote;
  try {
    request = parseAddCheckpoint(body);
    note = parseNote(request.checkpoint);
  } catch (error) {
    if (error instanceof WitnessMessageError || error instanceof NoteError) return error.message;
    throw error;
  }
  try {
    return { request, note, checkpoint: parseCheckpoint(note.text) };
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

function isSignedBy(note: string, verifiers: readonly Verifier[]): boolean {
  try {
    openNote(note, verifiers);
    return true;
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}

function inconsistency(
  hash: Hash,
  latest: Head,
  { oldSize, proof }: AddCheckpoint,
  { size, root }: Checkpoint,
): string | undefined {
  if (size === 0 && !sameBytes(root, emptyRoot(hash))) return 'The root is not that of the empty tree.';
  if (oldSize === size) {
    if (!sameBytes(root, latest.root)) return 'The root is not the one that was cosigned for this size.';
    return proof.length === 0 ? undefined : 'There is nothing to prove between equal sizes.';
  }
  const consistent = verifyConsistency(hash, {
    fromSize: latest.size,
    fromRoot: latest.root,
    toSize: size,
    toRoot: root,
    proof,
  });
  return consistent
    ? undefined
    : 'The consistency proof does not lead from the tree cosigned last to this one.';
}

function refused(reason: WitnessRefusal, message: string): WitnessDecision {
  return { kind: 'refused', reason, message };
}
