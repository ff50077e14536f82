export type { AbortSignalLike } from './abort.ts';
export { decodeBase64, encodeBase64, encodeBase64Url } from './base64.ts';
export { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export type { Checkpoint, ParsedCheckpoint } from './checkpoint.ts';
export {
  cosignatureMessage,
  cosignatureTime,
  cosignatureType,
  ed25519CosignatureVerifier,
  ed25519Cosigner,
  mlDsa44CosignatureType,
  mlDsa44CosignatureVerifier,
  mlDsa44Cosigner,
  mlDsa44PublicKeyBytes,
  openCosignedCheckpoint,
  subtreeMessage,
} from './cosignature.ts';
export type {
  Clock,
  Cosignature,
  CosignatureVerifier,
  CosignedCheckpoint,
  CosignedSubtree,
} from './cosignature.ts';
export {
  bundleBytesMax,
  decodeEntryBundle,
  encodeEntryBundle,
  EntryBundleError,
  entryBytesMax,
} from './entry-bundle.ts';
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
  readVerifierKey,
} from './key.ts';
export type { SignatureCheck, VerifierKey } from './key.ts';
export type { EarlierHead, LogFault, LogFinding } from './log-finding.ts';
export { NoteError, noteLengthMax, noteSignaturesMax, openNote, parseNote, signNote } from './note.ts';
export type { NoteFault, NoteSignature, OpenedNote, Signer, UnverifiedNote, Verifier } from './note.ts';
export { parsePolicy, policyBytesMax, policyEntriesMax } from './policy.ts';
export type { Policy, PolicyGroup, PolicyLog, PolicyWitness } from './policy.ts';
export { PolicyError } from './policy-error.ts';
export { judgeCheckpoint, meetsQuorum, witnessedBy } from './policy-evaluation.ts';
export type { CheckpointByPolicy, PolicyVerdict } from './policy-evaluation.ts';
export {
  consistencyProof,
  consistencyRanges,
  inclusionProof,
  inclusionRanges,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts';
export type { Consistency, Inclusion, LeafRange } from './proof.ts';
export { takeCosignatures } from './take-cosignatures.ts';
export type { TakenCosignatures } from './take-cosignatures.ts';
export { TileBuilder } from './tile-builder.ts';
export type { BuiltTile } from './tile-builder.ts';
export type { Head } from './tile-edge.ts';
export { bundlesBetween, edgeTiles, tilesBetween } from './tile-layout.ts';
export { bundlePath, parseBundlePath, parseTilePath, tilePath, tileWidthMax } from './tile-path.ts';
export type { Bundle, Tile } from './tile-path.ts';
export { TileError } from './tile-reader.ts';
export type { TileFault, TileReader } from './tile-reader.ts';
export { TileTree } from './tile-tree.ts';
export type { TileTreeOptions } from './tile-tree.ts';
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
export { UrlReadError, urlReader } from './url-reader.ts';
export type { FetchedLike, Fetcher } from './url-reader.ts';
export { decodeUtf8, encodeUtf8 } from './utf8.ts';
export { cosignatureVerifierFor, verifierFor } from './verifier.ts';
export type { SignatureChecks } from './verifier.ts';
export { checkpointPath, verifyLog } from './verify-log.ts';
export type { LogVerdict, PublishedLog } from './verify-log.ts';
export { cosign, decideAddCheckpoint, witnessedCheckpointPath } from './witness.ts';
export type { WitnessDecision, WitnessedLog, WitnessState } from './witness.ts';
export {
  addCheckpointLengthMax,
  formatAddCheckpoint,
  formatAddCheckpointResponse,
  parseAddCheckpoint,
  parseAddCheckpointResponse,
  WitnessMessageError,
  witnessProofHashesMax,
  witnessSizeType,
} from './witness-message.ts';
export type {
  AddCheckpoint,
  AddCheckpointAnswer,
  WitnessRefusal,
  WitnessResponse,
} from './witness-message.ts';
