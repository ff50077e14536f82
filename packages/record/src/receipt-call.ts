import type { IntentLeaf, Leaf, OutcomeLeaf, RefusalLeaf } from './leaf.ts';
import { ReceiptError } from './receipt-text.ts';

/** What the leaves of a receipt say together about their call. */
export interface ReceiptCall {
  readonly id: string;
  /** That of the last attempt. */
  readonly status: OutcomeLeaf['status'] | 'refused';
  /** By number, from 1. None when the call was refused. */
  readonly attempts: readonly ReceiptAttempt[];
  readonly refusal?: Placed<RefusalLeaf>;
}

export interface ReceiptAttempt {
  readonly number: number;
  readonly intent: Placed<IntentLeaf>;
  /** Always after the intent in the log. */
  readonly outcome: Placed<OutcomeLeaf>;
}

export interface Placed<Kind extends Leaf> {
  /** Log index. */
  readonly index: number;
  readonly leaf: Kind;
}

/**
 * Puts the leaves of one call together: one refusal alone, or attempts numbered from 1 without a gap, each with an
 * intent and, after it, the outcome that names it. They come in log order. Throws a `ReceiptError`.
 */
export function receiptCallOf(id: string, leaves: readonly Placed<Leaf>[]): ReceiptCall {
  const intents: Placed<IntentLeaf>[] = [];
  const outcomes = new Map<number, Placed<OutcomeLeaf>>();
  let refusal: Placed<RefusalLeaf> | undefined;
  let last = -1;
  for (const { index, leaf } of leaves) {
    if (index <= last) throw new ReceiptError('The leaves of the receipt are not in the order of the log.');
    last = index;
    checkLive(index, leaf);
    switch (leaf.kind) {
      case 'intent':
        checkCall(id, leaf.call);
        if (leaf.attempt !== intents.length + 1) {
          throw new ReceiptError(`Attempt ${intents.length + 1} of the call is missing from the receipt.`);
        }
        intents.push({ index, leaf });
        break;
      case 'outcome': {
        checkCall(id, leaf.call);
        const intent = intents[leaf.attempt - 1];
        if (intent === undefined || intent.index !== leaf.intent) {
          throw new ReceiptError(
            `Leaf ${index} is an outcome of which the receipt does not have the intent.`,
          );
        }
        if (outcomes.has(leaf.attempt)) {
          throw new ReceiptError(`Attempt ${leaf.attempt} of the call has two outcomes.`);
        }
        outcomes.set(leaf.attempt, { index, leaf });
        break;
      }
      case 'refusal':
        checkCall(id, leaf.call);
        if (leaves.length > 1)
          throw new ReceiptError('The call was refused, and has other leaves all the same.');
        refusal = { index, leaf };
        break;
      case 'access':
      case 'change':
      case 'erasure':
      case 'attestation':
      case 'log-session':
        throw new ReceiptError(`Leaf ${index} is of kind ${leaf.kind}, which tells nothing of a call.`);
    }
  }
  if (refusal !== undefined) return { id, status: 'refused', attempts: [], refusal };
  const attempts = intents.map((intent) => ended(intent, outcomes.get(intent.leaf.attempt)));
  const status = attempts.at(-1)?.outcome.leaf.status;
  if (status === undefined) throw new ReceiptError('The receipt has no leaf of the call.');
  return { id, status, attempts };
}

function ended(intent: Placed<IntentLeaf>, outcome: Placed<OutcomeLeaf> | undefined): ReceiptAttempt {
  const number = intent.leaf.attempt;
  if (outcome === undefined)
    throw new ReceiptError(`Attempt ${number} of the call has no outcome in the receipt.`);
  return { number, intent, outcome };
}

/**
 * What this and no other version shows is a call that somebody made. A question of what would have been looks the same
 * in a report, so it is refused rather than taken for one.
 */
function checkLive(index: number, { origin }: Leaf): void {
  if (origin !== 'live') {
    throw new ReceiptError(
      `Leaf ${index} is of origin ${origin}: it tells of no call that somebody made here, and receipts of this version do.`,
    );
  }
}

function checkCall(id: string, call: string): void {
  if (call !== id) {
    throw new ReceiptError(`The receipt is for call ${id}, and a leaf in it tells of call ${call}.`);
  }
}
