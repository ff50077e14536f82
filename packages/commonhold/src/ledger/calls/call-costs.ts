import type { Store } from '#store';

/** What a call cost, all its sendings together, as far as the record knows it. */
export interface CallCost {
  /** Billionths, each currency by itself. */
  readonly nanos: Readonly<Record<string, number>>;
  /** Sendings that have ended and whose cost nobody knows. */
  readonly unknown: number;
  /** Of an imported call, by the word of its file: US dollars as a decimal number. */
  readonly told?: string;
}

interface CostRow {
  readonly call: string;
  readonly isImported: number;
  readonly told: string | null;
  readonly isOpen: number;
  readonly source: string | null;
  readonly currency: string | null;
  readonly nanos: number | null;
}

/** For calls of one page, by id. What sent nothing, is under way or was erased is not among them. */
export async function costsOfCalls(
  store: Store,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CallCost>> {
  const cost = (field: string): string => `json_extract(result, '$.cost.${field}')`;
  const rows = await store.read<CostRow>(
    `SELECT call, json_extract(detail, '$.imported') IS NOT NULL AS isImported,
       CAST(json_extract(detail, '$.imported.cost') AS TEXT) AS told, result IS NULL AS isOpen,
       ${cost('source')} AS source, ${cost('currency')} AS currency, ${cost('nanos')} AS nanos
     FROM attempt WHERE call IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)],
  );
  const sent = rows.filter(({ isOpen, isImported }) => isImported === 1 || isOpen === 0);
  return new Map(
    [...Map.groupBy(sent, ({ call }) => call)].map(([call, attempts]) => [call, sumOf(attempts)]),
  );
}

function sumOf(attempts: readonly CostRow[]): CallCost {
  const nanos: Record<string, number> = {};
  let unknown = 0;
  let told: string | undefined;
  for (const attempt of attempts) {
    const { source, currency } = attempt;
    if (attempt.isImported === 1) {
      if (attempt.told === null) unknown += 1;
      else told = attempt.told;
    } else if (source === null || source === 'unknown') unknown += 1;
    else if (currency !== null && currency !== '') {
      nanos[currency] = (nanos[currency] ?? 0) + (attempt.nanos ?? 0);
    }
  }
  return { nanos, unknown, ...(told === undefined ? {} : { told }) };
}
