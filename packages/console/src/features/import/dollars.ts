const cents = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const parts = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 2,
});

/** Nothing that cost something is shown as nothing. */
export function dollarsText(amount: number): string {
  return amount === 0 || amount >= 0.01 ? cents.format(amount) : parts.format(amount);
}
