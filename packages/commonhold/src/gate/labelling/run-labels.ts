import { combineLabels } from '#labels';

/** Runs that are remembered at once; older ones are read from the record again. */
const runsMax = 10_000;

interface Known {
  readonly labels: readonly string[];
  /** What the record knows is among them; a run that was forgotten meanwhile is known by what was raised since. */
  readonly isWhole: boolean;
}

/** Reads from the record which labels the calls of a run have carried so far. */
export type RecoverLabels = (principal: string, run: string) => Promise<readonly string[]>;

/**
 * The labels that a run has carried so far. They only rise: what a model has seen in one call of a run may come out in
 * the next, whatever that next call itself contains. The run is the client's own name for it, so it is a run of the
 * principal who names it, and nobody can raise the labels of somebody else's.
 */
export class RunLabels {
  readonly #recover: RecoverLabels;
  readonly #known = new Map<string, Known>();
  /** Answers of a run whose labels are still being looked for. */
  readonly #awaited = new Map<string, Set<Promise<unknown>>>();

  constructor(recover: RecoverLabels) {
    this.#recover = recover;
  }

  /** None where the client names no run. After a restart, or for a run that was long silent, the record is asked. */
  async of(principal: string, run: string | undefined): Promise<readonly string[]> {
    if (run === undefined) return [];
    const key = keyOf(principal, run);
    // A client has an answer before it is looked through, and may send it on at once.
    const awaited = this.#awaited.get(key);
    if (awaited !== undefined) await Promise.all(awaited);
    const known = this.#known.get(key);
    if (known?.isWhole === true) return known.labels;
    const recovered = await this.#recover(principal, run);
    // Another call of the run may have raised them in the meantime.
    return this.#set(key, combineLabels(this.#known.get(key)?.labels ?? [], recovered), true);
  }

  raise(principal: string, run: string | undefined, labels: readonly string[]): void {
    if (run === undefined || labels.length === 0) return;
    const key = keyOf(principal, run);
    const { labels: before = [], isWhole = false } = this.#known.get(key) ?? {};
    this.#set(key, combineLabels(before, labels), isWhole);
  }

  /** The same for the labels of an answer that is being looked through; calls of the run that come meanwhile wait for them. */
  async raiseAfter(
    principal: string,
    run: string | undefined,
    looking: Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    if (run === undefined) return looking;
    const key = keyOf(principal, run);
    const raised = looking.then((labels) => {
      this.raise(principal, run, labels);
      return labels;
    });
    // Who waits is told of no failure: whoever looks says what went wrong.
    const settled = raised.then(
      () => undefined,
      () => undefined,
    );
    const awaited = this.#awaited.get(key) ?? new Set();
    this.#awaited.set(key, awaited.add(settled));
    try {
      return await raised;
    } finally {
      awaited.delete(settled);
      if (awaited.size === 0) this.#awaited.delete(key);
    }
  }

  #set(key: string, labels: readonly string[], isWhole: boolean): readonly string[] {
    this.#known.delete(key);
    this.#known.set(key, { labels, isWhole });
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
