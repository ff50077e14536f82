import { combineLabels } from '#labels';

/** Runs that are remembered at once; older ones are read from the record again. */
const runsMax = 10_000;

/** Reads from the record which labels the calls of a run have carried so far. */
export type RecoverLabels = (principal: string, run: string) => Promise<readonly string[]>;

/**
 * The labels that a run has carried so far. They only rise: what a model has seen in one call of a run may come out in
 * the next, whatever that next call itself contains. The run is the client's own name for it, so it is a run of the
 * principal who names it, and nobody can raise the labels of somebody else's.
 */
export class RunLabels {
  readonly #recover: RecoverLabels;
  readonly #known = new Map<string, readonly string[]>();

  constructor(recover: RecoverLabels) {
    this.#recover = recover;
  }

  /** None where the client names no run. After a restart, or for a run that was long silent, the record is asked. */
  async of(principal: string, run: string | undefined): Promise<readonly string[]> {
    if (run === undefined) return [];
    const key = keyOf(principal, run);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const recovered = await this.#recover(principal, run);
    // Another call of the run may have raised them in the meantime.
    return this.#set(key, combineLabels(this.#known.get(key) ?? [], recovered));
  }

  raise(principal: string, run: string | undefined, labels: readonly string[]): void {
    if (run === undefined || labels.length === 0) return;
    const key = keyOf(principal, run);
    this.#set(key, combineLabels(this.#known.get(key) ?? [], labels));
  }

  #set(key: string, labels: readonly string[]): readonly string[] {
    this.#known.delete(key);
    this.#known.set(key, labels);
    if (this.#known.size > runsMax) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    return labels;
  }
}

function keyOf(principal: string, run: string): string {
  return `${principal}\n${run}`;
}
