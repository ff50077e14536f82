import type { CostsView, CostSumsView } from 'commonhold/api';

type Day = CostsView['days'][number];

/** What one bar of the drawing stands for. */
export interface Bar {
  /** `2026-11-22`, or `2026-11` where a bar is a month. */
  readonly name: string;
  readonly days: readonly CostSumsView[];
}

const dayMs = 86_400_000;
/** A bar for each day is read up to a quarter of a year; beyond that one wants months. */
const daysMax = 93;

export function isByMonth({ from, to }: Pick<CostsView, 'from' | 'to'>): boolean {
  return (Date.parse(to) - Date.parse(from)) / dayMs + 1 > daysMax;
}

/** Every day or month of the time, also those on which nothing was sent. */
export function barsOf(view: Pick<CostsView, 'from' | 'to' | 'days'>): readonly Bar[] {
  const labelOf = (day: string): string => (isByMonth(view) ? day.slice(0, 'yyyy-mm'.length) : day);
  const sent = Map.groupBy(view.days, ({ day }: Day) => labelOf(day));
  const names = new Set<string>();
  for (let at = Date.parse(view.from); at <= Date.parse(view.to); at += dayMs) {
    names.add(labelOf(new Date(at).toISOString().slice(0, 'yyyy-mm-dd'.length)));
  }
  return [...names].map((name) => ({ name, days: sent.get(name) ?? [] }));
}

/** What a bar is in one currency. */
export function amountIn({ days }: Bar, currency: string): number {
  return days.reduce(
    (sum, { money }) =>
      sum + money.reduce((all, one) => all + (one.currency === currency ? Number(one.amount) : 0), 0),
    0,
  );
}

/** The moment at which a day begins at a place, as the record writes moments: the list of calls knows no other days. */
export function startOf(day: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  let moment = wanted;
  // Twice, because the offset at the first guess can be that of the other side of a change of clocks.
  for (let round = 0; round < 2; round += 1) moment += wanted - wallClock(moment, timeZone);
  return new Date(moment).toISOString();
}

export function endOf(day: string, timeZone: string): string {
  const next = new Date(Date.parse(day) + dayMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
  return new Date(Date.parse(startOf(next, timeZone)) - 1).toISOString();
}

/** What a clock there shows at a moment, as if it were a clock of UTC. */
function wallClock(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}
