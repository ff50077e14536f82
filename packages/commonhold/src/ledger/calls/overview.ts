import type { Store } from '#store';
import { asItStands, type PlaceNames } from './place-names.ts';

export interface OverviewQuery {
  /** Days of UTC such as `2026-11-22`, one after the other. */
  readonly days: readonly string[];
  /** Only calls of this principal. */
  readonly principal?: string;
}

/** What the calls of some days add up to. */
export interface Overview {
  readonly firstCall: string | undefined;
  readonly uses: readonly Use[];
  /** Completed calls by the time that they took, short ones first. */
  readonly durations: readonly { readonly ms: number; readonly calls: number }[];
  readonly checkpoint: { readonly size: number; readonly time: string } | undefined;
}

/** Calls of one day that ended alike at one destination, or are still open there. Refusals have no destination: ''. */
export interface Use {
  readonly day: string;
  readonly status: string;
  readonly local: string;
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  /** Calls whose tokens are known; `input` and `output` are theirs. */
  readonly metered: number;
  readonly input: number;
  readonly output: number;
}

/**
 * Days read at once: about a month, some 30 ms of the reader thread's time for a busy node. A day at a time would cost more
 * in messages between threads than in reading.
 */
const daysAtOnce = 31;

/** Reads month by month, so that whoever else waits for the reader thread gets their turn in between. */
export async function readOverview(
  store: Store,
  { days, principal }: OverviewQuery,
  placeOf: PlaceNames = asItStands,
): Promise<Overview> {
  const own = principal === undefined ? '' : ' AND principal = ?';
  const ownValues = principal === undefined ? [] : [principal];
  const uses: Use[] = [];
  const classes = new Map<number, number>();
  for (let at = 0; at < days.length; at += daysAtOnce) {
    const some = days.slice(at, at + daysAtOnce);
    // Each day is looked up by itself, because what is of one principal lies together within a day only.
    const inDays = `day IN (SELECT value FROM json_each(?))${own}`;
    const values = [JSON.stringify(some), ...ownValues];
    const [used, durations] = await Promise.all([
      store.read<Use>(
        `SELECT day, status, local, provider, model, sum(calls) AS calls, sum(metered) AS metered, sum(input) AS input, sum(output) AS output
         FROM usage_day WHERE ${inDays} GROUP BY day, status, local, provider, model`,
        values,
      ),
      store.read<{ class: number; calls: number }>(
        `SELECT class, sum(calls) AS calls FROM duration_day WHERE ${inDays} GROUP BY class`,
        values,
      ),
    ]);
    uses.push(...used);
    for (const row of durations) classes.set(row.class, (classes.get(row.class) ?? 0) + row.calls);
  }
  const wanted = new Set(days);
  for (const use of await readOpen(store, principal)) if (wanted.has(use.day)) uses.push(use);
  return {
    firstCall: await firstCall(store, principal),
    uses: uses.map((use) => ({ ...use, provider: placeOf(use.provider) })),
    durations: [...classes]
      .sort(([left], [right]) => left - right)
      .map(([durationClass, calls]) => ({ ms: middleMs(durationClass), calls })),
    checkpoint: await newestCheckpoint(store),
  };
}

/** The middle of a class of durations, of which there are four for each doubling of the microseconds (`schema-2.ts`). */
function middleMs(durationClass: number): number {
  return 2 ** ((durationClass + 0.5) / 4) / 1000;
}

/** As many as are under way. */
async function readOpen(store: Store, principal: string | undefined): Promise<Use[]> {
  return store.read<Use>(
    `SELECT substr(call.time, 1, 10) AS day, 'open' AS status, call.local, call.provider, call.model, count(*) AS calls, 0 AS metered, 0 AS input, 0 AS output
     FROM attempt INDEXED BY attempt_open CROSS JOIN call ON call.id = attempt.call
     WHERE attempt.outcome IS NULL AND call.status = 'open' AND attempt.number = call.attempts${principal === undefined ? '' : ' AND call.principal = ?'}
     GROUP BY 1, 3, 4, 5`,
    principal === undefined ? [] : [principal],
  );
}

async function firstCall(store: Store, principal: string | undefined): Promise<string | undefined> {
  const [row] =
    principal === undefined
      ? await store.read<{ time: string }>('SELECT time FROM call ORDER BY leaf LIMIT 1')
      : await store.read<{ time: string }>(
          'SELECT time FROM call INDEXED BY call_principal WHERE principal = ? ORDER BY leaf LIMIT 1',
          [principal],
        );
  return row?.time;
}

async function newestCheckpoint(store: Store): Promise<Overview['checkpoint']> {
  const [row] = await store.read<{ size: number; bytes: Uint8Array }>(
    `SELECT checkpoint.size, leaf.bytes FROM checkpoint JOIN leaf ON leaf.idx = checkpoint.size - 1
     ORDER BY checkpoint.size DESC LIMIT 1`,
  );
  if (row === undefined) return undefined;
  const leaf = JSON.parse(Buffer.from(row.bytes).toString()) as { readonly time: string };
  return { size: row.size, time: leaf.time };
}
