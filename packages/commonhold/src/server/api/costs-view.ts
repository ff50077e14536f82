import type { PrincipalView } from './calls-view.ts';

/** An amount of one currency, as a decimal number. Sums of several currencies are never added up. */
export interface MoneyView {
  readonly currency: string;
  readonly amount: string;
}

/** What some sendings cost, and of how many nobody knows it. */
export interface CostSumsView {
  readonly calls: number;
  /** Everything that was sent: each attempt is paid for. */
  readonly attempts: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly money: readonly MoneyView[];
  /** Sendings whose cost is unknown: nobody knows the price, or nobody counted the tokens. */
  readonly unpriced: number;
  readonly unmetered: number;
  /** Sendings whose tokens were estimated from the length of the texts, so that their cost is an estimate too. */
  readonly estimated: number;
  /** Sendings that are under way, or of which it never came out what they took. */
  readonly open: number;
}

export type CostsBy = 'principal' | 'model' | 'project' | 'destination';

export interface CostView extends CostSumsView {
  /** What it is of, as far as `by` says. */
  readonly principal?: PrincipalView | undefined;
  readonly project?: string | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
}

/** `GET /api/costs` */
export interface CostsView {
  readonly whose: 'all' | 'own';
  /** Days of the time zone in which budgets count; both are within. */
  readonly from: string;
  readonly to: string;
  readonly by: CostsBy;
  readonly totals: CostSumsView;
  readonly costs: readonly CostView[];
}
