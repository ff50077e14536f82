import type { AbortSignalLike } from './abort.ts';
import { hashBytes } from './hash.ts';
import { bundlePath, tilePath, tileWidthMax } from './tile-path.ts';
import type { Bundle, Tile } from './tile-path.ts';

/**
 * Where the files of a log are read from: a folder, a URL, memory. Paths are relative and are those of the standard:
 * `checkpoint`, `tile/…`. A file that is not there is undefined; anything else that goes wrong is thrown.
 */
export interface TileReader {
  read(path: string, signal?: AbortSignalLike): Promise<Uint8Array | undefined>;
}

/**
 * `missing`: neither the tile nor, for a partial one, the full one is there. `wrong-length`: not the bytes that a tile
 * of its width has. `wrong-hash`: its hashes do not lead to the root of the checkpoint.
 */
export type TileFault = 'missing' | 'wrong-length' | 'wrong-hash';

export class TileError extends Error {
  override readonly name = 'TileError';
  readonly fault: TileFault;
  /** The file; several when they are the right edge, whose partial tiles only fit the root together. */
  readonly paths: readonly string[];

  constructor(fault: TileFault, paths: readonly string[], message: string) {
    super(message);
    this.fault = fault;
    this.paths = paths;
  }
}

export interface FileRead {
  /** The file that was there: that of the full tile when the partial one is gone. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Bytes of the tile, which nobody has authenticated yet. Throws a `TileError` when there are none of its length. */
export async function readTile(reader: TileReader, tile: Tile, signal?: AbortSignalLike): Promise<FileRead> {
  const full = tilePath({ ...tile, width: tileWidthMax });
  const found = await readFirst(reader, [tilePath(tile), full], signal);
  if (found === undefined) {
    throw new TileError('missing', [tilePath(tile)], `The file ${tilePath(tile)} is missing.`);
  }
  const width = found.path === full ? tileWidthMax : tile.width;
  if (found.bytes.length !== width * hashBytes) {
    throw new TileError(
      'wrong-length',
      [found.path],
      `The file ${found.path} has ${found.bytes.length} bytes, not ${width * hashBytes}.`,
    );
  }
  return { path: found.path, bytes: found.bytes.subarray(0, tile.width * hashBytes) };
}

/** The bundle, or the full one where the partial one is gone: a log may delete partial files once they are full. */
export async function readBundle(
  reader: TileReader,
  bundle: Bundle,
  signal?: AbortSignalLike,
): Promise<(FileRead & { readonly width: number }) | undefined> {
  const full = bundlePath({ ...bundle, width: tileWidthMax });
  const found = await readFirst(reader, [bundlePath(bundle), full], signal);
  return found && { ...found, width: found.path === full ? tileWidthMax : bundle.width };
}

async function readFirst(
  reader: TileReader,
  paths: readonly string[],
  signal: AbortSignalLike | undefined,
): Promise<FileRead | undefined> {
  for (const path of new Set(paths)) {
    signal?.throwIfAborted();
    const bytes = await reader.read(path, signal);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}
