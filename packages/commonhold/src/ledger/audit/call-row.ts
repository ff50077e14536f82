import { integer, nullable, text } from './row-cursor.ts';

/** A row of `call`, in the groups in which it is held against leaves and index documents. */
export interface CallRow {
  readonly leaf: number;
  readonly id: string;
  /** time, origin, principal, operation, wire, asked, run, parent: of the first attempt. */
  readonly first: readonly (string | null)[];
  readonly attempts: number;
  /** provider, model, local: of the last attempt. */
  readonly sentTo: readonly (string | null)[];
  /** status, error, input tokens, output tokens, usage source, total milliseconds: of the last outcome. */
  readonly ended: readonly unknown[];
  /** The newest erasure leaf that speaks of it. */
  readonly erased: number | null;
}

export const callColumns =
  'leaf, id, time, origin, principal, operation, wire, asked, run, parent, attempts, provider, model, local, status, error, input_tokens, output_tokens, usage_source, total_ms, erased';

/** What `ended` is while the last attempt has no outcome. */
export const notEnded: readonly unknown[] = ['open', null, null, null, null, null];

export function readCallRow(row: readonly unknown[]): CallRow {
  return {
    leaf: integer(row[0]),
    id: text(row[1]),
    first: row.slice(2, 10).map(textOrNull),
    attempts: integer(row[10]),
    sentTo: row.slice(11, 14).map(textOrNull),
    ended: row.slice(14, 20),
    erased: nullable(row[20], integer),
  };
}

function textOrNull(value: unknown): string | null {
  return nullable(value, text);
}
