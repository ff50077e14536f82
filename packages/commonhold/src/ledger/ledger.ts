import type { ErrorCode } from '#base';
import type { Principal } from '#call';
import type { CommitRow } from '#store';
import type { Conversations } from './conversations.ts';
import type { Recorder } from './recorder.ts';

/** The record of this node: writing it, reading it, signing it. */
export interface Ledger extends Recorder {
  /**
   * Commits rows that change what decides about calls together with the `change` leaf that says so: both or neither.
   * `target` is a name that an owner made; the leaf holds its opaque id.
   */
  change(change: NewChange, rows: readonly CommitRow[]): Promise<void>;
  /** Latest first. Waits for what is queued, so that a call that just ended is in it. */
  calls(query: CallQuery): Promise<readonly CallSummary[]>;
  /** One call without its content. Undefined when it is not on record. */
  call(id: string): Promise<CallDetail | undefined>;
  /** Opens the bodies of a call; the `access` leaf is durable before this resolves. Throws `call_unknown`, `body_erased`. */
  openBodies(id: string, reader: Principal): Promise<readonly OpenedBody[]>;
  /** The latest signed checkpoint, as a C2SP note; signs a new one first if the log has grown. */
  checkpoint(): Promise<string>;
  /** What people keep of their talks on the Ask page: no part of the log, under the keys that erasure destroys. */
  readonly conversations: Conversations;
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
  /**
   * The receipt of a call that has ended, against a head over everything so far, which is signed first if need be.
   * Throws `call_unknown`, `call_open`, `receipt_impossible`. While the gate is between two attempts of a call it has
   * ended as far as the record knows; a receipt does not claim that no attempt came after.
   */
  receipt(id: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface NewChange {
  readonly actor: Principal;
  readonly subject: 'key' | 'credential' | 'configuration' | 'model' | 'policy';
  readonly action: 'add' | 'replace' | 'remove';
  readonly target: string;
  readonly digest?: string;
}

export interface CallQuery {
  readonly limit: number;
  /** Only calls before this id: the next page. */
  readonly before?: string;
  readonly principal?: string;
  readonly model?: string;
  readonly status?: CallStatus;
}

export type CallStatus = 'open' | 'completed' | 'failed' | 'aborted' | 'unknown' | 'refused';

export interface CallSummary {
  readonly id: string;
  readonly time: string;
  readonly origin: string;
  readonly principal: string;
  readonly operation: string;
  readonly wire: string;
  /** The name asked for. */
  readonly asked: string;
  /** Provider and model of the last attempt; absent for a refusal. */
  readonly provider?: string;
  readonly model?: string;
  readonly local?: string;
  readonly status: CallStatus;
  readonly error?: ErrorCode;
  readonly attempts: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly usageSource?: string;
  readonly totalMs?: number;
}

export interface CallDetail extends CallSummary {
  readonly run?: string;
  readonly parent?: string;
  readonly leaves: readonly { readonly index: number; readonly leaf: unknown }[];
  /** Index rows as committed: `detail` of the intent and of the outcome, for each attempt. */
  readonly attemptDetails: readonly {
    readonly number: number;
    readonly intent: unknown;
    readonly outcome?: unknown;
  }[];
  /** Size of the newest signed checkpoint that covers the call's last leaf; absent while none does. */
  readonly checkpointSize?: number;
}

export interface OpenedBody {
  readonly attempt: number;
  readonly field: 'request' | 'sent' | 'received';
  readonly bytes: Uint8Array;
}

/** What `verify` found. It is the same shape for people (`--json` off) and programs. */
export interface AuditReport {
  readonly verdict: 'proved' | 'broken';
  readonly origin: string;
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
