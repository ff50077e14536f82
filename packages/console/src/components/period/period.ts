/** Days as the node adds up, of UTC or of its own time zone; both ends belong to it. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** What the address of the page says: so many days that end today, or two days by name. */
export type Chosen =
  | { readonly type: 'days'; readonly days: number }
  | ({ readonly type: 'between' } & Period);

export const dayChoices = [7, 30, 90] as const;
const daysDefault = 30;
const dayMs = 86_400_000;

/** An address that means nothing shows what no address shows; the period in force is always written on the page. */
export function readPeriod(search: string): Chosen {
  const query = new URLSearchParams(search);
  const [from, to] = [query.get('from'), query.get('to')];
  if (from !== null && to !== null && isDay(from) && isDay(to) && from <= to) {
    return { type: 'between', from, to };
  }
  const days = Number(query.get('days') ?? daysDefault);
  return { type: 'days', days: (dayChoices as readonly number[]).includes(days) ? days : daysDefault };
}

/** The address of a page for that time; `also` is what else stands in it. */
export function periodAddress(
  page: string,
  chosen: Chosen,
  also: Readonly<Record<string, string>> = {},
): string {
  const query = periodQuery(chosen);
  for (const [name, value] of Object.entries(also)) query.set(name, value);
  return `${page}?${query.toString()}`;
}

export function periodQuery(chosen: Chosen): URLSearchParams {
  return chosen.type === 'days'
    ? new URLSearchParams({ days: String(chosen.days) })
    : new URLSearchParams({ from: chosen.from, to: chosen.to });
}

/** The month at a place that lies so many months back; 0 is the present one, up to today there. */
export function monthOf(nowMs: number, back: number, timeZone: string): Period {
  const today = new Date(dayAt(nowMs, timeZone));
  const first = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1);
  const last = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back + 1, 1) - dayMs;
  return { from: dayOf(first), to: dayOf(Math.min(last, today.getTime())) };
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The form of this locale is the one of an address. */
function dayAt(ms: number, timeZone: string): string {
  const format = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-CA', format).format(ms);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
