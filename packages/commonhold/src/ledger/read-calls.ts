import { parseLeaf } from '@commonhold/record';
import type { ErrorCode } from '#base';
import type { SqlValue, Store } from '#store';
import type { CallDetail, CallQuery, CallStatus, CallSummary } from './ledger.ts';

/** A page of a list; more than a person reads, little enough for one message between threads. */
const pageMax = 1000;

interface CallRow {
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
}

/** Latest first, by the order of the log and not by the clock, which can be set back. */
export async function readCalls(store: Store, query: CallQuery): Promise<readonly CallSummary[]> {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > pageMax) {
    throw new RangeError(`A page has 1 to ${pageMax} calls, not ${query.limit}.`);
  }
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const where = (condition: string, ...bound: string[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (query.before !== undefined) where('leaf < (SELECT leaf FROM call WHERE id = ?)', query.before);
  if (query.principal !== undefined) where('principal = ?', query.principal);
  if (query.model !== undefined) where('(asked = ? OR model = ?)', query.model, query.model);
  if (query.status !== undefined) where('status = ?', query.status);
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows = await store.read<CallRow>(`SELECT * FROM call ${filter} ORDER BY leaf DESC LIMIT ?`, [
    ...values,
    query.limit,
  ]);
  return rows.map(summary);
}

export async function readCall(store: Store, id: string): Promise<CallDetail | undefined> {
  const [row] = await store.read<CallRow>('SELECT * FROM call WHERE id = ?', [id]);
  if (row === undefined) return undefined;
  const attempts = await store.read<{
    intent: number;
    number: number;
    detail: string;
    outcome: number | null;
    result: string | null;
  }>(
    `SELECT intent, number, detail, outcome, result FROM attempt WHERE call = ?1
     UNION ALL SELECT leaf, 0, detail, NULL, NULL FROM refusal WHERE call = ?1 ORDER BY 2`,
    [id],
  );
  const indexes = attempts.flatMap(({ intent, outcome }) =>
    outcome === null ? [intent] : [intent, outcome],
  );
  indexes.sort((left, right) => left - right);
  const leaves = await store.read<{ idx: number; bytes: Uint8Array }>(
    `SELECT idx, bytes FROM leaf WHERE idx IN (${indexes.map(() => '?').join(', ')}) ORDER BY idx`,
    indexes,
  );
  const [covering] = await store.read<{ size: number | null }>(
    'SELECT max(size) AS size FROM checkpoint WHERE size > ?',
    [indexes.at(-1) ?? 0],
  );
  return {
    ...summary(row),
    ...(row.run === null ? {} : { run: row.run }),
    ...(row.parent === null ? {} : { parent: row.parent }),
    leaves: leaves.map(({ idx, bytes }) => ({ index: idx, leaf: parseLeaf(bytes) })),
    attemptDetails: attempts.map(({ number, detail, result }) => ({
      number,
      intent: JSON.parse(detail) as unknown,
      ...(result === null ? {} : { outcome: JSON.parse(result) as unknown }),
    })),
    ...(typeof covering?.size === 'number' ? { checkpointSize: covering.size } : {}),
  };
}

function summary(row: CallRow): CallSummary {
  return {
    id: row.id,
    time: row.time,
    origin: row.origin,
    principal: row.principal,
    operation: row.operation,
    wire: row.wire,
    asked: row.asked,
    ...(row.provider === null ? {} : { provider: row.provider }),
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.local === null ? {} : { local: row.local }),
    status: row.status,
    ...(row.error === null ? {} : { error: row.error }),
    attempts: row.attempts,
    ...(row.input_tokens === null ? {} : { inputTokens: row.input_tokens }),
    ...(row.output_tokens === null ? {} : { outputTokens: row.output_tokens }),
    ...(row.usage_source === null ? {} : { usageSource: row.usage_source }),
    ...(row.total_ms === null ? {} : { totalMs: row.total_ms }),
  };
}
