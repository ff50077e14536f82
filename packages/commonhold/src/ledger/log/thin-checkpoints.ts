import type { Clock } from '#base';
import type { Store } from '#store';

/**
 * Heads younger than this all stay: they narrow down where fresh entries were changed, and whoever follows the log (the
 * published folder, witnesses) lies minutes behind it and not days.
 */
const allStayMs = 86_400_000;
/**
 * Of older heads the last of each hour stays, so that a busy year keeps nine thousand and not thirty million, which would be
 * 28 GB. Where more was written than this in an hour more stay, because a folder that is written anew grows from head to
 * head and holds in memory what lies between (`log-publisher.ts`).
 */
const leavesBetweenMax = 65_536;
/** Looked at in one step: some 5 ms for each of the two threads of the store, so that no call waits for it noticeably. */
const atOnce = 512;
/** An hour adds 3,600 at most, so there is no need to look more often. */
const everyMs = 3_600_000;

interface Head {
  readonly size: number;
  /** Under which name of the log it was signed. */
  readonly origin: string;
  /** When the last leaf that it covers was written. */
  readonly time: string;
}

/**
 * Takes away signed heads that nothing needs any more. All of them say the same of the log at their size, which its leaves
 * still show; what an old head alone does is tell between which two of them a leaf was changed.
 */
export class CheckpointThinning {
  readonly #store: Store;
  readonly #clock: Clock;
  /** Up to this head nothing is left to take away. A start begins at the first one, which by then is quick. */
  #done = -1;
  #next = Number.NEGATIVE_INFINITY;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** One bounded step, if one is due. Called after a head was signed. */
  async step(): Promise<void> {
    const now = this.#clock.now();
    if (now < this.#next) return;
    this.#next = now + everyMs;
    const heads = await this.#store.read<Head>(
      `SELECT size, substr(note, 1, instr(note, char(10)) - 1) AS origin, json_extract(CAST(leaf.bytes AS TEXT), '$.time') AS time
       FROM checkpoint JOIN leaf ON leaf.idx = size - 1 WHERE size > ? ORDER BY size LIMIT ?`,
      [this.#done, atOnce],
    );
    const { gone, done } = thinned(heads, new Date(now - allStayMs).toISOString());
    const rows = gone.map((size) => ({ statement: 'thin-checkpoint' as const, values: [size] }));
    // A crash before this commit leaves these heads to the next start.
    if (rows.length > 0) await this.#store.commit({ leaves: [], bodies: [], rows, urgency: 'closing' });
    this.#done = done ?? this.#done;
    if (heads.length === atOnce && done === heads.at(-2)?.size) this.#next = now;
  }
}

/**
 * Which of these heads, in the order of the log, go: each that is older than `before` and is followed by one of the same
 * hour. `done` is the last one that was decided; the newest never is, because it has no follower.
 */
export function thinned(
  heads: readonly Head[],
  before: string,
): { readonly gone: readonly number[]; readonly done: number | undefined } {
  const gone: number[] = [];
  let done: number | undefined;
  for (const [at, head] of heads.entries()) {
    const next = heads[at + 1];
    // Times of this form sort as text.
    if (next === undefined || head.time >= before) break;
    if (group(head) === group(next)) gone.push(head.size);
    done = head.size;
  }
  return { gone, done };
}

function group({ origin, size, time }: Head): string {
  const hour = time.slice(0, 'YYYY-MM-DDTHH'.length);
  return `${origin}\n${hour}\n${Math.floor(size / leavesBetweenMax)}`;
}
