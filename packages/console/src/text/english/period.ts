/** Choosing a time, wherever something is added up over days. */
export const period = {
  title: 'Time',
  days: (days: number) => `${days} days`,
  thisMonth: 'this month',
  lastMonth: 'last month',
  from: 'From',
  to: 'To',
  show: 'Show',
  wrong: 'Both days are needed, and the first must not be after the last.',
  shown: (from: string, to: string, zone: string) => `${from} to ${to}, days of ${zone}`,
};
