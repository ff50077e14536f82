import {
  type Bundle,
  bundlePath,
  bundlesBetween,
  checkpointPath,
  encodeEntryBundle,
  encodeUtf8,
  leafHash,
  sameBytes,
  type TileBuilder,
  tileWidthMax,
} from '@commonhold/tlog';
import { sha256, type Store } from '#store';
import type { LogFolder } from './log-folder.ts';
import { readLeaves } from './read-leaves.ts';
import type { StoredHead } from './signed-heads.ts';

/** Bundles read, hashed and synced at a time: 2 ms of hashing, so that no call waits for it noticeably. */
const bundlesAtOnce = 2;

/**
 * Brings the folder from the builder's size to a head, in the order that keeps readers safe: entries, tiles,
 * checkpoint, each durable before the next. When it throws, the builder is of no more use.
 */
export async function growFolder(
  folder: LogFolder,
  store: Store,
  builder: TileBuilder,
  head: StoredHead,
): Promise<void> {
  const from = builder.size;
  for (const bundles of inGroups(bundlesBetween(from, head.size))) await writeBundles(bundles);
  if (!sameBytes(builder.root(), head.root)) {
    throw new Error(`the first ${head.size} leaves of the database do not have the root that was signed`);
  }
  await folder.write(builder.take());
  // Until here nobody is told of what is new: a crash leaves files beyond the head, which are written again.
  if (head.isShown) await folder.write([{ path: checkpointPath, bytes: encodeUtf8(head.note) }]);
  await folder.dropPartials(from, head.size);

  async function writeBundles(bundles: readonly Bundle[]): Promise<void> {
    const start = (bundles[0]?.index ?? 0) * tileWidthMax;
    const end = bundles.reduce((sum, { width }) => sum + width, start);
    const entries = await readLeaves(store, start, end);
    // The hashes are worked out from what is published, and not taken from beside it.
    for (const entry of entries.slice(builder.size - start)) builder.append(leafHash(sha256, entry));
    await folder.write(
      bundles.map((bundle, at) => ({
        path: bundlePath(bundle),
        bytes: encodeEntryBundle(entries.slice(at * tileWidthMax, at * tileWidthMax + bundle.width)),
      })),
    );
  }
}

function* inGroups(bundles: Iterable<Bundle>): Generator<Bundle[]> {
  let group: Bundle[] = [];
  for (const bundle of bundles) {
    group.push(bundle);
    if (group.length < bundlesAtOnce) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
