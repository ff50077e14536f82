export type { SignedSoFar } from './log/check-log.ts';
export { continueLog, type NewName } from './log/continue-log.ts';
export { type AccessOptions, accessOptions } from './accesses/access-options.ts';
export type { AccessEntry, BodySearch, FoundBodies } from './accesses/access-log.ts';
export type { ApprovalEntry } from './approvals/approval-log.ts';
export { audit } from './audit/audit.ts';
export type { CosignedHeads } from './log/cosigned-heads.ts';
export { openHomeDatabase } from './audit/open-home.ts';
export type { CallPage, CallQuery, CallSummary } from './calls/call-query.ts';
export type { AuditReport, CallDetail, Ledger, NewChange } from './ledger.ts';
export type { DecidedAttempt, DecidedCall, DecidedPage } from './calls/decided-calls.ts';
export type { Flow } from './calls/flows.ts';
export type { Overview, Use } from './calls/overview.ts';
export { conversationBytesMax } from './bodies/conversations.ts';
export type { HeartbeatOptions } from './log/heartbeats.ts';
export { type ErasurePreview, type ErasureReport, type ErasureScope, type Hold } from './erasure/terms.ts';
export type { PastErasure } from './erasure/past-erasures.ts';
export { retain } from './erasure/retention.ts';
export { type RetentionOptions, retentionOptions } from './erasure/retention-options.ts';
export {
  identitiesIn,
  openAgeFile,
  type Opening,
  scryptWorkFactor,
  sealAgeFile,
  type Sealing,
  whyNotRecipient,
} from './keys/age-file.ts';
export { type KeyPlace, keysIn } from './keys/key-place.ts';
export { type KeyDocument, parseKeyDocument, writeKeyDocument } from './keys/key-set.ts';
export {
  checkRecipients,
  declineRecovery,
  isCurrent,
  readRecoveryState,
  type RecoveryState,
  requireRecovery,
  writeRecovery,
} from './keys/recovery.ts';
export { checkKeysFit, originOf, restoreKeys } from './keys/restore-keys.ts';
export {
  areSealed,
  removeClearKeys,
  sealedFile,
  writeClearKeys,
  writeSealedKeys,
} from './keys/sealed-keys.ts';
export { loadWitnessSeed, readNodeKeys, requireNodeKeys, verifySignature } from './keys/node-keys.ts';
export { LogFolder, logFolderOf } from './publish/log-folder.ts';
export { LogPublisher } from './publish/log-publisher.ts';
export { type PublishOptions, publishOptions } from './publish/publish-options.ts';
export { type PublishedReport, verifyPublished } from './publish/verify-published.ts';
export { openLedger } from './open-ledger.ts';
export type { KnownCall } from './imports/import-log.ts';
export {
  type ImportedFile,
  type ImportedPast,
  ImportedSums,
  type ImportedUse,
} from './imports/imported-uses.ts';
export type { LabelledSegments, Resent } from './calls/segment-labels.ts';
export { type Spent, type SpentByDay, type SpentOfDay, spentSince } from './calls/spent.ts';
export { tokenCount } from './calls/token-bucket.ts';
export { labelsOfRun } from './calls/run-labels.ts';
export type { EarlierAnswer, EarlierCall, EarlierCalls, EarlierName } from './calls/earlier.ts';
export type {
  AttemptResult,
  CallIdentity,
  DecisionTrail,
  ExpectedSpending,
  LabelReach,
  NewAttempt,
  NewRefusal,
  OpenAttempt,
  Recorder,
} from './recorder.ts';
