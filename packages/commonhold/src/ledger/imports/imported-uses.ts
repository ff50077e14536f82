import { nanosPerUnit } from '#call';
import type { Store } from '#store';

/** Imported calls of one vendor, model and day that are alike in what is known of them. */
export interface ImportedUse {
  readonly vendor: string;
  readonly model: string;
  /** The day of UTC that the source says; '' where it says none. */
  readonly day: string;
  readonly from: string;
  readonly calls: number;
  /** Calls whose tokens the source says; the sums are theirs. */
  readonly metered: number;
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  /** Calls whose cost the source says, and what it adds up to in US dollars. */
  readonly told: number;
  readonly toldDollars: number;
  /** Of the others those whose cost the published list says for their tokens and day, in US dollars. */
  readonly listed: number;
  readonly listedDollars: number;
  /** Calls that lack something of what was sent or answered, by what they lack. */
  readonly partial: Readonly<Record<string, number>>;
  /** By detector: places found, and calls in which it found any. */
  readonly found: Readonly<Record<string, { readonly places: number; readonly calls: number }>>;
}

/** Calls read at once: some 30 ms of the reader thread's time, so that others get their turn in between. */
const callsAtOnce = 2000;

interface Row {
  readonly leaf: number;
  readonly provider: string | null;
  readonly model: string | null;
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | null;
  readonly nanos: number | null;
  readonly imported: string | null;
}

const page = `SELECT call.leaf, call.provider, call.model, call.input_tokens AS input, call.output_tokens AS output,
  json_extract(attempt.result, '$.usage.cachedInputTokens') AS cached,
  json_extract(attempt.result, '$.cost.nanos') AS nanos,
  json_extract(attempt.detail, '$.imported') AS imported
FROM call JOIN attempt ON attempt.call = call.id AND attempt.number = call.attempts
WHERE call.origin = 'import' AND call.erased IS NULL AND call.leaf > ? OWN
ORDER BY call.leaf LIMIT ${callsAtOnce}`;

interface Facts {
  readonly from: string;
  readonly time?: string;
  readonly cost?: string;
  readonly partial: readonly string[];
  readonly found: Readonly<Record<string, number>>;
}

export async function readImported(store: Store, principal?: string): Promise<readonly ImportedUse[]> {
  const sums = new ImportedSums();
  let after = -1;
  for (;;) {
    const rows = await store.read<Row>(
      page.replace('OWN', principal === undefined ? '' : 'AND call.principal = ?'),
      principal === undefined ? [after] : [after, principal],
    );
    for (const row of rows) {
      after = row.leaf;
      // What was erased with its domain loses its document later than its key.
      if (row.imported === null) continue;
      const facts = JSON.parse(row.imported) as Facts;
      sums.add({
        vendor: row.provider ?? '',
        model: row.model ?? '',
        from: facts.from,
        time: facts.time,
        cost: facts.cost,
        partial: facts.partial,
        found: facts.found,
        nanos: row.nanos ?? undefined,
        tokens:
          row.input === null || row.output === null
            ? undefined
            : { input: row.input, output: row.output, cached: row.cached ?? 0 },
      });
    }
    if (rows.length < callsAtOnce) return sums.uses();
  }
}

/** One call, as far as the sums ask. */
export interface SummedCall {
  readonly vendor: string;
  readonly model: string;
  readonly from: string;
  readonly time: string | undefined;
  readonly cost: string | undefined;
  /** What the published list says, in billionths of a US dollar. */
  readonly nanos: number | undefined;
  readonly partial: readonly string[];
  readonly found: Readonly<Record<string, number>>;
  readonly tokens: { readonly input: number; readonly output: number; readonly cached: number } | undefined;
}

/** Adds up calls by vendor, model, day and format; for calls on record and for those that would be. */
export class ImportedSums {
  readonly #uses = new Map<string, Sums>();

  add(call: SummedCall): void {
    const day = call.time?.slice(0, 'yyyy-mm-dd'.length) ?? '';
    const key = JSON.stringify([call.vendor, call.model, day, call.from]);
    const known = this.#uses.get(key);
    const use = known ?? emptySums(call, day);
    if (known === undefined) this.#uses.set(key, use);
    use.calls += 1;
    if (call.tokens !== undefined) {
      use.metered += 1;
      use.input += call.tokens.input;
      use.output += call.tokens.output;
      use.cached += call.tokens.cached;
    }
    if (call.cost !== undefined) {
      use.told += 1;
      use.toldDollars += Number(call.cost);
    } else if (call.nanos !== undefined) {
      use.listed += 1;
      use.listedDollars += call.nanos / nanosPerUnit;
    }
    for (const part of call.partial) use.partial[part] = (use.partial[part] ?? 0) + 1;
    for (const [detector, places] of Object.entries(call.found)) {
      const before = use.found[detector] ?? { places: 0, calls: 0 };
      use.found[detector] = { places: before.places + places, calls: before.calls + 1 };
    }
  }

  uses(): readonly ImportedUse[] {
    return [...this.#uses.values()];
  }
}

interface Sums {
  vendor: string;
  model: string;
  day: string;
  from: string;
  calls: number;
  metered: number;
  input: number;
  output: number;
  cached: number;
  told: number;
  toldDollars: number;
  listed: number;
  listedDollars: number;
  partial: Record<string, number>;
  found: Record<string, { readonly places: number; readonly calls: number }>;
}

function emptySums({ vendor, model, from }: SummedCall, day: string): Sums {
  const tokens = { metered: 0, input: 0, output: 0, cached: 0 };
  const money = { told: 0, toldDollars: 0, listed: 0, listedDollars: 0 };
  return { vendor, model, day, from, calls: 0, ...tokens, ...money, partial: {}, found: {} };
}
