export { audit } from './audit/audit.ts';
export { openHomeDatabase } from './audit/open-home.ts';
export type { AuditReport, CallDetail, CallSummary, Ledger, NewChange } from './ledger.ts';
export { conversationBytesMax } from './conversations.ts';
export { openLedger } from './open-ledger.ts';
export type {
  AttemptResult,
export { verifySignature } from './node-keys.ts';
  CallIdentity,
  DecisionTrail,
  NewAttempt,
  NewRefusal,
  OpenAttempt,
  Recorder,
} from './recorder.ts';
