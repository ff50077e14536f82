/**
 * The calls that ended last, with how many attempts each had; the one that ended longest ago is forgotten first. They are
 * a list beside a map, because a Map alone knows which entry is its oldest only by stepping over the places of all that were
 * taken out before it: in a log of a million calls that was most of what verifying it cost.
 */
export class EndedCalls {
  readonly #byCall = new Map<string, Ended>();
  readonly #max: number;
  #oldest: Ended | undefined;
  #newest: Ended | undefined;
  #forgotten = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Calls that were forgotten to stay within the bound. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** How many attempts the call had, 0 for a refusal; undefined for one that is not here. */
  attempts(call: string): number | undefined {
    return this.#byCall.get(call)?.attempts;
  }

  /** The call has ended, once more if it is here already. */
  add(call: string, attempts: number): void {
    this.delete(call);
    const ended: Ended = { call, attempts, older: this.#newest, newer: undefined };
    if (this.#newest === undefined) this.#oldest = ended;
    else this.#newest.newer = ended;
    this.#newest = ended;
    this.#byCall.set(call, ended);
    if (this.#byCall.size <= this.#max || this.#oldest === undefined) return;
    this.delete(this.#oldest.call);
    this.#forgotten += 1;
  }

  /** The call goes on. */
  delete(call: string): void {
    const ended = this.#byCall.get(call);
    if (ended === undefined) return;
    this.#byCall.delete(call);
    const { older, newer } = ended;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}

interface Ended {
  readonly call: string;
  readonly attempts: number;
  older: Ended | undefined;
  newer: Ended | undefined;
}
