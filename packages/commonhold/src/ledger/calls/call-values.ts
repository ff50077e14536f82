import type { Store } from '#store';

/** What calls are known by. Each list is sorted; one that is longer than `valuesMax` is cut off and says so. */
export interface CallValues {
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly labels: readonly string[];
  readonly isCutOff: boolean;
}

/** A list that a person chooses from is never this long; names that clients made up could be. */
const valuesMax = 500;

/** Days in which a member's own names are looked for; all of theirs would be a search of its own. */
const recentDays = 92;

export async function readCallValues(store: Store, principal: string | undefined): Promise<CallValues> {
  if (principal !== undefined) return readOwnValues(store, principal);
  const [served, asked, providers, labels] = [
    await distinct(store, 'call', 'model', 'INDEXED BY call_model', 'model IS NOT NULL'),
    await distinct(store, 'call', 'asked', 'INDEXED BY call_asked', 'asked IS NOT model'),
    await distinct(store, 'call', 'provider', 'INDEXED BY call_provider', 'provider IS NOT NULL'),
    await distinct(store, 'call_label', 'label', '', 'TRUE'),
  ];
  return {
    models: sorted([...served, ...asked]),
    providers,
    labels,
    isCutOff: [served, asked, providers, labels].some((values) => values.length === valuesMax),
  };
}

/** Jumps from one value to the next in an index: as many steps as there are values, however many calls have each. */
async function distinct(
  store: Store,
  table: string,
  column: string,
  index: string,
  condition: string,
): Promise<string[]> {
  const next = (after: string): string =>
    `SELECT min(${column}) FROM ${table} ${index} WHERE ${condition}${after}`;
  const rows = await store.read<{ value: string }>(
    `WITH RECURSIVE jump (value) AS (SELECT (${next('')}) UNION ALL SELECT (${next(` AND ${column} > jump.value`)}) FROM jump WHERE value IS NOT NULL LIMIT ?)
     SELECT value FROM jump WHERE value IS NOT NULL`,
    [valuesMax],
  );
  return rows.map(({ value }) => value);
}

async function readOwnValues(store: Store, principal: string): Promise<CallValues> {
  const rows = await store.read<{ provider: string; model: string }>(
    `SELECT DISTINCT provider, model FROM usage_day
     WHERE day IN (SELECT DISTINCT substr(hour, 1, 10) FROM call_hour ORDER BY 1 DESC LIMIT ?) AND principal = ? AND provider <> ''
     LIMIT ?`,
    [recentDays, principal, valuesMax],
  );
  return {
    models: sorted(rows.map(({ model }) => model)),
    providers: sorted(rows.map(({ provider }) => provider)),
    labels: [],
    isCutOff: rows.length === valuesMax,
  };
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
