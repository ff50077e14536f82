import {
  decodeUtf8,
  ed25519Verifier,
  encodeBase64,
  inclusionRanges,
  leafHash,
  TlogProofError,
  verifyTlogProof,
} from '@commonhold/tlog';
import type { Hash, TlogProof, VerifiedTlogProof, Verifier } from '@commonhold/tlog';
import { coverageText, currentCoverage, receiptCoverageText } from './coverage-text.ts';
import { LeafError, parseLeaf } from './leaf-codec.ts';
import type { Digest, Leaf } from './leaf.ts';
import { receiptCallOf } from './receipt-call.ts';
import type { ReceiptCall } from './receipt-call.ts';
import { receiptOpeningsOf } from './receipt-opening.ts';
import type { ReceiptOpening } from './receipt-opening.ts';
import { parseReceipt, ReceiptError } from './receipt-text.ts';

/** What a receipt is checked with. */
export interface ReceiptTrust {
  readonly hash: Hash;
  /** Whether this is the Ed25519 signature (RFC 8032) of the message under the public key. */
  readonly verifySignature: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  /**
   * Verifier keys, as text, that the reader got from somebody he trusts. When none are given, the key that the
   * receipt names is taken, and the report says so.
   */
  readonly trustedKeys: readonly string[];
}

export type ReceiptReport = ProvenReceipt | UnprovenReceipt;

export interface ProvenReceipt {
  readonly verdict: 'proven';
  /** The log's name. */
  readonly origin: string;
  /** Leaves that the signed head covers. */
  readonly size: number;
  /** base64. */
  readonly root: string;
  /** The signed head, as it stands in the receipt. */
  readonly checkpoint: string;
  /** The verifier key that the receipt names. It has signed the head, whoever it belongs to. */
  readonly statedKey: string;
  /** Whether a key that the reader gave has signed the head, or only the one that the receipt names. */
  readonly signedBy: 'trusted-key' | 'stated-key';
  /** Signatures on the head by keys that are not known here: they say nothing, either way. */
  readonly otherSignatures: number;
  readonly call: ReceiptCall;
  readonly leaves: readonly ProvenLeaf[];
  /** Commitments that the receipt opens; `checkBody` holds bytes against them. No signature covers the salts. */
  readonly openings: readonly ReceiptOpening[];
  readonly proves: readonly string[];
  readonly cannot: readonly string[];
  /**
   * The published text that these sentences are of. Which text the session of the call declared is in the session's
   * `open` leaf, which a receipt does not hold; whoever has the log finds it there.
   */
  readonly coverage: { readonly version: number; readonly digest: Digest };
}

export interface ProvenLeaf {
  readonly index: number;
  /** The entry, to the byte. */
  readonly text: string;
  readonly leaf: Leaf;
  /** base64, as all hashes here. */
  readonly leafHash: string;
  /** From the leaf's sibling to the root's child: the hash over the leaves from `start` up to, not including, `end`. */
  readonly path: readonly { readonly start: number; readonly end: number; readonly hash: string }[];
}

/** Nothing that such a receipt says is repeated, because nothing of it is worth anything. */
export interface UnprovenReceipt {
  readonly verdict: 'not-proven';
  readonly reason: string;
}

/**
 * Checks a receipt by itself, without the node, the log or a network. Whatever is wrong with it is the answer, not an
 * error; throws only when a trusted key is no Ed25519 verifier key.
 */
export function verifyReceipt(bytes: Uint8Array, trust: ReceiptTrust): ReceiptReport {
  const trusted = trust.trustedKeys.map((key) => ed25519Verifier(trust.hash, key, trust.verifySignature));
  try {
    return check(bytes, trust, trusted);
  } catch (error) {
    if (error instanceof TlogProofError && error.fault === 'not-included') {
      const plain = 'A leaf of the receipt, or the proof behind it, is not the one that was signed.';
      return { verdict: 'not-proven', reason: `${plain} ${error.message}` };
    }
    if (error instanceof ReceiptError || error instanceof LeafError || error instanceof TlogProofError) {
      return { verdict: 'not-proven', reason: error.message };
    }
    throw error;
  }
}

function check(bytes: Uint8Array, trust: ReceiptTrust, trusted: readonly Verifier[]): ProvenReceipt {
  const receipt = parseReceipt(bytes);
  const stated = statedVerifier(receipt.verifierKey, trust);
  const { name: origin } = stated;
  // One key for each name and id: a second one would make it depend on their order which note is accepted.
  const ours = [...new Map(trusted.map((verifier) => [keyOf(verifier), verifier])).values()];
  if (ours.length > 0 && ours.every(({ name }) => name !== origin)) {
    throw new ReceiptError(
      `The receipt is of the log "${origin}"; the key that you trust is of "${ours[0]?.name}".`,
    );
  }
  const first = receipt.leaves[0];
  if (first === undefined) throw new ReceiptError('The receipt has no leaves.');
  const { checkpoint: note } = first.proof;
  const leaves: ProvenLeaf[] = [];
  let head: VerifiedTlogProof | undefined;
  for (const { bytes: entry, proof } of receipt.leaves) {
    if (proof.checkpoint !== note) {
      throw new ReceiptError('The leaves of the receipt are proved against different checkpoints.');
    }
    const hashOfLeaf = leafHash(trust.hash, entry);
    const verify = (verifiers: readonly Verifier[]): VerifiedTlogProof =>
      verifyTlogProof({ hash: trust.hash, proof, leafHash: hashOfLeaf, origin, verifiers });
    // Each alone, because a key that only the receipt names could be made to share the id of one that is trusted.
    head = verify([stated]);
    if (ours.length > 0) head = verify(ours.filter(({ name }) => name === origin));
    leaves.push(provenLeaf(entry, proof, hashOfLeaf, head.checkpoint.size));
  }
  if (head === undefined) throw new ReceiptError('The receipt has no leaves.');
  const { size, root } = head.checkpoint;
  const call = receiptCallOf(receipt.call, leaves);
  const openings = receiptOpeningsOf(call, receipt.openings);
  const signedBy = ours.length > 0 ? 'trusted-key' : 'stated-key';
  // The trusted keys were asked last; the signature of a stated key that is none of them is known all the same.
  const isStatedAside = ours.length > 0 && !ours.some((verifier) => keyOf(verifier) === keyOf(stated));
  const otherSignatures = head.signatures.unknown - (isStatedAside ? 1 : 0);
  return {
    verdict: 'proven',
    origin,
    size,
    root: encodeBase64(root),
    checkpoint: note,
    statedKey: receipt.verifierKey,
    signedBy,
    otherSignatures,
    call,
    leaves,
    openings,
    coverage: { version: currentCoverage.version, digest: currentCoverage.digest },
    ...sentences(signedBy, otherSignatures, call.attempts.length > 0, openings.length > 0),
  };
}

function statedVerifier(key: string, trust: ReceiptTrust): Verifier {
  try {
    return ed25519Verifier(trust.hash, key, trust.verifySignature);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ReceiptError(`The key that the receipt names is none: ${error.message}`);
  }
}

function keyOf({ name, keyId }: Verifier): string {
  return `${name}+${keyId}`;
}

function provenLeaf(entry: Uint8Array, proof: TlogProof, hash: Uint8Array, size: number): ProvenLeaf {
  const ranges = inclusionRanges(proof.index, size);
  return {
    index: proof.index,
    text: decodeUtf8(entry),
    leaf: parseLeaf(entry),
    leafHash: encodeBase64(hash),
    // A proof that is right has as many hashes as there are ranges.
    path: ranges.map(({ start, end }, at) => ({
      start,
      end,
      hash: encodeBase64(proof.hashes[at] ?? new Uint8Array()),
    })),
  };
}

function sentences(
  signedBy: ProvenReceipt['signedBy'],
  otherSignatures: number,
  hasAttempts: boolean,
  opensSome: boolean,
): Pick<ProvenReceipt, 'proves' | 'cannot'> {
  const { proves, cannot } = receiptCoverageText;
  return {
    proves: [
      proves.leaves,
      ...(hasAttempts ? [proves.order] : []),
      coverageText.proves.form,
      ...(signedBy === 'trusted-key' ? [proves.trustedKey] : []),
    ],
    cannot: [
      ...(signedBy === 'stated-key' ? [cannot.statedKey] : []),
      // Not true of one that opens some. What that means is `bodyText`, beside what is opened.
      ...(opensSome ? [] : [cannot.content]),
      otherSignatures === 0 ? cannot.witness : cannot.otherSignatures,
      cannot.time,
      cannot.rest,
      coverageText.cannot.bypass,
      coverageText.cannot.model,
      coverageText.cannot.answers,
      coverageText.cannot.clock,
      coverageText.cannot.owner,
    ],
  };
}
