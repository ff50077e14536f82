import type { BudgetView, CostsView } from 'commonhold/api';
import { Link } from 'wouter';
import { useSession } from '../../api/session.ts';
import { amountWords, budgetWords } from '../../components/budget-words.ts';
import figures from '../../components/figures.module.css';
import { minuteText, shareText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './costs.module.css';

type Words = Text['costs']['page']['budgets'];

/** What may be used, what was, and what is left of it. */
export function Budgets({ view: { budgets, timeZone } }: { readonly view: CostsView }) {
  const text = useText().costs.page.budgets;
  const isOwner = useSession().data?.role === 'owner';
  if (budgets.length === 0) {
    return (
      <section>
        <h2>{text.title}</h2>
        <p>
          {text.none} {isOwner ? <Link href="/keys">{text.keys}</Link> : text.keys}.
        </p>
      </section>
    );
  }
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead(timeZone)}</p>
      <table className={figures.figures}>
        <caption className="visually-hidden">{text.title}</caption>
        <thead>
          <tr>
            <th scope="col">{text.of}</th>
            <th scope="col">{text.budget}</th>
            <th scope="col">{text.used}</th>
            <th scope="col" className={figures.number}>
              {text.left}
            </th>
            <th scope="col" className={figures.number}>
              {text.renews}
            </th>
          </tr>
        </thead>
        <tbody>
          {budgets.map((budget) => (
            <Row
              key={JSON.stringify([budget.of, budget.principal?.id, budget.project, budget.budget])}
              of={budget}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ of: budget }: { readonly of: BudgetView }) {
  const { budgets: amounts, costs } = useText();
  const text = costs.page.budgets;
  const { used, left, share, over, renews } = budget;
  const isUsedUp = share >= 1;
  return (
    <tr>
      <th scope="row">{whose(budget, text)}</th>
      <td data-name={text.budget} className={figures.wide}>
        {budgetWords(budget, amounts)}
        {over === 'tell' && <span className={figures.note}>{text.tell}</span>}
      </td>
      <td data-name={text.used} className={figures.wide}>
        {amountWords(used, amounts)}, {shareText(share)}
        <span className={classes.meter} aria-hidden="true">
          <span data-used-up={isUsedUp} style={{ width: `${Math.min(1, share) * 100}%` }} />
        </span>
      </td>
      <td data-name={text.left} className={`${figures.number} ${figures.wide}`}>
        {isUsedUp ? <strong className={classes.usedUp}>{text.usedUp}</strong> : amountWords(left, amounts)}
      </td>
      <td data-name={text.renews} className={`${figures.number} ${figures.wide}`}>
        {minuteText(renews)}
      </td>
    </tr>
  );
}

function whose({ of, principal, project = '' }: BudgetView, text: Words): string {
  switch (of) {
    case 'node':
      return text.node;
    case 'project':
      return text.project(project);
    case 'caller':
      return principal?.name ?? '';
  }
}
