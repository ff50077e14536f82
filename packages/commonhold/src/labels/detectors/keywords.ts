/**
 * Tells which of many keywords are in a text, in one go: a table of states says for each sign how far into which keywords
 * one has come (Aho and Corasick, 1975), so no place is looked at twice, however many keywords begin alike.
 */
export class Keywords<Value> {
  /** For each state and each sign the next state; what is no sign of a keyword leads back to the first. */
  readonly #next: Uint16Array;
  /** What the keywords stand for that end in a state. */
  readonly #ends: readonly (readonly Value[] | undefined)[];
  /** Number of each sign by its code; capitals are as small letters. */
  readonly #signs = new Uint8Array(128);
  readonly #width: number;

  /** Keywords are ASCII, in lower case, and of one sign or more. */
  constructor(keywords: Iterable<readonly [string, Value]>) {
    const all = [...keywords];
    let width = 1;
    for (const code of new Set(all.flatMap(([word]) => Array.from(word, (sign) => sign.charCodeAt(0))))) {
      this.#signs[code] = width;
      if (code >= 0x61 && code <= 0x7a) this.#signs[code - 0x20] = width;
      width += 1;
    }
    this.#width = width;
    const states: State<Value>[] = [{ next: new Map(), values: new Set() }];
    for (const [word, value] of all) {
      let at = 0;
      for (const sign of word) {
        const code = this.#signs[sign.charCodeAt(0)] ?? 0;
        let to = states[at]?.next.get(code);
        if (to === undefined) {
          to = states.length;
          states.push({ next: new Map(), values: new Set() });
          states[at]?.next.set(code, to);
        }
        at = to;
      }
      states[at]?.values.add(value);
    }
    this.#next = tableOf(states, width);
    this.#ends = states.map(({ values }) => (values.size === 0 ? undefined : [...values]));
  }

  /** What the keywords in a text stand for, each once, in any case of letters. */
  in(text: string): ReadonlySet<Value> {
    const found = new Set<Value>();
    const signs = this.#signs;
    const next = this.#next;
    const width = this.#width;
    const ends = this.#ends;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const sign = code < 128 ? (signs[code] ?? 0) : 0;
      state = sign === 0 ? 0 : (next[state * width + sign] ?? 0);
      if (state === 0) continue;
      const ended = ends[state];
      if (ended !== undefined) for (const value of ended) found.add(value);
    }
    return found;
  }
}

interface State<Value> {
  readonly next: Map<number, number>;
  /** Of the keywords that end here, and of those that are the end of what was read to here. */
  readonly values: Set<Value>;
}

/** Goes through the states from short to long, so that what a state falls back to is ready before it. */
function tableOf<Value>(states: readonly State<Value>[], width: number): Uint16Array {
  const table = new Uint16Array(states.length * width);
  const fallback = new Uint16Array(states.length);
  const order = [0];
  for (const at of order) {
    const state = states[at];
    if (state === undefined) continue;
    const back = fallback[at] ?? 0;
    if (at !== 0) for (const value of states[back]?.values ?? []) state.values.add(value);
    for (let sign = 1; sign < width; sign++) {
      const to = state.next.get(sign);
      const otherwise = at === 0 ? 0 : (table[back * width + sign] ?? 0);
      table[at * width + sign] = to ?? otherwise;
      if (to === undefined) continue;
      fallback[to] = otherwise;
      order.push(to);
    }
  }
  return table;
}
