/** Something that is wrong with a log. It names the leaf where one can be named. */
export interface Finding {
  /** Log index. */
  readonly leaf?: number;
  readonly call?: string;
  readonly what: string;
}

/** Enough to see what happened; a log that is wrong throughout must not fill the memory of whoever checks it. */
export const findingsMax = 1_000;

/** Enough reasons for a grade; the findings have the others. */
const missingMax = 20;

/** Keeps the first findings and counts them all. */
export class Findings {
  readonly #kept: Finding[] = [];
  readonly #missing: Finding[] = [];
  #total = 0;

  add(finding: Finding): void {
    this.#total += 1;
    if (this.#kept.length < findingsMax) this.#kept.push(finding);
  }

  /** For a finding that says that something is not there: it is also a reason to call the log one with a gap. */
  addMissing(finding: Finding): void {
    this.add(finding);
    if (this.#missing.length < missingMax) this.#missing.push(finding);
  }

  get missing(): readonly Finding[] {
    return this.#missing.slice();
  }

  get kept(): readonly Finding[] {
    return this.#kept.slice();
  }

  get total(): number {
    return this.#total;
  }
}
