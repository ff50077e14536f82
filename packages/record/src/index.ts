export { erasureBases } from './erasure-bases.ts';
export { canonicalJson, canonicalJsonBytes } from './canonical-json.ts';
export type { CanonicalValue } from './canonical-json.ts';
export { checkCommitment, commitmentOf, commitmentPrefix, saltBytes } from './commitment.ts';
export type { Completeness, Grade } from './completeness.ts';
export type { Continuation, EarlierName } from './continuation.ts';
export { coverageOf } from './coverage.ts';
export {
  coverageBytes,
  coverageText,
  currentCoverage,
  gradeText,
  heartbeatEveryMs,
  receiptCoverageText,
  sessionText,
} from './coverage-text.ts';
export type { PublishedCoverage } from './coverage-text.ts';
export { findingsMax } from './finding.ts';
export type { Finding } from './finding.ts';
export { encodeLeaf, LeafError, parseLeaf } from './leaf-codec.ts';
export { leafBytesMax } from './leaf.ts';
export type {
  AccessLeaf,
  AttestationLeaf,
  ChangeLeaf,
  Commitment,
  Digest,
  ErasureLeaf,
  IntentLeaf,
  Leaf,
  LeafKind,
  LogSessionLeaf,
  OutcomeLeaf,
  RefusalLeaf,
} from './leaf.ts';
export { PairingCheck } from './pairing.ts';
export type { ClockStep, PairingReport } from './pairing.ts';
export type { Placed, ReceiptAttempt, ReceiptCall } from './receipt-call.ts';
export { bodyText, checkBody, openableCommitments, receiptParts } from './receipt-opening.ts';
export type { BodyReport, OpenableCommitment, ReceiptOpening, ReceiptPart } from './receipt-opening.ts';
export {
  formatReceipt,
  parseReceipt,
  ReceiptError,
  receiptBytesMax,
  receiptExtension,
  receiptLeavesMax,
  receiptMediaType,
} from './receipt-text.ts';
export type { OpenedField, ReceiptText, ReceiptTextLeaf, ReceiptTextOpening } from './receipt-text.ts';
export { verifyReceipt } from './receipt.ts';
export type { ProvenLeaf, ProvenReceipt, ReceiptReport, ReceiptTrust, UnprovenReceipt } from './receipt.ts';
export type { SessionReport } from './session.ts';
export type { SignedHead } from './signed-head.ts';
export type { Silence } from './silence.ts';
export { LogVerification, verifyLog } from './verify.ts';
export type { AbortSignalLike, LogEntry, LogReport, LogToVerify, VerificationInput } from './verify.ts';
