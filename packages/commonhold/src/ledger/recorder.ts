import type { ErrorCode, Json } from '#base';
import type {
  Cost,
  Destination,
  EngineFacts,
  FinishReason,
  Operation,
  Principal,
  Usage,
  WireName,
} from '#call';
import type { LabelledSegments } from './calls/segment-labels.ts';

/**
 * What the gate needs of the ledger, and all that it needs: an intent before each sending, an outcome after it, a
 * refusal for a call that sends nothing. `whatif` implements it in memory.
 */
export interface Recorder {
  /**
   * Writes the intent of one attempt. Resolves when it is durable, and only then may the attempt be sent. Rejects
   * with `record_unavailable` or `record_busy`; then nothing may be sent.
   */
  intent(attempt: NewAttempt): Promise<OpenAttempt>;
  /** Writes that a call was refused. Resolves when durable. */
  refusal(refusal: NewRefusal): Promise<void>;
}

/** Which labels a call could get. A label that is in neither list and not on the call says nothing about the call. */
export interface LabelReach {
  /** Labels that were looked for in what would leave. */
  readonly found: readonly string[];
  /** The owner's own labels, which could be declared; the built-in ones always can. */
  readonly own: readonly string[];
}

/** What is known of a call before anything is decided. */
export interface CallIdentity {
  readonly id: string;
  readonly origin: 'live' | 'whatif' | 'probe' | 'import';
  readonly principal: Principal;
  readonly operation: Operation;
  readonly clientWire: WireName;
  /** The model name that the client asked for. */
  readonly asked: string;
  /** The client's own name for the run; the ledger makes it opaque. */
  readonly run: string | undefined;
  /** The header of an agent's session that is the run; undefined where the client named the run itself. */
  readonly runFrom?: string | undefined;
  readonly parent: string | undefined;
  /** Undefined where nobody says; then the call cannot be decided again by rules about labels that it does not have. */
  readonly labelReach?: LabelReach | undefined;
  /** Milliseconds since 1970 when the request was complete. */
  readonly received: number;
  /** The request, byte for byte. */
  readonly request: Uint8Array;
  /** What the source of an imported call says of it; this node did not see the call. */
  readonly imported?: ImportedFacts | undefined;
}

/** Everything in it is the word of the file that the call was read from, but for `found`. */
export interface ImportedFacts {
  /** The format of the file. */
  readonly from: string;
  /** The file that it was read from: its SHA-256 in base64url, and its name without folders where whoever sent it said one. */
  readonly file: { readonly digest: string; readonly name?: string };
  /** When the call was made, `2026-11-22T10:00:00.000Z`; absent where the file does not say. The entry's own time is the import's. */
  readonly time?: string;
  /** What the file does not hold of the call: `system`, `tools`, `history`, `model`, `vendor`, `answer` and so on. */
  readonly partial: readonly string[];
  /** The vendor was told from the model's name, because the file does not say. */
  readonly vendorByName?: true;
  /** What it cost, in US dollars, written as the file has it. */
  readonly cost?: string;
  /** By detector: places found in what was sent and in the answer, when the call was imported. */
  readonly found: Readonly<Record<string, number>>;
}

/** What the rules said, for the record. */
export interface DecisionTrail {
  readonly policy: string;
  readonly trail: readonly string[];
  readonly labels: readonly string[];
  /** Discrete facts that the rules saw, so that the call can be decided again later. */
  readonly facts: Readonly<Record<string, Json>>;
}

export interface NewAttempt {
  readonly call: CallIdentity;
  /** From 1. */
  readonly number: number;
  readonly decision: DecisionTrail;
  readonly providerWire: WireName;
  readonly destination: Destination;
  /** The model's name at the destination. */
  readonly model: string;
  /** The name is built-in vocabulary (our catalog), so it may stand in the log in clear. */
  readonly modelIsBuiltIn: boolean;
  readonly weightsDigest: string | undefined;
  /** The bytes as they will leave. */
  readonly sent: Uint8Array;
  /** Texts of the request that carry labels which nobody could find in them, as far as that is not on record already. */
  readonly segments?: LabelledSegments | undefined;
  readonly spending?: ExpectedSpending | undefined;
}

/** How much an attempt is thought to take, by which it counts until its outcome says what it took. */
export interface ExpectedSpending {
  /** The day in which it counts, `2026-11-22` in the node's time zone. */
  readonly day: string;
  readonly input: number;
  readonly output: number;
  /** Absent when nobody knows the price. */
  readonly nanos?: number | undefined;
  readonly currency?: string | undefined;
}

/** An attempt that is on record and has no outcome yet. */
export interface OpenAttempt {
  /** Log index of the intent. */
  readonly intent: number;
  /** Takes the destination's bytes, in order, as they arrive. Synchronous; nothing waits for it. */
  received(chunk: Uint8Array): void;
  /** Takes the bytes delivered to the client, in order. */
  replied(chunk: Uint8Array): void;
  /** Writes the outcome. Called exactly once, also after failures. Resolves when durable. */
  outcome(result: AttemptResult): Promise<void>;
}

export interface AttemptResult {
  readonly status: 'completed' | 'failed' | 'aborted';
  readonly error: ErrorCode | undefined;
  /** Status of the destination's answer, if it gave one. */
  readonly http: number | undefined;
  readonly finish: FinishReason | undefined;
  readonly servedModel: string | undefined;
  /** The id that the destination gave its answer, where the client got it as it was and may go on from it by that name. */
  readonly answerId?: string | undefined;
  readonly usage: Usage | undefined;
  readonly engine: EngineFacts | undefined;
  readonly labels: readonly string[];
  /** Milliseconds from sending to the first byte of the answer, and to its end. */
  readonly firstByteMs: number | undefined;
  /** Undefined where the source of an imported call does not say. */
  readonly totalMs: number | undefined;
  readonly warnings: readonly string[];
  /** What it cost. */
  readonly cost?: Cost | undefined;
  /** The destination may have worked without saying how much: the attempt goes on counting by its estimate. */
  readonly countsByEstimate?: boolean | undefined;
  /** Texts of the answer that carry labels which nobody could find in them. */
  readonly segments?: LabelledSegments | undefined;
}

export interface NewRefusal {
  readonly call: CallIdentity;
  readonly decision: DecisionTrail;
  readonly error: ErrorCode;
  /** As in an intent: whoever sends the same again without saying what it is gets no other answer. */
  readonly segments?: LabelledSegments | undefined;
}
