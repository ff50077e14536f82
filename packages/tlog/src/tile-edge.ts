import type { AbortSignalLike } from './abort.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Frontier } from './frontier.ts';
import { sameBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { rootInTile } from './tile-hash.ts';
import { edgeTiles } from './tile-layout.ts';
import type { Tile } from './tile-path.ts';
import { readTile, TileError } from './tile-reader.ts';
import type { TileReader } from './tile-reader.ts';

/** The head of a log whose signature somebody has checked. */
export type Head = Pick<Checkpoint, 'size' | 'root'>;

/** A partial tile with its bytes. */
export interface EdgeTile {
  readonly tile: Tile;
  readonly bytes: Uint8Array;
}

/**
 * Reads the right edge of a tree and holds it to the root. Everything else in the tree is under a hash of an edge
 * tile, so from here on each tile can be authenticated by the one above it.
 */
export async function readEdge(
  hash: Hash,
  head: Head,
  reader: TileReader,
  signal?: AbortSignalLike,
): Promise<EdgeTile[]> {
  const edge: EdgeTile[] = [];
  const paths: string[] = [];
  for (const tile of edgeTiles(head.size)) {
    const { path, bytes } = await readTile(reader, tile, signal);
    // A copy: the memory of the reader may change under us, and it is now that these bytes are checked.
    edge.push({ tile, bytes: new Uint8Array(bytes) });
    paths.push(path);
  }
  if (!sameBytes(edgeFrontier(hash, head.size, edge).root(), head.root)) {
    throw new TileError(
      'wrong-hash',
      paths,
      `The partial tiles do not make the root of ${head.size} leaves: ${paths.join(', ') || 'there are none'}.`,
    );
  }
  return edge;
}

/** The frontier of the tree whose edge this is, lowest level first. */
export function edgeFrontier(hash: Hash, size: number, edge: readonly EdgeTile[]): Frontier {
  const nodes: Uint8Array[] = [];
  for (const { tile, bytes } of edge.toReversed()) {
    // The width in binary: each 1 bit is a complete subtree, the largest on the left.
    let start = 0;
    for (let count = 128; count >= 1; count /= 2) {
      if ((tile.width & count) === 0) continue;
      nodes.push(rootInTile(hash, bytes, start, count));
      start += count;
    }
  }
  return Frontier.from(hash, size, nodes);
}
