import {
  bundlePath,
  checkpointPath,
  encodeEntryBundle,
  sameBytes,
  TileBuilder,
  TileError,
  tileWidthMax,
} from '@commonhold/tlog';
import { sha256, type Store } from '#store';
import type { LogFolder } from './log-folder.ts';
import { readLeaves } from './read-leaves.ts';
import { sameHead } from './signed-heads.ts';

/**
 * Where the folder stands: at a head that the database knows, with the edge that this head was signed over. Anything
 * else is taken away, with a reason, and begun anew: nothing is in the folder that the database does not have. What
 * lies before the edge is not read here; `commonhold log verify` reads all of it.
 */
export async function openFolder(
  folder: LogFolder,
  store: Store,
  onRebuild: (reason: string) => void,
): Promise<TileBuilder> {
  const bytes = await folder.read(checkpointPath);
  if (bytes !== undefined) {
    const opened = await goOn(folder, store, bytes);
    if (opened instanceof TileBuilder) {
      // A crash between a head and this left partial files whose full ones are there.
      await folder.dropAllPartials(opened.size);
      return opened;
    }
    onRebuild(opened);
  }
  await folder.clear();
  return TileBuilder.create(sha256);
}

async function goOn(folder: LogFolder, store: Store, checkpoint: Uint8Array): Promise<TileBuilder | string> {
  const head = await sameHead(store, Buffer.from(checkpoint).toString());
  if (head === undefined) return 'its checkpoint is none of this log';
  const start = Math.floor((head.size - 1) / tileWidthMax) * tileWidthMax;
  const last = bundlePath({ index: start / tileWidthMax, width: head.size - start });
  const bundle = await folder.read(last);
  const expected = encodeEntryBundle(await readLeaves(store, start, head.size));
  if (bundle === undefined || !sameBytes(bundle, expected)) return `${last} is missing or wrong`;
  try {
    return await TileBuilder.resume(sha256, head, folder);
  } catch (thrown) {
    if (!(thrown instanceof TileError)) throw thrown;
    return thrown.message;
  }
}
