import { CommonholdError, type Outbound } from '#base';
import type { CosignedHeads } from '#ledger';
import { type Answer, exchange } from './exchange.ts';

export interface Submission {
  readonly outbound: Outbound;
  readonly address: string;
  readonly heads: Pick<CosignedHeads, 'proof'>;
  readonly head: { readonly size: number; readonly note: string };
  /** Where the witness is believed to stand; 0 for one that is not known yet. */
  readonly from: number;
  /** For each of the requests. */
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

/**
 * What came of handing a head to a witness. `ahead`: it has cosigned more of this log than we have. `contradicted`: it
 * says that a proof which is right by our tree does not lead from what it has cosigned at that size.
 */
export type Submitted =
  | { readonly kind: 'cosigned'; readonly lines: string }
  | { readonly kind: 'ahead'; readonly size: number }
  | { readonly kind: 'contradicted'; readonly size: number; readonly message: string }
  | Extract<Answer, { kind: 'refused' | 'failed' }>;

/**
 * Hands a head to a witness with the proof from where it stands. One that stands elsewhere says where, and is asked once
 * more from there; a second time is not ours to follow. Throws only when `signal` is aborted.
 */
export async function submitHead(submission: Submission): Promise<Submitted> {
  const first = await submitFrom(submission, submission.from);
  if (first.kind !== 'other-size') return first;
  const { size } = first;
  if (size > submission.head.size) return { kind: 'ahead', size };
  if (size === submission.from) {
    return { kind: 'failed', detail: `it asks for a proof from ${size} entries and refuses the one it got` };
  }
  const second = await submitFrom(submission, size);
  if (second.kind !== 'other-size') return second;
  return second.size > submission.head.size
    ? { kind: 'ahead', size: second.size }
    : { kind: 'failed', detail: `it named ${size} entries as its last head and then ${second.size}` };
}

type FromSize = Submitted | Extract<Answer, { kind: 'other-size' }>;

async function submitFrom(submission: Submission, from: number): Promise<FromSize> {
  const { outbound, address, heads, head, timeLimitMs, signal } = submission;
  const proof = await heads.proof(from, head);
  signal.throwIfAborted();
  if (proof === undefined) {
    return { kind: 'failed', detail: 'entries are missing on the disk, so nothing can be proved to it' };
  }
  const request = { oldSize: from, proof, checkpoint: head.note };
  const answer = await exchange({ outbound, address, request, timeLimitMs, signal });
  if (answer.kind === 'refused' && answer.reason === 'not-consistent' && from > 0) {
    return { kind: 'contradicted', size: from, message: answer.message };
  }
  return answer;
}

/** What happened, and what to do about it, in words for whoever looks after this node. */
export function explain(submitted: Exclude<Submitted, { kind: 'cosigned' }>, logKey: string): string {
  switch (submitted.kind) {
    case 'failed':
      return submitted.detail;
    case 'ahead':
      return (
        `it has cosigned a head of this log over ${submitted.size} entries, which are more than there are here: ` +
        'this record was put back from an older copy, or somebody else writes a log under its name'
      );
    case 'contradicted':
      return (
        `it has cosigned another history of this log, over ${submitted.size} entries: ` +
        `this record was put back from an older copy, or somebody else writes a log under its name${saying(submitted.message)}`
      );
    case 'refused':
      return refusal(submitted, logKey);
  }
}

function refusal({ reason, message }: Extract<Answer, { kind: 'refused' }>, logKey: string): string {
  switch (reason) {
    case 'unknown-log':
      return `it does not know this log; give the witness's owner this verifier key: ${logKey}${saying(message)}`;
    case 'not-signed':
      return `it trusts another key for this log; give the witness's owner this verifier key: ${logKey}${saying(message)}`;
    case 'bad-request':
    case 'not-consistent':
      return `it does not take what this node sends${saying(message)}`;
    default:
      throw new CommonholdError('internal', {}, { cause: reason satisfies never });
  }
}

function saying(message: string): string {
  return message === '' ? '' : ` (it says: ${message})`;
}
