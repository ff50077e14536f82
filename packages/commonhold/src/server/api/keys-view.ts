import { budgetText, type KeyScope } from '#call';
import type { KeySummary } from '#identity';
import type { BudgetView } from './costs-view.ts';

/** A key as lists show it: its limits as people write them. */
export interface KeyView extends Omit<KeySummary, 'limits' | 'scope'> {
  /** It has an end, and that has come. */
  readonly expired: boolean;
  readonly scope: KeyScope;
  readonly limits: {
    readonly requestsPerMinute?: number | undefined;
    readonly tokensPerMinute?: number | undefined;
    readonly concurrentCalls?: number | undefined;
    readonly budgets: readonly string[];
  };
  /** Its own budgets, those of its project and those of the node, as they stand now. Keys of one caller share their own. */
  readonly budgets: readonly BudgetView[];
}

export function keyView(
  { limits = {}, scope = {}, ...key }: KeySummary,
  now: number,
  standing: readonly BudgetView[],
): KeyView {
  const { budgets = [], ...rates } = limits;
  return {
    ...key,
    expired: key.expires !== undefined && Date.parse(key.expires) <= now,
    scope,
    limits: { ...rates, budgets: budgets.map(budgetText) },
    budgets: standing,
  };
}
