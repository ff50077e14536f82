import type { ErrorCode } from '#base';
import type { CallStatus, CallSummary } from './call-query.ts';

/** A row of `call`, as lists read it. */
export interface CallRow {
  readonly leaf: number;
  readonly id: string;
  readonly time: string;
  readonly origin: string;
  readonly principal: string;
  readonly operation: string;
  readonly wire: string;
  readonly asked: string;
  readonly run: string | null;
  readonly parent: string | null;
  readonly attempts: number;
  readonly provider: string | null;
  readonly model: string | null;
  readonly local: string | null;
  readonly status: CallStatus;
  readonly error: ErrorCode | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly usage_source: string | null;
  readonly total_ms: number | null;
  readonly erased: number | null;
}

export function summaryOf(row: CallRow): CallSummary {
  return {
    id: row.id,
    index: row.leaf,
    time: row.time,
    origin: row.origin,
    principal: row.principal,
    operation: row.operation,
    wire: row.wire,
    asked: row.asked,
    ...(row.provider === null ? {} : { provider: row.provider }),
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.local === null ? {} : { local: row.local }),
    ...(row.run === null ? {} : { run: row.run }),
    ...(row.parent === null ? {} : { parent: row.parent }),
    status: row.status,
    ...(row.error === null ? {} : { error: row.error }),
    attempts: row.attempts,
    ...(row.input_tokens === null ? {} : { inputTokens: row.input_tokens }),
    ...(row.output_tokens === null ? {} : { outputTokens: row.output_tokens }),
    ...(row.usage_source === null ? {} : { usageSource: row.usage_source }),
    ...(row.total_ms === null ? {} : { totalMs: row.total_ms }),
    ...(row.erased === null ? {} : { erased: row.erased }),
  };
}
