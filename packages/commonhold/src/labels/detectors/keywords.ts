/**
 * Tells which of many keywords are in a text, in one go: each place is looked up by its first two signs, and only the
 * few keywords that begin so are compared.
 */
export class Keywords<Value> {
  /** By the first two signs, all keywords that begin with them, and what each stands for. */
  readonly #byBeginning = new Map<number, (readonly [string, Value])[]>();
  readonly #begins = new Uint8Array(1 << 14);

  /** Keywords are ASCII and of two signs or more. */
  constructor(keywords: Iterable<readonly [string, Value]>) {
    for (const [keyword, value] of keywords) {
      const beginning = (keyword.charCodeAt(0) << 7) | keyword.charCodeAt(1);
      this.#begins[beginning] = 1;
      const others = this.#byBeginning.get(beginning);
      if (others === undefined) this.#byBeginning.set(beginning, [[keyword, value]]);
      else others.push([keyword, value]);
    }
  }

  /** What the keywords in a text stand for, each once. The text is in lower case. */
  in(lower: string): ReadonlySet<Value> {
    const found = new Set<Value>();
    let previous = 128;
    for (let at = 0; at < lower.length; at++) {
      const code = lower.charCodeAt(at);
      if (previous < 128 && code < 128 && this.#begins[(previous << 7) | code] === 1) {
        for (const [keyword, value] of this.#byBeginning.get((previous << 7) | code) ?? []) {
          if (lower.startsWith(keyword, at - 1)) found.add(value);
        }
      }
      previous = code;
    }
    return found;
  }
}
