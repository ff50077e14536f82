import type {
  ChangeLeaf,
  Completeness,
  Continuation,
  ErasureLeaf,
  Leaf,
  ReceiptPart,
  SessionReport,
} from '@commonhold/record';
import type { CommonholdError } from '#base';
import type { Principal } from '#call';
import type { CommitRow } from '#store';
import type { AccessLog } from './accesses/access-log.ts';
import type { AccessStatement } from './accesses/access-statement.ts';
import type { ApprovalLog } from './approvals/approval-log.ts';
import type { Conversations } from './bodies/conversations.ts';
import type { CallPage, CallQuery, CallSummary } from './calls/call-query.ts';
import type { DecidedCalls, DecidedQuery } from './calls/decided-calls.ts';
import type { EarlierCalls } from './calls/earlier.ts';
import type { CallValues } from './calls/call-values.ts';
import type { CosignedHeads } from './log/cosigned-heads.ts';
import type { ImportLog } from './imports/import-log.ts';
import type { Flow, FlowQuery } from './calls/flows.ts';
import type { CostQuery, SpentOfTime } from './calls/spent.ts';
import type { Overview, OverviewQuery } from './calls/overview.ts';
import type { Resent } from './calls/segment-labels.ts';
import type { Recorder } from './recorder.ts';
import type { Erasures } from './erasure/erasures.ts';

/** The record of this node: writing it, reading it, signing it. */
export interface Ledger extends Recorder {
  /**
   * Commits rows that change what decides about calls together with the `change` leaf that says so: both or neither.
   * `target` is a name that an owner made; the leaf holds its opaque id.
   */
  change(change: NewChange, rows: readonly CommitRow[]): Promise<void>;
  /**
   * Latest first. Waits for what is queued, so that a call that just ended is in it. Throws `call_unknown` for a page
   * before or after a call that is not on record.
   */
  calls(query: CallQuery): Promise<CallPage>;
  /** One call without its content. Undefined when it is not on record, or not one of `principal` if that is given. */
  call(id: string, principal?: string): Promise<CallDetail | undefined>;
  /** What calls are known by, for lists of what can be asked for. */
  callValues(principal?: string): Promise<CallValues>;
  /** What the calls of some days add up to, of everybody or of one principal. */
  overview(query: OverviewQuery): Promise<Overview>;
  /** Who sent what with which labels where, over some days. */
  flows(query: FlowQuery): Promise<readonly Flow[]>;
  /** What was used up and what it cost, by who, for what and where. */
  spent(query: CostQuery): Promise<SpentOfTime>;
  /** What was decided about the calls of a time, so that it can be decided once more. */
  decided(query: DecidedQuery): Promise<DecidedCalls>;
  /** Opens the bodies of a call; the `access` leaf is durable before this resolves. Throws `call_unknown`, `body_erased`. */
  openBodies(id: string, reader: Principal, statement?: AccessStatement): Promise<readonly OpenedBody[]>;
  /** Calls that whoever made them goes on from. */
  readonly earlier: EarlierCalls;
  /** Other ways to content, and who went which. */
  readonly accesses: AccessLog;
  /** Who approved of calls, and who refused to. */
  readonly approvals: ApprovalLog;
  /** Erasing, and what must not be erased. */
  readonly erasures: Erasures;
  /**
   * The latest signed checkpoint, as a C2SP note; signs a new one first if the log has grown. While nothing is signed it is
   * the last one from before, which says itself how far it goes.
   */
  checkpoint(): Promise<string>;
  /** Why nothing is signed at present; undefined while it is. */
  readonly signingHeld: CommonholdError | undefined;
  /**
   * Stops signing: calls go on and are written, and whoever asks for a head over what was written since gets the reason.
   * For when a head under this name may exist that this log does not lead to.
   */
  holdSigning(reason: CommonholdError): void;
  releaseSigning(): void;
  /** When the last entry before this opening was written, by the clock of then; undefined for a new log. */
  readonly lastBefore: number | undefined;
  /** What witnesses have said of this log's heads. */
  readonly cosigned: CosignedHeads;
  /** Which texts carry labels that were declared, for when clients send them again without. */
  readonly resent: Resent;
  /** What was read into the record from elsewhere. */
  readonly imports: ImportLog;
  /** What people keep of their talks on the Ask page: no part of the log, under the keys that erasure destroys. */
  readonly conversations: Conversations;
  /**
   * The receipt of a call that has ended: against the newest head over it that witnesses have cosigned, one with its
   * quorum first, or else against a head over everything so far, which is signed first if need be.
   * Throws `call_unknown`, `call_open`, `receipt_impossible`. While the gate is between two attempts of a call it has
   * ended as far as the record knows; a receipt does not claim that no attempt came after.
   */
  receipt(id: string): Promise<Uint8Array>;
  /**
   * The same with the salts that open parts of it: whoever gets it can check these bytes, and test guesses at them. The
   * `access` leaf is durable before this resolves, and not in the receipt. Throws `body_erased` and `receipt_part_missing` too.
   */
  openReceipt(
    id: string,
    parts: readonly ReceiptPart[],
    reader: Principal,
    statement?: AccessStatement,
  ): Promise<Uint8Array>;
  /** The log's origin and the verifier key of its signatures. */
  readonly origin: string;
  readonly verifierKey: string;
  /** Seals what the node presents to a provider, for a row of `credential`; only this node's root key opens it. */
  sealCredential(provider: string, credential: Uint8Array): Uint8Array;
  /** Throws `credential_missing` when it was not sealed here for this provider. */
  openCredential(provider: string, sealed: Uint8Array): Uint8Array;
  /** Strangers' requests since the session opened; the closing leaf holds the count. */
  countStranger(): void;
  /** Signs a last checkpoint over the closing leaf; the store stays open. */
  close(): Promise<void>;
}

export interface NewChange {
  readonly actor: Principal;
  readonly subject: ChangeLeaf['subject'];
  readonly action: ChangeLeaf['action'];
  readonly target: string;
  readonly digest?: string;
}

export interface CallDetail extends CallSummary {
  readonly leaves: readonly {
    readonly index: number;
    readonly hash: Uint8Array;
    readonly bytes: Uint8Array;
    readonly leaf: Leaf;
  }[];
  /** Index rows as committed: `detail` of the intent and of the outcome, for each attempt. */
  readonly attemptDetails: readonly {
    readonly number: number;
    readonly intent: unknown;
    readonly outcome?: unknown;
  }[];
  /** The newest entry of the log that says that something of the call was erased. */
  readonly erasure?: Pick<ErasureLeaf, 'time' | 'extent' | 'basis'>;
  /** Size of the newest signed checkpoint that covers the call's last leaf; absent while none does. */
  readonly checkpointSize?: number;
  /** The calls beside it in the order of the log. */
  readonly neighbours: { readonly newer?: string; readonly older?: string };
  /** Other calls of its run, if the client named one. */
  readonly sameRun?: { readonly calls: readonly CallSummary[]; readonly hasMore: boolean };
}

export interface OpenedBody {
  readonly attempt: number;
  readonly field: 'request' | 'sent' | 'received';
  readonly bytes: Uint8Array;
}

/** What `verify` found. It is the same shape for people (`--json` off) and programs. */
export interface AuditReport {
  readonly verdict: 'proved' | 'broken';
  /** How much of the log is there, as far as the log, its signatures and the database beside it can tell. */
  readonly completeness: Completeness;
  readonly origin: string;
  /** Where the log took a new name, and which one ended there. */
  readonly continued: readonly Continuation[];
  readonly size: number;
  readonly root: string;
  readonly checkpoint: { readonly size: number; readonly time: string; readonly note: string } | undefined;
  /** Leaves after the newest checkpoint: there, chained by nothing yet. */
  readonly unsigned: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly pairs: {
    readonly intents: number;
    readonly outcomes: number;
    readonly unknown: number;
    readonly open: number;
  };
  /** Openings and closings, heartbeats that are missing, and which text of coverage was declared. */
  readonly sessions: SessionReport;
  readonly bodies: { readonly checked: boolean; readonly opened: number; readonly erased: number };
  /** Places where the clock ran backwards: an observation, not a failure. */
  readonly clockSteps: number;
  /** Everything wrong, naming the leaf where one can be named. At most `findingsMax`; `findingsTotal` counts all. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
  /** What this verification proves, and what it cannot. */
  readonly proves: readonly string[];
  readonly cannot: readonly string[];
}

export interface Finding {
  readonly leaf?: number;
  readonly call?: string;
  readonly what: string;
}
