import type { KeyView } from 'commonhold/api';
import { useText } from '../../text/text.ts';
import { BudgetLine } from './budget-lines.tsx';

/** What limits a key by itself, one item of a list each. */
export function KeyLimits({ row }: { readonly row: KeyView }) {
  const words = useText().keys.list;
  const { requestsPerMinute, tokensPerMinute, concurrentCalls, budgets } = row.limits;
  const own = row.budgets.filter(({ of }) => of === 'caller');
  const lines = [
    ...(requestsPerMinute === undefined ? [] : [words.requests(requestsPerMinute)]),
    ...(tokensPerMinute === undefined ? [] : [words.tokens(tokensPerMinute)]),
    ...(concurrentCalls === undefined ? [] : [words.concurrent(concurrentCalls)]),
    // A key that is not in force uses nothing up.
    ...(own.length === 0 ? budgets : []),
  ];
  return (
    <>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {own.map((standing) => (
        <li key={standing.budget}>
          <BudgetLine standing={standing} />
        </li>
      ))}
    </>
  );
}
