import { decodeBase64, encodeBase64 } from '@commonhold/tlog';
import type { Hash } from '@commonhold/tlog';
import { checkCommitment } from './commitment.ts';
import type { Commitment } from './leaf.ts';
import type { ReceiptCall } from './receipt-call.ts';
import { ReceiptError } from './receipt-text.ts';
import type { OpenedField, ReceiptTextOpening } from './receipt-text.ts';

/**
 * What can be asked for. Each stands for both ends of the node: what came in and what went out, which are the same
 * bytes or are not, and that is for the reader to see.
 */
export const receiptParts = ['request', 'answer'] as const;
export type ReceiptPart = (typeof receiptParts)[number];

/** A commitment to content in the leaves of a call. */
export interface OpenableCommitment {
  /** Log index of its leaf. */
  readonly index: number;
  /** 0 in a refusal. */
  readonly attempt: number;
  readonly part: ReceiptPart;
  readonly field: OpenedField;
  readonly commitment: Commitment;
}

/** One that the receipt opens: whoever has the bytes can check with the salt that they are the ones. */
export interface ReceiptOpening extends OpenableCommitment {
  /** base64. No signature covers it. */
  readonly salt: string;
}

/** All of them, in the order in which a receipt opens them. */
export function openableCommitments(call: ReceiptCall): readonly OpenableCommitment[] {
  const found: OpenableCommitment[] = [];
  const add = (
    place: { readonly index: number; readonly attempt: number; readonly part: ReceiptPart },
    field: OpenedField,
    commitment: Commitment | undefined,
  ): void => {
    if (commitment !== undefined) found.push({ ...place, field, commitment });
  };
  for (const { number: attempt, intent, outcome } of call.attempts) {
    const asked = { index: intent.index, attempt, part: 'request' } as const;
    add(asked, 'request', intent.leaf.commit.request);
    add(asked, 'sent', intent.leaf.commit.sent);
    const answered = { index: outcome.index, attempt, part: 'answer' } as const;
    add(answered, 'received', outcome.leaf.commit.received);
    add(answered, 'replied', outcome.leaf.commit.replied);
  }
  if (call.refusal !== undefined) {
    const { index, leaf } = call.refusal;
    add({ index, attempt: 0, part: 'request' }, 'request', leaf.commit.request);
  }
  // Attempts may overlap in the log.
  return found.sort((one, other) => one.index - other.index);
}

/** What a receipt opens, beside the commitments that it opens. Throws a `ReceiptError` for one that there is not. */
export function receiptOpeningsOf(
  call: ReceiptCall,
  opened: readonly ReceiptTextOpening[],
): readonly ReceiptOpening[] {
  const openable = openableCommitments(call);
  return opened.map(({ index, field, salt }) => {
    const found = openable.find((one) => one.index === index && one.field === field);
    if (found === undefined) {
      throw new ReceiptError(
        `The receipt opens "${field}" of leaf ${index}, and has no such commitment to open.`,
      );
    }
    return { ...found, salt: encodeBase64(salt) };
  });
}

/** What came of holding bytes against a receipt. */
export interface BodyReport {
  /** `not-opened`: the receipt has no salt to hold them against, so nothing is known about them. */
  readonly verdict: 'fits' | 'does-not-fit' | 'not-opened';
  /** The commitments that they were held against. */
  readonly checked: readonly (ReceiptOpening & { readonly fits: boolean })[];
  readonly proves: readonly string[];
  readonly cannot: readonly string[];
}

/**
 * Whether these bytes are what the call's leaves commit to, as far as the receipt opens it: all of it, or one part.
 * They are a whole body, to the byte. Only for a report of `verifyReceipt`, whose leaves are proven.
 */
export function checkBody(
  receipt: { readonly openings: readonly ReceiptOpening[] },
  bytes: Uint8Array,
  hash: Hash,
  part?: ReceiptPart,
): BodyReport {
  const asked = receipt.openings.filter((one) => part === undefined || one.part === part);
  const checked = asked.map((one) => ({ ...one, fits: fits(one, bytes, hash) }));
  if (checked.length === 0) {
    return { verdict: 'not-opened', checked, proves: [], cannot: [bodyText.cannot.notOpened] };
  }
  const fitting = new Set(checked.flatMap((one) => (one.fits ? [one.field] : [])));
  if (fitting.size === 0) {
    return { verdict: 'does-not-fit', checked, proves: [], cannot: [bodyText.cannot.salt] };
  }
  return {
    verdict: 'fits',
    checked,
    proves: [...fitting].map((field) => bodyText.proves[field]),
    cannot: [bodyText.cannot.word],
  };
}

function fits({ commitment, salt }: ReceiptOpening, bytes: Uint8Array, hash: Hash): boolean {
  const decoded = decodeBase64(salt);
  return decoded !== undefined && checkCommitment(hash, commitment, decoded, bytes);
}

/** What opened commitments mean, in sentences for people. They are of `docs/formats/receipt.md`, “A body”. */
export const bodyText = {
  fields: {
    request: 'the request as it was received',
    sent: 'what was sent to the destination',
    received: 'the answer of the destination',
    replied: 'the answer as it was given to the caller',
  },
  proves: {
    request:
      'These bytes are the request that the node committed to when it had received it, before it sent anything.',
    sent: 'These bytes are what the node committed to before it sent them to the destination.',
    received:
      'These bytes are the answer of the destination that the node committed to at the end of the attempt.',
    replied: 'These bytes are the answer that the node committed to as the one that it gave to the caller.',
  },
  cannot: {
    notOpened: 'The receipt does not open this, so these bytes may be anything.',
    salt: 'No signature covers a salt. Bytes that do not fit may be others, or the salt in the receipt was changed, and nothing here can tell which.',
    word: 'That just these bytes came in and went out is the word of the node; neither the caller nor the destination has signed it.',
    guess:
      'Content is not in the receipt. It opens some of its commitments: whoever has this file can test guesses at what they stand for.',
  },
} as const;
