import type { ErrorCode } from '#base';
import type { Usage } from '#call';
import type { CommitRow, SqlValue } from '#store';
import type { CallStatus } from './call-query.ts';
import type { CallIdentity, NewAttempt, NewRefusal } from '../recorder.ts';
import { tokenCount } from './token-bucket.ts';

/** The rows of the index that go with leaves. A leaf is always the first of its commit. */
const thisLeaf = { leaf: 0 } as const;

export function intentRows(
  attempt: NewAttempt,
  time: string,
  domain: string,
  wrapped: Uint8Array,
  detail: string,
): CommitRow[] {
  const { call, number, destination, model } = attempt;
  const sentTo = [destination.provider, model, destination.local];
  const callRow: CommitRow =
    number === 1
      ? {
          statement: 'insert-call',
          values: [thisLeaf, ...callValues(call, time), 1, ...sentTo, 'open', null],
        }
      : { statement: 'continue-call', values: [number, ...sentTo, call.id, number - 1] };
  return [
    callRow,
    { statement: 'insert-attempt', values: [thisLeaf, call.id, number, domain, wrapped, detail] },
    ...labelRows(call.id, attempt.decision.labels),
  ];
}

export function refusalRows(
  refusal: NewRefusal,
  time: string,
  domain: string,
  wrapped: Uint8Array,
  detail: string,
): CommitRow[] {
  const { call, error } = refusal;
  return [
    {
      statement: 'insert-call',
      values: [thisLeaf, ...callValues(call, time), 0, null, null, null, 'refused', error],
    },
    { statement: 'insert-refusal', values: [thisLeaf, call.id, domain, wrapped, detail] },
    ...labelRows(call.id, refusal.decision.labels),
  ];
}

/** The call is found by each class of data that it carries, whether that came with the request or with an answer. */
function labelRows(call: string, labels: readonly string[]): CommitRow[] {
  return labels.map((label) => ({ statement: 'insert-label', values: [label, call] }));
}

export interface CallStatusRow {
  readonly status: CallStatus;
  readonly error: ErrorCode | undefined;
  readonly usage: Usage | undefined;
  readonly totalMs: number | undefined;
  /** Classes of data found in the answer. */
  readonly labels: readonly string[];
}

export function finishRows(
  attempt: { readonly call: string; readonly number: number; readonly intent: number },
  detail: string | null,
  result: CallStatusRow,
): CommitRow[] {
  const { usage } = result;
  return [
    { statement: 'finish-attempt', values: [thisLeaf, detail, attempt.intent] },
    {
      statement: 'finish-call',
      values: [
        result.status,
        result.error ?? null,
        tokenCount(usage?.inputTokens),
        tokenCount(usage?.outputTokens),
        usage?.source ?? null,
        result.totalMs ?? null,
        attempt.call,
        attempt.number,
      ],
    },
    ...labelRows(attempt.call, result.labels),
  ];
}

function callValues(call: CallIdentity, time: string): SqlValue[] {
  return [
    call.id,
    time,
    call.origin,
    call.principal.id,
    call.operation,
    call.clientWire,
    call.asked,
    call.run ?? null,
    call.parent ?? null,
  ];
}
