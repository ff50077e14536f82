import type { CostSumsView, MoneyView } from 'commonhold/api';
import type { Text } from '../text/text.ts';

const nanosPerUnit = 1_000_000_000;

/** An amount in the browser's own language; small ones keep the places that say something. */
export function moneyText(amount: number, currency: string): string {
  const isSmall = amount !== 0 && Math.abs(amount) < 0.01;
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    ...(isSmall ? { maximumSignificantDigits: 3 } : {}),
  }).format(amount);
}

export function nanosText(nanos: number, currency: string): string {
  return moneyText(nanos / nanosPerUnit, currency);
}

/** Sums of several currencies stand beside each other; none is the empty text. */
export function amountsText(money: readonly MoneyView[], text: Text['costs']): string {
  return text.and(money.map(({ amount, currency }) => moneyText(Number(amount), currency)));
}

/** Sendings whose cost nobody knows, or nobody knows yet. */
export function unknownOf({ unpriced, unmetered, open }: CostSumsView): number {
  return unpriced + unmetered + open;
}

/** The part that is known, in one cell: money, nothing, or a word for neither. */
export function knownWords(costs: CostSumsView, text: Text['costs']): string {
  const unknown = unknownOf(costs);
  if (costs.attempts > 0 && unknown === costs.attempts) return text.unknown;
  return amountsText(costs.money, text) || text.nothing;
}

/** The same with what is not known: it is said, and is never a zero. */
export function costWords(costs: CostSumsView, text: Text['costs']): string {
  const { attempts } = costs;
  const unknown = unknownOf(costs);
  if (attempts === 0) return text.none;
  const known = knownWords(costs, text);
  return unknown === 0 || unknown === attempts ? known : text.withUnknown(known, unknown, attempts);
}
