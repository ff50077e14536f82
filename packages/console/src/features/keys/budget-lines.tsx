import type { BudgetView } from 'commonhold/api';
import { amountWords, budgetWords } from '../../components/budget-words.ts';
import { minuteText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './keys.module.css';

interface BudgetLineProps {
  readonly standing: BudgetView;
  /** Whose it is, where that is not plain from where it stands. */
  readonly whose?: string;
}

/** What is used up of one budget, and when it begins anew. */
export function BudgetLine({ standing, whose }: BudgetLineProps) {
  const { budgets, keys } = useText();
  const words = keys.budgets;
  const { used, share, over, renews } = standing;
  const when = minuteText(renews);
  return (
    <>
      {whose !== undefined && `${whose}: `}
      {words.used(budgetWords(standing, budgets), amountWords(used, budgets))}{' '}
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
