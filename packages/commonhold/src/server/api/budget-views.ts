import { amountText, budgetText } from '#call';
import type { Gate } from '#gate';
import type { Keys } from '#identity';
import type { BudgetView } from './costs-view.ts';
import { principalView } from './principals.ts';

type Budgets = Gate['limits']['budgets'];
type Standing = ReturnType<Budgets['standing']>[number];

/** How every budget stands now; for a member their own alone, because the others tell what others use. */
export function budgetViews(budgets: Budgets, keys: Keys, own: string | undefined): readonly BudgetView[] {
  const principals = own === undefined ? keys.principals() : [own];
  const ofCallers = principals.flatMap((id) => {
    const key = keys.ofPrincipal(id);
    if (key === undefined || key.revoked !== undefined) return [];
    const principal = principalView(keys, id);
    return budgets
      .standing({ id, project: key.project, limits: key.limits })
      .filter((standing) => standing.of === 'caller')
      .map((standing) => ({ ...view(standing), principal }));
  });
  if (own !== undefined) return ofCallers;
  const nobody = { id: '', limits: undefined };
  const ofProjects = Object.keys(budgets.options.projects).flatMap((project) =>
    budgets
      .standing({ ...nobody, project })
      .filter((standing) => standing.of === 'project')
      .map((standing) => ({ ...view(standing), project })),
  );
  const ofNode = budgets
    .standing({ ...nobody, project: '' })
    .filter((standing) => standing.of === 'node')
    .map(view);
  return [...ofNode, ...ofProjects, ...ofCallers];
}

/** Every budget that a call with this key would have to fit into; none for a key that is not in force. */
export function budgetsOfKey(budgets: Budgets, keys: Keys, key: string, now: number): readonly BudgetView[] {
  const principal = keys.byId(key, now);
  return principal === undefined ? [] : budgets.standing(principal).map(view);
}

function view({ of, budget, used, renews }: Standing): BudgetView {
  const { amount, unit, per, over } = budget;
  return {
    of,
    budget: budgetText(budget),
    per,
    over,
    used: amountText(used, unit),
    left: amountText(Math.max(amount - used, 0), unit),
    // A budget of nothing is used up from the beginning.
    share: amount === 0 ? 1 : used / amount,
    renews: new Date(renews).toISOString(),
  };
}
