import { budgetText, type KeyScope } from '#call';
import type { KeySummary } from '#identity';

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
}

export function keyView({ limits = {}, scope = {}, ...key }: KeySummary, now: number): KeyView {
  const { budgets = [], ...rates } = limits;
  return {
    ...key,
    expired: key.expires !== undefined && Date.parse(key.expires) <= now,
    scope,
    limits: { ...rates, budgets: budgets.map(budgetText) },
  };
}
