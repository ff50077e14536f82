import type { CostSumsView } from 'commonhold/api';
import type { Text } from '../text/text.ts';

const nanosPerUnit = 1_000_000_000;

/** An amount in the browser's own language; small ones keep the places that say something. */
function moneyText(amount: number, currency: string): string {
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

/** Sums of several currencies stand beside each other; what nobody knows is said, and is never a zero. */
export function costWords(costs: CostSumsView, text: Text['costs']): string {
  const { money, attempts, unpriced, unmetered, open } = costs;
  const unknown = unpriced + unmetered + open;
  if (attempts === 0) return text.none;
  const paid = money.map(({ amount, currency }) => moneyText(Number(amount), currency)).join(' + ');
  if (unknown === attempts) return text.unknown;
  return unknown === 0 ? paid || text.nothing : text.withUnknown(paid || text.nothing, unknown, attempts);
}
