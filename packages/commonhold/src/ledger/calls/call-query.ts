import type { CallCost } from './call-costs.ts';
import type { ErrorCode } from '#base';

/** Which calls are asked for. Everything given must hold. */
export interface CallQuery {
  readonly limit: number;
  /** Only calls before this one, by its id or its place in the log: the next page. */
  readonly before?: string | number | undefined;
  /** Only calls after it: the page before, or what is new. */
  readonly after?: string | number | undefined;
  readonly principal?: string | undefined;
  /** The name asked for, or the model that the last attempt went to. */
  readonly model?: string | undefined;
  readonly provider?: string | undefined;
  readonly status?: CallStatus | undefined;
  /** Only what did not end as it should: failed, aborted, unknown, refused. */
  readonly trouble?: boolean | undefined;
  readonly operation?: string | undefined;
  readonly wire?: string | undefined;
  readonly origin?: string | undefined;
  readonly local?: string | undefined;
  readonly run?: string | undefined;
  /** A class of data on the request or found in an answer. */
  readonly label?: string | undefined;
  /** When the call began, both included, as times are written in the record. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly text?: TextQuery | undefined;
}

/** Text in what is known about a call: the start of its id, names of model, provider and run, or of who called. */
export interface TextQuery {
  readonly text: string;
  /** Principals whose names have it in them; names are not in the index. */
  readonly principals: readonly string[];
}

export type CallStatus = 'open' | 'completed' | 'failed' | 'aborted' | 'unknown' | 'refused';

export interface CallSummary {
  readonly id: string;
  /** Where the call begins in the log. */
  readonly index: number;
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
  readonly run?: string;
  readonly parent?: string;
  readonly status: CallStatus;
  readonly error?: ErrorCode;
  readonly attempts: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly usageSource?: string;
  readonly totalMs?: number;
  /** On a page of a list; absent where nothing was sent, or nothing is known yet. */
  readonly cost?: CallCost;
  /** The newest erasure leaf that speaks of it; the content is gone, and perhaps more. */
  readonly erased?: number;
}

/** Calls, latest first by the order of the log and not by the clock, which can be set back. */
export interface CallPage {
  readonly calls: readonly CallSummary[];
  /** Older calls: `before` of the next page. Absent when the search got to the beginning. */
  readonly older?: number;
  /** Newer calls, also those to come: `after`. */
  readonly newer: number;
  /** No more calls fit in this direction. */
  readonly complete: boolean;
  /** The search stopped for its bound, and not because the page was full. */
  readonly stopped: boolean;
  /** When the call began that the search got to. */
  readonly to?: string;
}
