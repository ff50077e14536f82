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
  /** Which list that was and of which day, by how many calls it priced. */
  readonly lists: Readonly<Record<string, number>>;
  /** Calls that lack something of what was sent or answered, by what they lack. */
  readonly partial: Readonly<Record<string, number>>;
  /** By detector: places found, and calls in which it found any. */
  readonly found: Readonly<Record<string, { readonly places: number; readonly calls: number }>>;
}

/** A file of which calls are on record. */
export interface ImportedFile {
  /** SHA-256, base64url. */
  readonly digest: string;
  readonly name?: string;
  readonly from: string;
  readonly calls: number;
  /** When the first of them was imported. */
  readonly time: string;
}

export interface ImportedPast {
  readonly uses: readonly ImportedUse[];
  /** In the order in which they were imported. */
  readonly files: readonly ImportedFile[];
}

/** Calls read at once: some 30 ms of the reader thread's time, so that others get their turn in between. */
const callsAtOnce = 2000;

interface Row {
  readonly leaf: number;
  readonly time: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | null;
  readonly nanos: number | null;
  readonly list: string | null;
  readonly priced: string | null;
  readonly imported: string | null;
}

const page = `SELECT call.leaf, call.time, call.provider, call.model, call.input_tokens AS input, call.output_tokens AS output,
  json_extract(attempt.result, '$.usage.cachedInputTokens') AS cached,
  json_extract(attempt.result, '$.cost.nanos') AS nanos,
  json_extract(attempt.result, '$.cost.list') AS list,
  json_extract(attempt.result, '$.cost.priced') AS priced,
  json_extract(attempt.detail, '$.imported') AS imported
FROM call JOIN attempt ON attempt.call = call.id AND attempt.number = call.attempts
WHERE call.origin = 'import' AND call.erased IS NULL AND call.leaf > ? OWN
ORDER BY call.leaf LIMIT ${callsAtOnce}`;

interface Facts {
  readonly from: string;
  readonly file: { readonly digest: string; readonly name?: string };
  readonly time?: string;
  readonly cost?: string;
  readonly partial: readonly string[];
  readonly found: Readonly<Record<string, number>>;
}

export async function readImported(store: Store, principal?: string): Promise<ImportedPast> {
  const sums = new ImportedSums();
  const files = new Map<string, { -readonly [Key in keyof ImportedFile]: ImportedFile[Key] }>();
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
      const { digest, name } = facts.file;
      const file = files.get(digest);
      if (file !== undefined) file.calls += 1;
      else
        files.set(digest, {
          digest,
          ...(name === undefined ? {} : { name }),
          from: facts.from,
          calls: 1,
          time: row.time,
        });
      sums.add({
        vendor: row.provider ?? '',
        model: row.model ?? '',
        from: facts.from,
        time: facts.time,
        cost: facts.cost,
        partial: facts.partial,
        found: facts.found,
        listed:
          row.nanos === null
            ? undefined
            : { nanos: row.nanos, list: row.list ?? undefined, priced: row.priced ?? undefined },
        tokens:
          row.input === null || row.output === null
            ? undefined
            : { input: row.input, output: row.output, cached: row.cached ?? 0 },
      });
    }
    if (rows.length < callsAtOnce) return { uses: sums.uses(), files: [...files.values()] };
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
  readonly listed:
    | {
        readonly nanos: number;
        readonly list?: string | undefined;
        readonly priced?: string | undefined;
      }
    | undefined;
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
    } else if (call.listed !== undefined) {
      const { nanos, list, priced } = call.listed;
      use.listed += 1;
      use.listedDollars += nanos / nanosPerUnit;
      const name = list === undefined ? '' : `${list} of ${priced}`;
      use.lists[name] = (use.lists[name] ?? 0) + 1;
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
  lists: Record<string, number>;
  partial: Record<string, number>;
  found: Record<string, { readonly places: number; readonly calls: number }>;
}

function emptySums({ vendor, model, from }: SummedCall, day: string): Sums {
  const tokens = { metered: 0, input: 0, output: 0, cached: 0 };
  const money = { told: 0, toldDollars: 0, listed: 0, listedDollars: 0 };
  return { vendor, model, day, from, calls: 0, ...tokens, ...money, lists: {}, partial: {}, found: {} };
}
