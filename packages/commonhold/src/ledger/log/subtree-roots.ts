import {
  consistencyRanges,
  hashBytes,
  inclusionRanges,
  nodeHash,
  splitPoint,
  treeRoot,
} from '@commonhold/tlog';
import { sha256, type Store, subtreeLeaves as width } from '#store';

/** Roots read at a time when those in memory catch up with the log: 256 KB, the roots of two million leaves. */
const rootsAtOnce = 8192;

/**
 * Proofs in a log of any length without reading it anew for each: the roots of all complete subtrees of 256 leaves are
 * in the database and, from the first proof on, in memory, with those of 256², … leaves, which are worked out from them. A
 * proof reads one or two blocks of 256 leaf hashes. Nothing here is trusted: whoever hands a proof out holds it against
 * the signed root first.
 */
export class SubtreeRoots {
  readonly #store: Store;
  /** At 0 the roots of 256 leaves, at 1 those of 65,536, and so on; each in the order of the log. */
  readonly #levels: Uint8Array[][] = [];
  #growing: Promise<void> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * The inclusion proof of each leaf in the tree of the first `size` leaves, which are on disk. Undefined when hashes of
   * leaves are missing there.
   */
  async proofs(indexes: readonly number[], size: number): Promise<Uint8Array[][] | undefined> {
    const blocks = await this.#blocksOf(indexes, size);
    if (blocks === undefined) return undefined;
    return indexes.map((index) =>
      inclusionRanges(index, size).map(({ start, end }) => this.#root(blocks, start, end)),
    );
  }

  /** The root of the first `size` leaves, at least one. Undefined when hashes of leaves are missing on the disk. */
  async root(size: number): Promise<Uint8Array | undefined> {
    const blocks = await this.#blocksOf([], size);
    return blocks && this.#root(blocks, 0, size);
  }

  /**
   * The root of the first `from` leaves, at least one, and the proof that they are the beginning of the first `size`.
   * Undefined when hashes of leaves are missing on the disk.
   */
  async growth(
    from: number,
    size: number,
  ): Promise<{ readonly fromRoot: Uint8Array; readonly proof: Uint8Array[] } | undefined> {
    const blocks = await this.#blocksOf([from - 1], size);
    if (blocks === undefined) return undefined;
    return {
      fromRoot: this.#root(blocks, 0, from),
      proof: consistencyRanges(from, size).map(({ start, end }) => this.#root(blocks, start, end)),
    };
  }

  /** What the kept hashes do not say: the blocks with these leaves, and the last one of the tree. */
  async #blocksOf(
    indexes: readonly number[],
    size: number,
  ): Promise<ReadonlyMap<number, readonly Uint8Array[]> | undefined> {
    if (!(await this.#grow(size))) return undefined;
    const blocks = new Map<number, readonly Uint8Array[]>();
    for (const index of [...indexes, size - 1]) {
      const block = Math.floor(index / width);
      if (blocks.has(block)) continue;
      const start = block * width;
      const hashes = await this.#read('hash FROM leaf', 'idx', start, Math.min(size, start + width));
      if (hashes === undefined) return undefined;
      blocks.set(block, hashes);
    }
    return blocks;
  }

  /** Root of a subtree of the tree: complete ones from the kept hashes, the last one from what it is made of. */
  #root(blocks: ReadonlyMap<number, readonly Uint8Array[]>, start: number, end: number): Uint8Array {
    const size = end - start;
    if (!Number.isInteger(Math.log2(size))) {
      const middle = start + splitPoint(size);
      return nodeHash(sha256, this.#root(blocks, start, middle), this.#root(blocks, middle, end));
    }
    if (size < width) {
      const at = start % width;
      return treeRoot(sha256, (blocks.get(Math.floor(start / width)) ?? []).slice(at, at + size));
    }
    let level = 0;
    let leaves = width;
    while (leaves * width <= size) {
      level += 1;
      leaves *= width;
    }
    return treeRoot(sha256, (this.#levels[level] ?? []).slice(start / leaves, end / leaves));
  }

  /** One at a time, because two would append the same blocks. */
  #grow(size: number): Promise<boolean> {
    const grown = this.#growing.then(() => this.#growTo(size));
    // Whoever asked hears of a failure; the next one tries again from where this one stopped.
    this.#growing = grown.then(
      () => undefined,
      () => undefined,
    );
    return grown;
  }

  async #growTo(size: number): Promise<boolean> {
    const complete = Math.floor(size / width);
    for (;;) {
      const done = this.#levels[0]?.length ?? 0;
      const count = Math.min(complete - done, rootsAtOnce);
      if (count <= 0) return true;
      const roots = await this.#read('root AS hash FROM subtree', 'block', done, done + count);
      if (roots === undefined) return false;
      for (const root of roots) this.#append(0, root);
    }
  }

  #append(level: number, root: Uint8Array): void {
    const roots = (this.#levels[level] ??= []);
    roots.push(root);
    if (roots.length % width === 0) this.#append(level + 1, treeRoot(sha256, roots.slice(-width)));
  }

  /** As one byte string for all: a row for each would cost four times as much, most of it on the way between threads. */
  async #read(
    what: 'hash FROM leaf' | 'root AS hash FROM subtree',
    key: 'idx' | 'block',
    start: number,
    end: number,
  ): Promise<Uint8Array[] | undefined> {
    const [row] = await this.#store.read<{ hashes: Uint8Array | null }>(
      `SELECT CAST(group_concat(hash, '') AS BLOB) AS hashes FROM (SELECT ${what} WHERE ${key} >= ? AND ${key} < ? ORDER BY ${key})`,
      [start, end],
    );
    const hashes = row?.hashes ?? new Uint8Array();
    // A missing or shortened hash: no proof that is made of the rest would be right.
    if (hashes.byteLength !== (end - start) * hashBytes) return undefined;
    return Array.from({ length: end - start }, (_, at) =>
      hashes.subarray(at * hashBytes, (at + 1) * hashBytes),
    );
  }
}
