import { decodeBase64, encodeBase64 } from './base64.ts';
import { hashBytes } from './hash.ts';
import { noteLengthMax } from './note.ts';

/**
 * C2SP tlog-witness, `add-checkpoint` (read at commit 5ba5ee83 of C2SP/C2SP), as texts. The request is
 *
 *     old <size of the tree that the witness cosigned last, decimal>
 *     base64(<hash>)                     (none to 63: the consistency proof from that tree to the checkpoint's)
 *     <empty line>
 *     <the signed checkpoint, verbatim>
 *
 * and the answer is a status with a body. HTTP itself is left to others.
 */
export interface AddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** More a client must not send. */
export const witnessProofHashesMax = 63;
/** A line of a proof is 45 bytes and the note's length is bounded; what is longer need not be read to its end. */
export const addCheckpointLengthMax = noteLengthMax + 64 * 45;

export class WitnessMessageError extends Error {
  override readonly name = 'WitnessMessageError';
}

/** Throws a RangeError when the parts make no request that `parseAddCheckpoint` would read. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0)
    throw new RangeError(`A log cannot have ${oldSize} leaves.`);
  if (proof.length > witnessProofHashesMax) {
    throw new RangeError(`A request has at most ${witnessProofHashesMax} hashes, not ${proof.length}.`);
  }
  if (proof.some((hash) => hash.length !== hashBytes)) throw new RangeError(`A hash has ${hashBytes} bytes.`);
  const lines = [`old ${oldSize}`, ...proof.map(encodeBase64), ''];
  return `${lines.join('\n')}\n${checkpoint}`;
}

/** The checkpoint is taken as it stands. Throws a `WitnessMessageError` for anything else than a request. */
export function parseAddCheckpoint(text: string): AddCheckpoint {
  if (text.length > addCheckpointLengthMax) throw malformed('it is too long');
  const gap = text.indexOf('\n\n');
  if (gap === -1) throw malformed('it has no empty line before the checkpoint');
  const [first = '', ...lines] = text.slice(0, gap).split('\n');
  const oldSize = first.startsWith('old ') ? parseSize(first.slice('old '.length)) : undefined;
  if (oldSize === undefined) throw malformed('its first line is not "old" and a size');
  if (lines.length > witnessProofHashesMax)
    throw malformed(`it has more than ${witnessProofHashesMax} hashes`);
  const proof = lines.map((line) => {
    const hash = decodeBase64(line);
    if (hash?.length !== hashBytes) throw malformed(`one of its hashes is not ${hashBytes} bytes in base64`);
    return hash;
  });
  return { oldSize, proof, checkpoint: text.slice(gap + 2) };
}

/** Why a witness does not cosign; each is one status. */
export type WitnessRefusal = 'bad-request' | 'not-signed' | 'unknown-log' | 'not-consistent';

/**
 * `cosigned`: signature lines for the checkpoint. `other-size`: the witness has cosigned a tree of this size last, so
 * the proof must start there. `refused`: for good, as far as this request goes. `failed`: the witness is at fault, or
 * something on the way to it is.
 */
export type AddCheckpointAnswer =
  | { readonly kind: 'cosigned'; readonly lines: string }
  | { readonly kind: 'other-size'; readonly size: number }
  | { readonly kind: 'refused'; readonly reason: WitnessRefusal; readonly message: string }
  | { readonly kind: 'failed'; readonly status: number };

export interface WitnessResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export const witnessSizeType = 'text/x.tlog.size';
const plainText = 'text/plain; charset=utf-8';
const refusalStatus: Readonly<Record<WitnessRefusal, number>> = {
  'bad-request': 400,
  'not-signed': 403,
  'unknown-log': 404,
  'not-consistent': 422,
};

/** Answers of a witness of ours; `failed` is never one that somebody chose. */
export function formatAddCheckpointResponse(
  answer: Exclude<AddCheckpointAnswer, { kind: 'failed' }>,
): WitnessResponse {
  switch (answer.kind) {
    case 'cosigned':
      return { status: 200, contentType: plainText, body: answer.lines };
    case 'other-size':
      return { status: 409, contentType: witnessSizeType, body: `${answer.size}\n` };
    case 'refused':
      return { status: refusalStatus[answer.reason], contentType: plainText, body: `${answer.message}\n` };
  }
}

/**
 * Reads what a witness answered. The lines of a 200 are checked by `takeCosignatures`. Throws a `WitnessMessageError`
 * for a 409 that names no size: the log would not know where to go on.
 */
export function parseAddCheckpointResponse(response: WitnessResponse): AddCheckpointAnswer {
  const { status, body } = response;
  if (status === 200) return { kind: 'cosigned', lines: body };
  if (status === 409) {
    const type = response.contentType.split(';')[0]?.trim().toLowerCase();
    const size = body.endsWith('\n') ? parseSize(body.slice(0, -1)) : undefined;
    if (type !== witnessSizeType || size === undefined) {
      throw new WitnessMessageError('The witness answered 409 without the size of a tree.');
    }
    return { kind: 'other-size', size };
  }
  const reason = refusals.find((refusal) => refusalStatus[refusal] === status);
  return reason === undefined
    ? { kind: 'failed', status }
    : { kind: 'refused', reason, message: body.trimEnd() };
}

const refusals: readonly WitnessRefusal[] = ['bad-request', 'not-signed', 'unknown-log', 'not-consistent'];

function parseSize(text: string): number | undefined {
  const size = /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(size) ? size : undefined;
}

function malformed(what: string): WitnessMessageError {
  return new WitnessMessageError(`This is no add-checkpoint request: ${what}.`);
}
