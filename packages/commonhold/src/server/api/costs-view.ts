import type { PrincipalView } from './calls-view.ts';
import type { MoneyView } from './money-view.ts';

/** What some sendings cost, and of how many nobody knows it. */
export interface CostSumsView {
  readonly calls: number;
  /** Everything that was sent: each attempt is paid for. */
  readonly attempts: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly money: readonly MoneyView[];
  /** Sendings whose cost is the destination's own word, and their part of the money; the rest is worked out from prices. */
  readonly told: number;
  readonly toldMoney: readonly MoneyView[];
  /** Sendings for which nothing is paid: those of the engine inside. */
  readonly free: number;
  /** Sendings whose cost is unknown: nobody knows the price, or nobody counted the tokens. */
  readonly unpriced: number;
  readonly unmetered: number;
  /** Sendings whose tokens were estimated from the length of the texts, so that their cost is an estimate too. */
  readonly estimated: number;
  /** Sendings that are under way, or of which it never came out what they took. */
  readonly open: number;
}

export type CostsBy = 'principal' | 'model' | 'vendor' | 'project' | 'destination';

export interface CostView extends CostSumsView {
  /** What it is of, as far as `by` says. */
  readonly principal?: PrincipalView | undefined;
  readonly project?: string | undefined;
  /** Of the catalog, where the row names one; else `provider` says whose it is. With `by` vendor, `provider` is there when it has one row. */
  readonly vendor?: { readonly id: string; readonly title: string } | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
}

/** `GET /api/costs` */
export interface CostsView {
  readonly whose: 'all' | 'own';
  /** Days of the time zone in which budgets count; both are within. */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly by: CostsBy;
  readonly totals: CostSumsView;
  readonly costs: readonly CostView[];
  /** Days on which something was sent, earliest first. */
  readonly days: readonly (CostSumsView & { readonly day: string })[];
  /** As they stand now, whatever time is asked for: a member's own; for others those of the node, of projects and of all keys. */
  readonly budgets: readonly BudgetView[];
}

export interface BudgetView {
  readonly of: 'caller' | 'project' | 'node';
  readonly principal?: PrincipalView | undefined;
  readonly project?: string | undefined;
  /** As people write it, such as `20 USD/month`. */
  readonly budget: string;
  readonly per: 'day' | 'month';
  /** `tell`: nothing is refused, and the rules are told. */
  readonly over: 'refuse' | 'tell';
  /** With what calls under way have reserved. */
  readonly used: string;
  readonly left: string;
  /** From 0 to 1, and above where more was used than there was. */
  readonly share: number;
  /** When it begins anew. */
  readonly renews: string;
}
