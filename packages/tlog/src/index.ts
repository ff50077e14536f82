export { decodeBase64, encodeBase64, encodeBase64Url } from './base64.ts';
export { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export type { Checkpoint, ParsedCheckpoint } from './checkpoint.ts';
export { Frontier } from './frontier.ts';
export { emptyRoot, hashBytes, leafHash, nodeHash, sameBytes } from './hash.ts';
export type { Hash } from './hash.ts';
export {
  ed25519Signer,
  ed25519Type,
  ed25519Verifier,
  formatVerifierKey,
  keyId,
  parseVerifierKey,
} from './key.ts';
export type { VerifierKey } from './key.ts';
export { NoteError, noteLengthMax, noteSignaturesMax, openNote, signNote } from './note.ts';
export type { NoteFault, OpenedNote, Signer, Verifier } from './note.ts';
export {
  consistencyProof,
  inclusionProof,
  inclusionRanges,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts';
export type { Consistency, Inclusion, LeafRange } from './proof.ts';
export {
  formatTlogProof,
  parseTlogProof,
  TlogProofError,
  tlogProofExtraMax,
  tlogProofHashesMax,
  tlogProofHeader,
  verifyTlogProof,
} from './tlog-proof.ts';
export type { TlogProof, TlogProofFault, TlogProofToVerify, VerifiedTlogProof } from './tlog-proof.ts';
export { splitPoint, treeRoot } from './tree.ts';
export { decodeUtf8, encodeUtf8 } from './utf8.ts';
