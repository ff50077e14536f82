/** What the API says of the last days, for Home. Types only, so that a page in a browser may import them. */
import type { CostSumsView } from './costs-view.ts';

/**
 * `GET /api/overview?days=30`. An owner gets all calls, a member their own. A day is a day of UTC and a call belongs to
 * the day on which it began. Calls that are still open count as open only.
 */
export interface OverviewView {
  readonly whose: 'all' | 'own';
  /** First and last day, `2026-11-22`, both included. */
  readonly from: string;
  readonly to: string;
  /** When the first call on record began; absent while there is none. */
  readonly firstCall?: string;
  readonly totals: PeriodView;
  /** Every day from `from` to `to`, also the empty ones. */
  readonly days: readonly (PeriodView & { readonly day: string })[];
  /** Busiest first; the last row, `{rest: true}`, is everything that is not among them. */
  readonly destinations: readonly DestinationUseView[];
  readonly models: readonly ModelUseView[];
  readonly durations: DurationsView;
  readonly record: RecordView;
  /** What it cost, and of how many sendings nobody knows it: never a zero that nobody worked out. */
  readonly money: CostSumsView;
}

export interface PeriodView {
  readonly calls: number;
  readonly byStatus: {
    readonly open: number;
    readonly completed: number;
    readonly failed: number;
    readonly aborted: number;
    readonly unknown: number;
    readonly refused: number;
  };
  /** `none`: refused, so nothing was sent anywhere. */
  readonly byLocal: {
    readonly verified: number;
    readonly declared: number;
    readonly no: number;
    readonly none: number;
  };
  /** Tools that agents ran by themselves, as their hooks told: among the calls, and in none of `byLocal` and `tokens`. */
  readonly tools: number;
  /** Owned is what our own engine computed (`verified`) and what the owner declares to be theirs (`declared`). */
  readonly tokens: { readonly owned: TokensView; readonly rented: TokensView };
}

export interface TokensView {
  readonly input: number;
  readonly output: number;
  /** Ended calls that were sent and of whose tokens nothing is known; they are in neither number. */
  readonly uncounted: number;
}

interface UseView {
  /** Destinations or models in this row: 1 but for the rest. */
  readonly count: number;
  readonly calls: number;
  readonly completed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type DestinationUseView =
  | (UseView & { readonly rest: false; readonly provider: string; readonly local: string })
  | (UseView & { readonly rest: true });

export type ModelUseView =
  | (UseView & {
      readonly rest: false;
      readonly model: string;
      readonly provider: string;
      readonly local: string;
    })
  | (UseView & { readonly rest: true });

/** Whole durations of completed calls. They are kept in classes 19 % wide, so each figure is within 9 % of the true one. */
export interface DurationsView {
  readonly calls: number;
  readonly medianMs?: number;
  readonly p95Ms?: number;
}

export interface RecordView {
  /** Entries in the log. */
  readonly size: number;
  /** The newest signed checkpoint: everything before its size is covered. */
  readonly checkpoint?: { readonly size: number; readonly time: string };
  readonly unsigned: number;
}
