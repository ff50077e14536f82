import type { Store } from '#store';
import { asItStands, type PlaceNames } from './place-names.ts';

export interface FlowQuery {
  /** Days of UTC such as `2026-11-22`, both included. */
  readonly from: string;
  readonly to: string;
  /** Only what this principal sent. */
  readonly principal?: string;
}

/** What one principal sent with one set of labels to one place, or what of it was refused. */
export interface Flow {
  readonly principal: string;
  /** Sorted. Undefined: what was found is erased. */
  readonly labels: readonly string[] | undefined;
  readonly end: FlowEnd;
  readonly sums: FlowSums;
}

export type FlowEnd =
  | {
      readonly type: 'sent';
      readonly provider: string;
      readonly local: string;
      /** What was known of the place when it was sent there; undefined is unknown. */
      readonly legalEntity: string | undefined;
      readonly country: string | undefined;
      readonly retentionDays: number | undefined;
      readonly trainsOnData: boolean | undefined;
    }
  | { readonly type: 'refused'; readonly error: string };

export interface FlowSums {
  /** Calls whose last attempt this was, or that were refused: each call is counted once. */
  readonly calls: number;
  /** Times that it was sent, or that sending was begun. */
  readonly attempts: number;
  /** Attempts whose size is known, and their bytes, rounded up; the same of the answers. */
  readonly sized: number;
  readonly sentBytes: number;
  readonly answered: number;
  readonly receivedBytes: number;
}

interface FlowRow {
  readonly principal: string;
  readonly labels: string;
  readonly provider: string;
  readonly entity: string;
  readonly country: string;
  readonly local: string;
  readonly retention: string;
  readonly trains: string;
  readonly refused: string;
  readonly calls: number;
  readonly attempts: number;
  readonly sized: number;
  readonly sent: number;
  readonly answered: number;
  readonly received: number;
}

const dayMs = 86_400_000;

/** Days read at once, so that whoever else waits for the reader thread gets their turn in between. */
const daysAtOnce = 31;

/** Months of a table of sums and never the calls themselves: as fast for a million of them as for ten. */
export async function readFlows(
  store: Store,
  { from, to, principal }: FlowQuery,
  placeOf: PlaceNames = asItStands,
): Promise<Flow[]> {
  const flows = new Map<string, { readonly row: FlowRow; sums: FlowSums }>();
  const end = Date.parse(to);
  for (let startMs = Date.parse(from); startMs <= end; startMs += daysAtOnce * dayMs) {
    const last = Math.min(end, startMs + (daysAtOnce - 1) * dayMs);
    for (const row of await readDays(store, dayOf(startMs), dayOf(last), principal)) {
      const { calls, attempts, sized, sent, answered, received, ...facets } = row;
      const key = JSON.stringify(Object.values(facets));
      const sums = { calls, attempts, sized, sentBytes: sent, answered, receivedBytes: received };
      const known = flows.get(key);
      flows.set(key, { row, sums: known === undefined ? sums : addSums(known.sums, sums) });
    }
  }
  return [...flows.values()].map(({ row, sums }) => ({
    principal: row.principal,
    labels: row.labels === '' ? undefined : (JSON.parse(row.labels) as string[]).toSorted(),
    end: endOf(row, placeOf),
    sums,
  }));
}

function readDays(
  store: Store,
  first: string,
  last: string,
  principal: string | undefined,
): Promise<readonly FlowRow[]> {
  const facets = 'principal, labels, provider, entity, country, local, retention, trains, refused';
  const sums = ['calls', 'attempts', 'sized', 'sent', 'answered', 'received']
    .map((sum) => `sum(${sum}) AS ${sum}`)
    .join(', ');
  // Each day is looked up by itself where one principal is asked for, who lies together within a day only.
  return principal === undefined
    ? store.read<FlowRow>(
        `SELECT ${facets}, ${sums} FROM flow_day WHERE day >= ? AND day <= ? GROUP BY ${facets}`,
        [first, last],
      )
    : store.read<FlowRow>(
        `SELECT ${facets}, ${sums} FROM flow_day WHERE day IN (SELECT value FROM json_each(?)) AND principal = ? GROUP BY ${facets}`,
        [JSON.stringify(daysFrom(first, last)), principal],
      );
}

function daysFrom(first: string, last: string): string[] {
  const count = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  return Array.from({ length: count }, (_, at) => dayOf(Date.parse(first) + at * dayMs));
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

function endOf(row: FlowRow, placeOf: PlaceNames): FlowEnd {
  // Only what was refused has no place.
  if (row.local === '') return { type: 'refused', error: row.refused };
  return {
    type: 'sent',
    provider: placeOf(row.provider),
    local: row.local,
    legalEntity: known(row.entity),
    country: known(row.country),
    retentionDays: row.retention === '' ? undefined : Number(row.retention),
    trainsOnData: row.trains === '' ? undefined : row.trains === '1',
  };
}

function known(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function addSums(one: FlowSums, other: FlowSums): FlowSums {
  return {
    calls: one.calls + other.calls,
    attempts: one.attempts + other.attempts,
    sized: one.sized + other.sized,
    sentBytes: one.sentBytes + other.sentBytes,
    answered: one.answered + other.answered,
    receivedBytes: one.receivedBytes + other.receivedBytes,
  };
}
