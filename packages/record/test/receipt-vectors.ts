import { inclusionProof } from '@commonhold/tlog';
import { formatReceipt, openableCommitments, parseReceipt, verifyReceipt } from '../src/index.ts';
import type { ReceiptPart } from '../src/index.ts';
import { formatVectors } from './format-vectors.ts';
import { sha256, verifySignature } from './node-crypto.ts';

/** Receipts of the three calls in the log of docs/formats/record.md, by the indexes of their leaves. */
const calls = {
  completed: { call: '01k9qf00000000000000000060', indexes: [1, 2] },
  refused: { call: '01k9qf00000000000000000061', indexes: [3] },
  unknown: { call: '01k9qf00000000000000000062', indexes: [4, 6] },
} as const;

export type ReceiptVector = keyof typeof calls;
export const receiptVectorNames = Object.keys(calls) as readonly ReceiptVector[];

export function receiptOf(name: ReceiptVector): Uint8Array {
  const { call, indexes } = calls[name];
  return receiptFor(call, indexes);
}

/** All commitments of that log are made with this salt. */
export const vectorSalt: Uint8Array = Uint8Array.from({ length: 32 }, (_, index) => index);

/** What the commitments of the call that was completed stand for. */
export const vectorBodies: Readonly<Record<ReceiptPart, string>> = {
  request: '{"model":"smollm2-135m-instruct","messages":[{"role":"user","content":"Grüß Gott"}]}',
  answer: '{}',
};

/** The same receipt with what opens these parts of it. */
export function openedReceiptOf(name: ReceiptVector, parts: readonly ReceiptPart[]): Uint8Array {
  const bytes = receiptOf(name);
  const report = verifyReceipt(bytes, { hash: sha256, verifySignature, trustedKeys: [] });
  if (report.verdict === 'not-proven') throw new Error(report.reason);
  const openings = openableCommitments(report.call)
    .filter(({ part }) => parts.includes(part))
    .map(({ index, field }) => ({ index, field, salt: vectorSalt }));
  return formatReceipt({ ...parseReceipt(bytes), openings });
}

/** A receipt with any leaves of that log, also ones that do not belong together. */
export function receiptFor(call: string, indexes: readonly number[]): Uint8Array {
  const { log, checkpoint, key } = formatVectors();
  const hashes = log.map(({ leafHash }) => Buffer.from(leafHash, 'hex'));
  return formatReceipt({
    call,
    verifierKey: key.verifierKey,
    openings: [],
    leaves: indexes.map((index) => ({
      bytes: Buffer.from(log[index]?.entry ?? ''),
      proof: { index, hashes: inclusionProof(sha256, hashes, index), checkpoint },
    })),
  });
}
