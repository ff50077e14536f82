export { audit, type AuditOptions } from './audit/audit.ts';
export type {
  AuditReport,
  CallDetail,
  CallQuery,
  CallStatus,
  CallSummary,
  Finding,
  Ledger,
  NewChange,
  OpenedBody,
} from './ledger.ts';
export { openLedger, type LedgerOptions } from './open-ledger.ts';
export type {
  AttemptResult,
  CallIdentity,
  DecisionTrail,
  NewAttempt,
  NewRefusal,
  OpenAttempt,
  Recorder,
} from './recorder.ts';
