import type { AbortSignalLike } from './abort.ts';
import type { Frontier } from './frontier.ts';
import { hashBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { edgeFrontier, readEdge } from './tile-edge.ts';
import type { EdgeTile, Head } from './tile-edge.ts';
import { fullTileRoot, tileBytesMax } from './tile-hash.ts';
import { edgeTiles } from './tile-layout.ts';
import { tilePath, tileWidthMax } from './tile-path.ts';
import type { Tile } from './tile-path.ts';
import type { TileReader } from './tile-reader.ts';

export interface BuiltTile {
  readonly tile: Tile;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Makes the tiles of a growing log from the hashes of its leaves. Between two calls of `take` it holds what has become
 * full since, 8 KiB for each 256 leaves, and always the right edge, at most 8 KiB a level; so whoever appends much
 * takes often.
 */
export class TileBuilder {
  readonly #hash: Hash;
  /** The tile in work at each level, with room for a full one; the bytes beyond its width mean nothing. */
  readonly #open: Uint8Array[] = [];
  readonly #grown = new Set<number>();
  #full: BuiltTile[] = [];
  #size: number;

  private constructor(hash: Hash, size: number, edge: readonly EdgeTile[]) {
    this.#hash = hash;
    this.#size = size;
    for (const { tile, bytes } of edge) this.#openAt(tile.level).set(bytes);
  }

  /** For a log without entries. */
  static create(hash: Hash): TileBuilder {
    return new TileBuilder(hash, 0, []);
  }

  /** Goes on with a log that has tiles already. Throws a `TileError` when they are not those of its head. */
  static async resume(
    hash: Hash,
    head: Head,
    reader: TileReader,
    signal?: AbortSignalLike,
  ): Promise<TileBuilder> {
    return new TileBuilder(hash, head.size, await readEdge(hash, head, reader, signal));
  }

  get size(): number {
    return this.#size;
  }

  append(leafHash: Uint8Array): void {
    if (leafHash.length !== hashBytes) throw new RangeError(`A leaf hash has ${hashBytes} bytes.`);
    if (!Number.isSafeInteger(this.#size + 1)) throw new RangeError('The log is full.');
    let node = leafHash;
    let before = this.#size;
    for (let level = 0; ; level++) {
      const tile = this.#openAt(level);
      const at = before % tileWidthMax;
      tile.set(node, at * hashBytes);
      this.#grown.add(level);
      if (at < tileWidthMax - 1) break;
      before = Math.floor(before / tileWidthMax);
      const full = { level, index: before, width: tileWidthMax };
      this.#full.push({ tile: full, path: tilePath(full), bytes: tile.slice() });
      node = fullTileRoot(this.#hash, tile);
    }
    this.#size += 1;
  }

  /** The tiles that are new since the last `take`: those that became full, then the edge of each level that grew. */
  take(): BuiltTile[] {
    const taken = [...this.#full, ...this.edge().filter(({ tile }) => this.#grown.has(tile.level))];
    this.#full = [];
    this.#grown.clear();
    return taken;
  }

  /** The partial tiles as they are now, lowest level first. */
  edge(): BuiltTile[] {
    return this.#edge().map(({ tile, bytes }) => ({ tile, path: tilePath(tile), bytes: bytes.slice() }));
  }

  /** Of the leaves appended so far. */
  root(): Uint8Array {
    return this.frontier().root();
  }

  /** The same tree for whoever needs its head only. */
  frontier(): Frontier {
    return edgeFrontier(this.#hash, this.#size, this.#edge());
  }

  #edge(): EdgeTile[] {
    return edgeTiles(this.#size).map((tile) => ({
      tile,
      bytes: this.#openAt(tile.level).subarray(0, tile.width * hashBytes),
    }));
  }

  #openAt(level: number): Uint8Array {
    return (this.#open[level] ??= new Uint8Array(tileBytesMax));
  }
}
