/** Amounts of budgets, wherever they are shown. */
export const budgets = {
  words: (amount: string, per: string) => `${amount} ${per}`,
  per: { day: 'a day', month: 'a month' },
  calls: (count: string) => (count === '1' ? '1 call' : `${count} calls`),
  tokens: (count: string) => (count === '1' ? '1 token' : `${count} tokens`),
};
