/** Something that is wrong with a log. It names the leaf where one can be named. */
export interface Finding {
  /** Log index. */
  readonly leaf?: number;
  readonly call?: string;
  readonly what: string;
}

/** Enough to see what happened; a log that is wrong throughout must not fill the memory of whoever checks it. */
export const findingsMax = 1_000;

/** Keeps the first findings and counts them all. */
export class Findings {
  readonly #kept: Finding[] = [];
  #total = 0;

  add(finding: Finding): void {
    this.#total += 1;
    if (this.#kept.length < findingsMax) this.#kept.push(finding);
  }

  get kept(): readonly Finding[] {
    return this.#kept.slice();
  }

  get total(): number {
    return this.#total;
  }
}
