import { nanosPerUnit } from './cost.ts';

/** How much may be used up in a day or a month, and what happens when it is. */
export interface Budget {
  /** `calls`, `tokens`, or a currency in three capital letters. */
  readonly unit: string;
  /** Whole: calls, tokens, or billionths of a unit of money. */
  readonly amount: number;
  readonly per: 'day' | 'month';
  /** `refuse`: what does not fit is refused. `tell`: it goes to the rules, which are told that the budget is spent. */
  readonly over: 'refuse' | 'tell';
}

/** What one caller may use, whatever the rules say. A field that is absent is no limit. */
export interface CallerLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  readonly concurrentCalls?: number | undefined;
  readonly budgets?: readonly Budget[] | undefined;
}

const form = /^(\d{1,12})(?:\.(\d{1,9}))? (calls|tokens|[A-Z]{3})\/(day|month)( tell)?$/;
const decimals = 9;

/** Reads `100 calls/day`, `2.50 USD/month` or `1000000 tokens/day tell`; undefined for anything else. */
export function parseBudget(text: string): Budget | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  const [, whole = '', fraction, unit = '', per, tell] = found;
  const isMoney = unit !== 'calls' && unit !== 'tokens';
  if (fraction !== undefined && !isMoney) return undefined;
  const amount = isMoney
    ? Number(whole) * nanosPerUnit + Number((fraction ?? '').padEnd(decimals, '0'))
    : Number(whole);
  if (!Number.isSafeInteger(amount)) return undefined;
  return {
    unit,
    amount,
    per: per === 'day' ? 'day' : 'month',
    over: tell === undefined ? 'refuse' : 'tell',
  };
}

/** The same text again, in its one form. */
export function budgetText({ unit, amount, per, over }: Budget): string {
  return `${amountText(amount, unit)}/${per}${over === 'tell' ? ' tell' : ''}`;
}

/** An amount as people read it: `100 calls`, `2.5 USD`. */
export function amountText(amount: number, unit: string): string {
  return unit === 'calls' || unit === 'tokens' ? `${amount} ${unit}` : `${moneyText(amount)} ${unit}`;
}

/** Billionths as a decimal number, exactly and without zeros that say nothing. */
export function moneyText(nanos: number): string {
  const sign = nanos < 0 ? '-' : '';
  const size = Math.abs(nanos);
  const whole = Math.floor(size / nanosPerUnit);
  const fraction = String(size % nanosPerUnit)
    .padStart(decimals, '0')
    .replace(/0+$/, '');
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}
