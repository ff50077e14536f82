import type { AbortSignalLike } from './abort.ts';
import { nodeHash, sameBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { consistencyRanges, inclusionRanges } from './proof.ts';
import type { LeafRange } from './proof.ts';
import { readEdge } from './tile-edge.ts';
import type { Head } from './tile-edge.ts';
import { fullTileRoot, hashAt, rootInTile } from './tile-hash.ts';
import { hashesAtLevel } from './tile-layout.ts';
import { tilePath, tileWidthMax } from './tile-path.ts';
import { readTile, TileError } from './tile-reader.ts';
import type { TileReader } from './tile-reader.ts';
import { splitPoint } from './tree.ts';

/** Authenticated full tiles that are kept, 8 KiB each: enough for the paths of a few proofs that are asked at once. */
const tilesKeptMax = 64;

export interface TileTreeOptions {
  /** Of an earlier tree of the same log; that of the checkpoint when it is left out. */
  readonly size?: number;
  readonly signal?: AbortSignalLike;
}

/**
 * A tree that is read from its tiles alone. The head comes from a checkpoint whose signature was checked; no byte of a
 * tile is used before it was held to that head: the partial tiles together to the root, every full tile to its hash in
 * the level above. A tile that is missing or wrong is a `TileError`.
 */
export class TileTree {
  readonly #hash: Hash;
  readonly #head: Head;
  readonly #reader: TileReader;
  readonly #edge: ReadonlyMap<string, Uint8Array>;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Uint8Array>();

  private constructor(hash: Hash, head: Head, reader: TileReader, edge: ReadonlyMap<string, Uint8Array>) {
    this.#hash = hash;
    this.#head = head;
    this.#reader = reader;
    this.#edge = edge;
  }

  static async open(hash: Hash, head: Head, reader: TileReader, signal?: AbortSignalLike): Promise<TileTree> {
    const kept = { size: head.size, root: new Uint8Array(head.root) };
    const edge = await readEdge(hash, kept, reader, signal);
    return new TileTree(hash, kept, reader, new Map(edge.map(({ tile, bytes }) => [tilePath(tile), bytes])));
  }

  get size(): number {
    return this.#head.size;
  }

  async leafHash(index: number, signal?: AbortSignalLike): Promise<Uint8Array> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) {
      throw new RangeError(`There is no leaf ${index} in a tree of ${this.size}.`);
    }
    return this.#rangeRoot({ start: index, end: index + 1 }, signal);
  }

  /** The root that the tree had with its first `size` leaves. */
  async root(options: TileTreeOptions = {}): Promise<Uint8Array> {
    const size = this.#sizeOf(options);
    if (size === 0) return this.#hash(new Uint8Array(0));
    return this.#rangeRoot({ start: 0, end: size }, options.signal);
  }

  async inclusionProof(index: number, options: TileTreeOptions = {}): Promise<Uint8Array[]> {
    return this.#rangeRoots(inclusionRanges(index, this.#sizeOf(options)), options.signal);
  }

  /** Proof that the tree of the first `from` leaves is the beginning of the tree of `options.size`. */
  async consistencyProof(from: number, options: TileTreeOptions = {}): Promise<Uint8Array[]> {
    return this.#rangeRoots(consistencyRanges(from, this.#sizeOf(options)), options.signal);
  }

  /** Bytes of the tile at this place, as wide as it is in this tree. They are shared and must not be changed. */
  async tile(level: number, index: number, signal?: AbortSignalLike): Promise<Uint8Array> {
    const width = Math.min(tileWidthMax, hashesAtLevel(this.size, level) - index * tileWidthMax);
    const path = tilePath({ level, index, width });
    const edge = this.#edge.get(path);
    if (edge !== undefined) return edge;
    const known = this.#kept.get(path);
    if (known !== undefined) {
      this.#keep(path, known);
      return known;
    }
    const above = await this.tile(level + 1, Math.floor(index / tileWidthMax), signal);
    const read = await readTile(this.#reader, { level, index, width }, signal);
    const bytes = new Uint8Array(read.bytes);
    if (!sameBytes(fullTileRoot(this.#hash, bytes), hashAt(above, index % tileWidthMax))) {
      throw new TileError('wrong-hash', [path], `The hashes of ${path} do not lead to the root of the log.`);
    }
    this.#keep(path, bytes);
    return bytes;
  }

  #keep(path: string, bytes: Uint8Array): void {
    this.#kept.delete(path);
    this.#kept.set(path, bytes);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > tilesKeptMax && oldest.done !== true) this.#kept.delete(oldest.value);
  }

  async #rangeRoots(
    ranges: readonly LeafRange[],
    signal: AbortSignalLike | undefined,
  ): Promise<Uint8Array[]> {
    const roots: Uint8Array[] = [];
    for (const range of ranges) roots.push(await this.#rangeRoot(range, signal));
    return roots;
  }

  async #rangeRoot({ start, end }: LeafRange, signal: AbortSignalLike | undefined): Promise<Uint8Array> {
    const length = end - start;
    const split = length === 1 ? 0 : splitPoint(length);
    if (length !== 1 && split * 2 !== length) {
      const left = await this.#rangeRoot({ start, end: start + split }, signal);
      const right = await this.#rangeRoot({ start: start + split, end }, signal);
      return nodeHash(this.#hash, left, right);
    }
    // A complete subtree: it is a hash of a tile, or the root of a few beside each other in one.
    let level = 0;
    let count = length;
    for (; count >= tileWidthMax; count /= tileWidthMax) level += 1;
    const first = start / tileWidthMax ** level;
    const tile = await this.tile(level, Math.floor(first / tileWidthMax), signal);
    return new Uint8Array(rootInTile(this.#hash, tile, first % tileWidthMax, count));
  }

  #sizeOf({ size = this.size }: TileTreeOptions): number {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.size) {
      throw new RangeError(`The checkpoint covers ${this.size} leaves, not ${size}.`);
    }
    return size;
  }
}
