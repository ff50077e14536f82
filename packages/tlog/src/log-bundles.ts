import type { AbortSignalLike } from './abort.ts';
import { decodeEntryBundle, EntryBundleError } from './entry-bundle.ts';
import { foundWrong } from './log-finding.ts';
import { bundlesBetween } from './tile-layout.ts';
import { bundlePath } from './tile-path.ts';
import type { Bundle } from './tile-path.ts';
import { readBundle } from './tile-reader.ts';
import type { TileReader } from './tile-reader.ts';

/**
 * Bundles that are asked for before they are needed, so that reading a log over a network does not wait for each.
 * A bundle has 16 MiB at the very most and a few dozen KiB as a rule.
 */
const bundlesAheadMax = 4;

export interface ReadEntries {
  readonly bundle: Bundle;
  /** The file that they were in. */
  readonly path: string;
  readonly entries: readonly Uint8Array[];
}

/** The entries of a log of `size`, bundle by bundle. Throws a `LogFindingError` at the first that cannot be read. */
export async function* bundlesAhead(
  reader: TileReader,
  size: number,
  signal: AbortSignalLike | undefined,
): AsyncGenerator<ReadEntries> {
  const waiting: Promise<ReadEntries>[] = [];
  for (const bundle of bundlesBetween(0, size)) {
    const read = readEntries(reader, bundle, signal);
    // What fails is thrown when its turn comes; if that turn never comes, nobody has to hear of it.
    read.catch(() => undefined);
    waiting.push(read);
    const next = waiting.length > bundlesAheadMax ? waiting.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const next of waiting) yield await next;
}

async function readEntries(
  reader: TileReader,
  bundle: Bundle,
  signal: AbortSignalLike | undefined,
): Promise<ReadEntries> {
  const found = await readBundle(reader, bundle, signal);
  const path = found?.path ?? bundlePath(bundle);
  if (found === undefined) throw foundWrong('missing', path, `The file ${path} is missing.`);
  try {
    const entries = decodeEntryBundle(found.bytes, found.width).slice(0, bundle.width);
    return { bundle, path, entries };
  } catch (error) {
    if (!(error instanceof EntryBundleError)) throw error;
    throw foundWrong('malformed', path, `${path} is no entry bundle: ${error.message}`, error.at);
  }
}
