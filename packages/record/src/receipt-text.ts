import {
  decodeBase64,
  decodeUtf8,
  encodeBase64,
  encodeUtf8,
  formatTlogProof,
  parseTlogProof,
  TlogProofError,
  tlogProofHeader,
} from '@commonhold/tlog';
import type { TlogProof } from '@commonhold/tlog';
import { saltBytes } from './commitment.ts';

/**
 * A receipt as text, version 1:
 *
 *     commonhold receipt v1
 *     call <id of the call>
 *     key <verifier key of the log, as the node states it>
 *     leaves <how many follow>
 *     <empty line>
 *     leaf <canonical bytes of a leaf>
 *     <empty line>
 *     <C2SP tlog-proof of that leaf>
 *     …
 *
 * An empty line, a leaf and its proof for each leaf of the call, in log order. A proof begins with its own header and
 * holds two empty lines, so a receipt is blocks between empty lines: one, and four for each leaf. All proofs are
 * against the same checkpoint and without extra data. Nothing else may be in it: what a later version adds, it adds
 * under another first line.
 *
 * Version 2 begins with `commonhold receipt v2` and ends its head with one or more lines
 *
 *     open <log index of a leaf> <field of its commitments> <salt in base64>
 *
 * by index and then by name, none twice. A receipt that opens nothing is of version 1, so there is one text for each.
 * `docs/formats/receipt.md` describes both for others.
 */
export interface ReceiptText {
  readonly call: string;
  /** Stated, not trusted. */
  readonly verifierKey: string;
  readonly leaves: readonly ReceiptTextLeaf[];
  /** In order. None in version 1. */
  readonly openings: readonly ReceiptTextOpening[];
}

/** Which commitments to content there are, by their names in a leaf. Their order is that of a receipt. */
export const openedFields = ['received', 'replied', 'request', 'sent'] as const;
export type OpenedField = (typeof openedFields)[number];

export interface ReceiptTextOpening {
  /** Log index of the leaf. */
  readonly index: number;
  readonly field: OpenedField;
  readonly salt: Uint8Array;
}

export interface ReceiptTextLeaf {
  /** The entry of the log. */
  readonly bytes: Uint8Array;
  readonly proof: TlogProof;
}

/** Bytes that are no receipt, or one that contradicts itself. The message is a sentence for people. */
export class ReceiptError extends Error {
  override readonly name = 'ReceiptError';
}

/** Twice the attempts that the longest list of candidates has; it bounds the work. */
export const receiptLeavesMax = 256;
/** As many leaves of the largest size with the longest proofs, and a note with many signatures each. */
export const receiptBytesMax = 8 * 1024 * 1024;

/** The name of the file that a receipt is kept in ends so. */
export const receiptExtension = '.receipt';
/** Not `text/…`: mail programs may rewrite the line endings of text, and a receipt is proved to the byte. */
export const receiptMediaType = 'application/vnd.commonhold.receipt';

/** A leaf has two commitments to content at most. */
const openingsMax = 2 * receiptLeavesMax;

const firstLine = 'commonhold receipt v';
const blocksForLeaf = 4;

/** Throws a RangeError when there are no leaves, too many, or openings out of order. */
export function formatReceipt(receipt: ReceiptText): Uint8Array {
  const { call, verifierKey, leaves, openings } = receipt;
  if (leaves.length === 0 || leaves.length > receiptLeavesMax) {
    throw new RangeError(`A receipt has 1 to ${receiptLeavesMax} leaves, not ${leaves.length}.`);
  }
  if (!areInOrder(openings)) throw new RangeError('The openings of a receipt are in order, none twice.');
  const version = openings.length === 0 ? 1 : 2;
  const opened = openings.map(({ index, field, salt }) => `open ${index} ${field} ${encodeBase64(salt)}\n`);
  const head = `${firstLine}${version}\ncall ${call}\nkey ${verifierKey}\nleaves ${leaves.length}\n${opened.join('')}`;
  const parts = leaves.map(({ bytes, proof }) => `\nleaf ${decodeUtf8(bytes)}\n\n${formatTlogProof(proof)}`);
  return encodeUtf8(head + parts.join(''));
}

/** Reads a receipt without judging what it says. Throws a `ReceiptError`. */
export function parseReceipt(bytes: Uint8Array): ReceiptText {
  const { version, text } = textOf(bytes);
  const [head = '', ...blocks] = blocksOf(text);
  const [, callLine, keyLine, leavesLine, ...more] = head.split('\n');
  const call = valueOf('call', callLine);
  const verifierKey = valueOf('key', keyLine);
  const count = valueOf('leaves', leavesLine);
  if (version === 1 && more.length > 0)
    throw new ReceiptError('The head of the receipt has a line that this version does not know.');
  const openings = version === 1 ? [] : readOpenings(more);
  if (!/^[1-9][0-9]{0,2}$/.test(count) || Number(count) > receiptLeavesMax) {
    throw new ReceiptError(`The receipt does not say that it has 1 to ${receiptLeavesMax} leaves.`);
  }
  if (blocks.length !== Number(count) * blocksForLeaf) {
    throw new ReceiptError(`The receipt does not have the ${count} leaves with proofs that it speaks of.`);
  }
  const leaves: ReceiptTextLeaf[] = [];
  for (let at = 0; at < blocks.length; at += blocksForLeaf) {
    const [leaf, ...proof] = blocks.slice(at, at + blocksForLeaf);
    leaves.push({ bytes: encodeUtf8(valueOf('leaf', leaf)), proof: proofOf(`${proof.join('\n\n')}\n`) });
  }
  return { call, verifierKey, leaves, openings };
}

function readOpenings(lines: readonly string[]): readonly ReceiptTextOpening[] {
  if (lines.length === 0 || lines.length > openingsMax) {
    throw new ReceiptError(`A receipt of version 2 opens 1 to ${openingsMax} commitments.`);
  }
  const openings = lines.map((line) => {
    const [index = '', name, encoded = '', ...more] = valueOf('open', line).split(' ');
    const field = openedFields.find((one) => one === name);
    const salt = decodeBase64(encoded);
    if (!/^(0|[1-9][0-9]{0,15})$/.test(index) || field === undefined || more.length > 0) {
      throw new ReceiptError('A line "open …" of the receipt does not name a commitment of a leaf.');
    }
    if (salt?.length !== saltBytes) {
      throw new ReceiptError(`A line "open …" of the receipt has no salt of ${saltBytes} bytes in base64.`);
    }
    return { index: Number(index), field, salt };
  });
  if (!areInOrder(openings)) throw new ReceiptError('The lines "open …" of the receipt are not in order.');
  return openings;
}

/** By log index and then by name, none twice: so there is one text for the same receipt. */
function areInOrder(openings: readonly ReceiptTextOpening[]): boolean {
  return openings.every(({ index, field }, at) => {
    const before = openings[at - 1];
    return before === undefined || before.index < index || (before.index === index && before.field < field);
  });
}

function textOf(bytes: Uint8Array): { readonly version: 1 | 2; readonly text: string } {
  if (bytes.length > receiptBytesMax) {
    throw new ReceiptError(`This has more than ${receiptBytesMax} bytes; no receipt is so large.`);
  }
  let text: string;
  try {
    text = decodeUtf8(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ReceiptError('This is no receipt: it is not UTF-8 text.');
  }
  const version = /^commonhold receipt v([1-9][0-9]{0,3})\r?\n/.exec(text)?.[1];
  if (version === undefined) {
    throw new ReceiptError(`This is no receipt: its first line is not "${firstLine}1" or "${firstLine}2".`);
  }
  if (version !== '1' && version !== '2') {
    throw new ReceiptError(
      `This receipt is of version ${version}, and this verifier knows versions 1 and 2 only. Use a newer verifier.`,
    );
  }
  if (text.includes('\r')) {
    throw new ReceiptError(
      'The line endings of this receipt were changed, as some mail programs do. Ask for the file as it was.',
    );
  }
  return { version: version === '1' ? 1 : 2, text };
}

function blocksOf(text: string): string[] {
  if (!text.endsWith('\n')) throw new ReceiptError('The end of the receipt is missing.');
  return text.slice(0, -1).split('\n\n');
}

function valueOf(name: string, line: string | undefined): string {
  if (line === undefined || !line.startsWith(`${name} `) || line.includes('\n')) {
    throw new ReceiptError(`The receipt has no line "${name} …" where one belongs.`);
  }
  return line.slice(name.length + 1);
}

function proofOf(text: string): TlogProof {
  if (!text.startsWith(`${tlogProofHeader}\n`)) {
    throw new ReceiptError('A leaf of the receipt is not followed by its proof.');
  }
  let proof: TlogProof;
  try {
    proof = parseTlogProof(text);
  } catch (error) {
    if (error instanceof TlogProofError) throw new ReceiptError(error.message);
    throw error;
  }
  // Nothing authenticates it, so whoever changed it would not be found out.
  if (proof.extra !== undefined) throw new ReceiptError('A proof in a receipt has no extra data.');
  return proof;
}
