/** The offset of every time zone is a multiple of this, so that no day begins inside such a span. */
const quarterMs = 900_000;

/** The days and months in which budgets count: those of one time zone. */
export class Calendar {
  readonly #days: Intl.DateTimeFormat;
  #quarter = Number.NaN;
  #label = '';

  constructor(timeZone: string) {
    // The form of this locale is the one of the record: 2026-11-22.
    this.#days = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  }

  /** `2026-11-22`; remembered, because every call asks. */
  day(now: number): string {
    const quarter = Math.floor(now / quarterMs);
    if (quarter !== this.#quarter) {
      this.#label = this.#days.format(now);
      this.#quarter = quarter;
    }
    return this.#label;
  }

  /** How long until the next day or month begins, which the Gregorian year and its changes of clocks decide. */
  untilNext(per: 'day' | 'month', now: number): number {
    const isSame = (time: number): boolean =>
      labelOf(this.#days.format(time), per) === labelOf(this.#days.format(now), per);
    let low = Math.floor(now / quarterMs);
    let high = low + longestDays[per] * quartersOfDay;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isSame(middle * quarterMs)) low = middle;
      else high = middle;
    }
    return high * quarterMs - now;
  }
}

const quartersOfDay = 96;
/** A day that gets an hour more, and the longest month, with room. */
const longestDays = { day: 2, month: 33 } as const;

/** The label of a month is the beginning of those of its days. */
export function labelOf(day: string, per: 'day' | 'month'): string {
  return per === 'day' ? day : day.slice(0, 'yyyy-mm'.length);
}
