import type { BudgetView } from 'commonhold/api';
import type { Text } from '../text/text.ts';
import { moneyText } from './money.ts';
import { numberText } from './written.ts';

/** `20 USD/month tell` → `US$20.00 a month`, wherever budgets are shown. */
export function budgetWords({ budget, per }: BudgetView, text: Text['budgets']): string {
  return text.words(amountWords(budget.split('/', 1)[0] ?? budget, text), text.per[per]);
}

/** `20 USD`, `100 calls`, as people of this browser write them. */
export function amountWords(amount: string, text: Text['budgets']): string {
  const [number = '', unit = ''] = amount.split(' ');
  if (unit === 'calls') return text.calls(numberText(Number(number)));
  if (unit === 'tokens') return text.tokens(numberText(Number(number)));
  return moneyText(Number(number), unit);
}
