interface Range {
  readonly start: number;
  readonly end: number;
}

/** Answers from left to right whether a place is within what is known already. Both go forward once. */
export class Covered {
  readonly #ranges: readonly Range[];
  #at = 0;

  /** Sorted by where they begin, and one after the other. */
  constructor(ranges: readonly Range[]) {
    this.#ranges = ranges;
  }

  /** Whether a range overlaps one of them; it begins no earlier than the one that was asked about before. */
  has({ start, end }: Range): boolean {
    for (;;) {
      const range = this.#ranges[this.#at];
      if (range === undefined || range.start >= end) return false;
      if (range.end > start) return true;
      this.#at += 1;
    }
  }
}
