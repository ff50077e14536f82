import type { AbortSignalLike } from './abort.ts';
import { leafHash, sameBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { bundlesAhead } from './log-bundles.ts';
import { foundWrong, LogFindingError } from './log-finding.ts';
import type { LogFinding } from './log-finding.ts';
import { TileBuilder } from './tile-builder.ts';
import type { BuiltTile } from './tile-builder.ts';
import type { Head } from './tile-edge.ts';
import { hashAt, tileBytesMax } from './tile-hash.ts';
import { readTile, TileError } from './tile-reader.ts';
import type { FileRead, TileReader } from './tile-reader.ts';

export interface WrongTile {
  readonly hash: Hash;
  readonly reader: TileReader;
  readonly head: Head;
  /** What the tiles were refused for. */
  readonly error: TileError;
  readonly signal: AbortSignalLike | undefined;
}

/**
 * Where exactly the tiles are wrong. From the root down it can only be seen that a tile as a whole does not fit, or
 * that the partial ones do not fit together. So the tiles are made again from the entries, and the first file that
 * differs, in the order in which a log writes them, has the first hash that is wrong. When the entries do not make
 * the signed root either, the tree cannot tell who is right, and the message says so.
 */
export async function findWrongTile({ hash, reader, head, error, signal }: WrongTile): Promise<LogFinding> {
  if (error.fault !== 'wrong-hash') {
    return { fault: error.fault, file: error.paths[0] ?? '', message: error.message };
  }
  const builder = TileBuilder.create(hash);
  let different: LogFinding | undefined;
  try {
    for await (const { entries } of bundlesAhead(reader, head.size, signal)) {
      for (const entry of entries) builder.append(leafHash(hash, entry));
      for (const tile of builder.take()) {
        // Partial tiles are looked at once, below, when they are as wide as they get.
        if (tile.bytes.length === tileBytesMax) different ??= await differenceIn(reader, tile, signal);
      }
    }
    for (const tile of builder.edge()) different ??= await differenceIn(reader, tile, signal);
  } catch (failure) {
    if (!(failure instanceof LogFindingError)) throw failure;
    // Without its entries nothing can be said but that the tile is wrong, and that an entry bundle is as well.
    return { ...whole(error), message: `${error.message} And: ${failure.finding.message}` };
  }
  const entriesAreRight = sameBytes(builder.root(), head.root);
  if (different === undefined) {
    const message = `The root that was signed is not that of the ${head.size} entries, which fit their tiles.`;
    return foundWrong('wrong-root', 'checkpoint', message).finding;
  }
  if (entriesAreRight) return different;
  return { ...different, message: `${different.message} Nor do the entries make the root that was signed.` };
}

function whole(error: TileError): LogFinding {
  return { fault: 'wrong-hash', file: error.paths[0] ?? '', message: error.message };
}

async function differenceIn(
  reader: TileReader,
  built: BuiltTile,
  signal: AbortSignalLike | undefined,
): Promise<LogFinding | undefined> {
  let read: FileRead;
  try {
    read = await readTile(reader, built.tile, signal);
  } catch (error) {
    if (!(error instanceof TileError)) throw error;
    return { fault: error.fault, file: error.paths[0] ?? built.path, message: error.message };
  }
  for (let at = 0; at < built.tile.width; at++) {
    if (sameBytes(hashAt(read.bytes, at), hashAt(built.bytes, at))) continue;
    const below = built.tile.level === 0 ? `entry ${at}` : `tile ${at}`;
    const message = `Hash ${at} of ${read.path} is not that of the ${below} under it.`;
    return foundWrong('wrong-hash', read.path, message, at).finding;
  }
  return undefined;
}
