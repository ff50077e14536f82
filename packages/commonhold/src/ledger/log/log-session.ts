import { currentCoverage, type LogSessionLeaf } from '@commonhold/record';
import type { LeafMaker } from './leaves.ts';
import type { EndedName } from './log-names.ts';

export interface LogSessionOptions {
  readonly id: string;
  /** Name and version. */
  readonly software: string;
  /** Attempts that earlier sessions left without an outcome, and that this one gives the outcome `unknown`. */
  readonly recovered: number;
  /** Whether it keeps what the published text promises: heartbeats, and exact counts at its close. */
  readonly declaresCoverage: boolean;
  /** Of the first session under a new name: the name that ended, and the leaves that are there already. */
  readonly continues: EndedName | undefined;
}

type Counted = 'intents' | 'outcomes' | 'refusals';

/** One opening of the log: what it counts, and the leaves in which it says so. */
export class LogSession {
  readonly #leaves: LeafMaker;
  readonly #options: LogSessionOptions;
  readonly #counts: Record<Counted | 'strangers', number> = {
    intents: 0,
    outcomes: 0,
    refusals: 0,
    strangers: 0,
  };
  #underWay = 0;

  constructor(leaves: LeafMaker, options: LogSessionOptions) {
    this.#leaves = leaves;
    this.#options = options;
  }

  leaf(event: LogSessionLeaf['event']): LogSessionLeaf {
    const { id, software, recovered, declaresCoverage, continues } = this.#options;
    const leaf = this.#leaves.session({ event, session: id, software, counts: { ...this.#counts } });
    if (event !== 'open') return leaf;
    return {
      ...leaf,
      recovered,
      ...(declaresCoverage ? { coverage: currentCoverage.digest } : {}),
      ...(continues === undefined ? {} : { continues: continuesOf(continues) }),
    };
  }

  /** The attempts that earlier sessions left open have their outcomes on disk, in this session. */
  hasRecovered(): void {
    this.#counts.outcomes += this.#options.recovered;
  }

  stranger(): void {
    this.#counts.strangers += 1;
  }

  /**
   * Waits for a commit and counts what it was, once it is on disk: a count that was raised before could claim a leaf
   * that was never written.
   */
  async counting<Result>(commit: Promise<Result>, counted: Counted | undefined): Promise<Result> {
    this.#underWay += 1;
    try {
      const result = await commit;
      if (counted !== undefined) this.#counts[counted] += 1;
      return result;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Whether all that was given to the store is on disk and counted. */
  get isSettled(): boolean {
    return this.#underWay === 0;
  }
}

function continuesOf({ origin, size, root }: EndedName): NonNullable<LogSessionLeaf['continues']> {
  return { origin, size, root: Buffer.from(root).toString('base64url') };
}
