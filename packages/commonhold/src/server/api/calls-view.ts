import type { ErrorCode } from '#base';
import type { MoneyView } from './money-view.ts';

/**
 * What the API says of calls. Types only, so that a page in a browser may import them. Times are as in the record,
 * `2026-11-22T10:00:00.000Z`; a field that does not apply is absent. Order is always the order of the log, latest first,
 * because a clock can be set back and the log cannot.
 */
export interface CallSummaryView {
  readonly id: string;
  /** Where the call begins in the log: what pages go on from. */
  readonly index: number;
  readonly time: string;
  readonly origin: CallOrigin;
  readonly principal: PrincipalView;
  readonly operation: string;
  /** The protocol that the client spoke. */
  readonly wire: string;
  /** The model name that was asked for. */
  readonly asked: string;
  /** Provider and model of the last attempt, and whose machine that was; absent for a refusal. */
  readonly provider?: string;
  readonly model?: string;
  readonly local?: Locality;
  readonly run?: string;
  readonly parent?: string;
  readonly status: CallStatusView;
  readonly error?: ErrorCode;
  readonly attempts: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Who counted the tokens: the destination, our own engine, or nobody, and it is our estimate. */
  readonly usageSource?: 'reported' | 'counted' | 'estimated';
  readonly totalMs?: number;
  /** All sendings together, on a page of a list; absent where nothing was sent, or nothing is known yet. */
  readonly cost?: CallCostView;
  /** Where in the log it says that this call was erased: its content is gone, and perhaps what was known of it. */
  readonly erased?: number;
}

/** What nobody knows is counted beside the money and is no part of it. No money and nothing unknown: it cost nothing. */
export interface CallCostView {
  readonly money: readonly MoneyView[];
  readonly unknown: number;
  /** Of an imported call: the word of its file. */
  readonly byFile?: true;
}

export type CallOrigin = 'live' | 'whatif' | 'probe' | 'import';
export type CallStatusView = 'open' | 'completed' | 'failed' | 'aborted' | 'unknown' | 'refused';
/** `verified`: our own engine on this machine. `declared`: the owner says it is theirs. `no`: rented. */
export type Locality = 'verified' | 'declared' | 'no';

/** Who called, in words. */
export interface PrincipalView {
  readonly id: string;
  /** The name of the principal's key, also of a revoked one; `owner` for whoever used the socket in the home folder. */
  readonly name: string;
  readonly kind: 'person' | 'app' | 'agent';
  readonly revoked: boolean;
}

/** `GET /api/calls`. */
export interface CallsPage {
  readonly calls: readonly CallSummaryView[];
  /**
   * Goes on to older calls when given as `before`. Absent when there are none: then the record was searched to its
   * beginning (or to the beginning of the time asked for).
   */
  readonly older?: number;
  /** Goes on to newer calls when given as `after`, also to those that are yet to come. */
  readonly newer: number;
  readonly searched: SearchedView;
}

/**
 * What of the record one page was looked for in. A search is bounded, so that it never holds up other readers: a page
 * can have fewer calls than asked for, or none, and still not be the last. Then say "searched back to …" and offer to go
 * on.
 */
export interface SearchedView {
  /** No more calls fit in this direction. */
  readonly complete: boolean;
  /** The search stopped for its bound and not because the page was full. */
  readonly stopped: boolean;
  /** Time of the call that the search got to; absent when it is complete. */
  readonly to?: string;
}

/** `GET /api/calls/:id` answers `{call: CallView}`: everything that is known, without content. */
export interface CallView extends CallSummaryView {
  readonly attemptDetails: readonly AttemptView[];
  /** Classes of data on the call when it was decided. */
  readonly labels: readonly string[];
  /** The decision of the last attempt (or of the refusal), step by step, and the discrete facts that the rules saw. */
  readonly decision: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  /** The digest of the policy that decided. */
  readonly policy: string;
  readonly project: string;
  readonly key: string;
  /** What the destinations' answers could not be kept as they were, and other warnings, over all attempts. */
  readonly warnings: readonly string[];
  /** Entries of the log that belong to this call, in log order. */
  readonly leaves: readonly LeafView[];
  /** When and why something of it was erased, as entry `erased` of the log says. `bodies`: what was said, and no more. */
  readonly erasure?: {
    readonly time: string;
    readonly extent: 'bodies' | 'everything';
    readonly basis: string;
  };
  /** Size of the newest signed checkpoint that covers the call's last entry; absent while none does. */
  readonly checkpointSize?: number;
  /** The calls beside this one in the order of the log: for a member, of their own. */
  readonly neighbours: { readonly newer?: string; readonly older?: string };
  /** Other calls of the same run, latest first; absent when the client named no run. */
  readonly sameRun?: { readonly calls: readonly CallSummaryView[]; readonly hasMore: boolean };
}

/** One sending of the call to one destination; number 0 is a refusal, which sent nothing. */
export interface AttemptView {
  readonly number: number;
  /** The index document that the intent (or refusal) commits to. */
  readonly intent: IntentView;
  /** Absent while the attempt is open, and for an outcome `unknown`, of which nothing is known. */
  readonly outcome?: OutcomeView;
  readonly status: CallStatusView;
}

export interface IntentView {
  readonly principal: string;
  readonly project: string;
  readonly key: string;
  readonly asked: string;
  readonly run?: string;
  /** The header of an agent's session that is the run; absent where the client named the run itself. */
  readonly runFrom?: string;
  /** Milliseconds since 1970 when the request was complete. */
  readonly received: number;
  readonly decision: readonly string[];
  readonly labels: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  /** Of an imported call: the word of its source. */
  readonly imported?: {
    readonly from: string;
    /** Its SHA-256 in base64url, and its name without folders where that was told. */
    readonly file: { readonly digest: string; readonly name?: string };
    /** When it was made. */
    readonly time?: string;
    /** What the source does not hold of it. */
    readonly partial: readonly string[];
    /** The vendor was told from the model's name. */
    readonly vendorByName?: true;
    /** In US dollars. */
    readonly cost?: string;
    readonly found: Readonly<Record<string, number>>;
  };
  readonly provider?: string;
  readonly model?: string;
  readonly legalEntity?: string;
  readonly retentionDays?: number;
  readonly trainsOnData?: boolean;
}

/** What one sending cost, as it stands on record. */
export interface CostDetailView {
  readonly source: 'engine' | 'owner' | 'list' | 'destination' | 'unknown';
  /** Billionths of a unit. */
  readonly nanos?: number;
  readonly currency?: string;
  readonly list?: string;
  readonly priced?: string;
  readonly why?: 'no-price' | 'no-usage';
  readonly input: number;
  readonly output: number;
  readonly held?: true;
}

export interface OutcomeView {
  readonly labels: readonly string[];
  readonly http?: number;
  readonly served?: string;
  readonly usage?: unknown;
  readonly engine?: unknown;
  readonly cost?: CostDetailView;
  readonly firstByteMs?: number;
  /** Absent where the source of an imported call does not say. */
  readonly totalMs?: number;
  readonly warnings: readonly string[];
  readonly repaired?: true;
}

export interface LeafView {
  readonly index: number;
  /** RFC 6962 leaf hash, base64. */
  readonly hash: string;
  /** The entry itself, byte for byte: what the hash is taken of. */
  readonly text: string;
  /** The same, parsed. */
  readonly leaf: unknown;
}

/** `GET /api/calls/values`: what can be asked for, for the lists beside the filters. */
export interface CallValuesView {
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly labels: readonly string[];
  readonly principals: readonly PrincipalView[];
  /** A list that is cut off says so; free text still finds the rest. */
  readonly isCutOff: boolean;
}
