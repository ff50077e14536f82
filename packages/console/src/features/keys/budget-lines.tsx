import type { BudgetView } from 'commonhold/api';
import { useText } from '../../text/text.ts';
import classes from './keys.module.css';

/** Budgets begin anew at midnight somewhere, so the seconds say nothing. */
function momentText(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

interface BudgetLineProps {
  readonly standing: BudgetView;
  /** Whose it is, where that is not plain from where it stands. */
  readonly whose?: string;
}

/** What is used up of one budget, and when it begins anew. */
export function BudgetLine({ standing: { budget, used, share, over, renews }, whose }: BudgetLineProps) {
  const words = useText().keys.budgets;
  // The unit is the budget's own and stands there already.
  const [amount = used] = used.split(' ');
  const when = momentText(renews);
  return (
    <>
      {whose !== undefined && `${whose}: `}
      {words.used(budget, amount)}{' '}
      <span className={share >= 1 ? classes.spent : classes.quiet}>
        {share < 1 ? words.anew(when) : over === 'tell' ? words.toldUntil(when) : words.spentUntil(when)}
      </span>
    </>
  );
}

interface SharedBudgetsProps {
  readonly keys: readonly { readonly project: string; readonly budgets: readonly BudgetView[] }[];
}

/** Those of projects and of the node, each once however many keys they hold for. */
export function SharedBudgets({ keys }: SharedBudgetsProps) {
  const words = useText().keys.budgets;
  const shared = new Map<string, { readonly whose: string; readonly standing: BudgetView }>();
  for (const { project, budgets } of keys) {
    for (const standing of budgets) {
      if (standing.of === 'caller') continue;
      const whose = standing.of === 'node' ? words.ofNode : words.ofProject(project);
      shared.set(`${whose} ${standing.budget}`, { whose, standing });
    }
  }
  if (shared.size === 0) return null;
  return (
    <>
      <h2>{words.sharedTitle}</h2>
      <p>{words.sharedLead}</p>
      <ul className={classes.lines}>
        {[...shared].map(([name, { whose, standing }]) => (
          <li key={name}>
            <BudgetLine standing={standing} whose={whose} />
          </li>
        ))}
      </ul>
    </>
  );
}
