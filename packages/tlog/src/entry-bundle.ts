import { tileWidthMax } from './tile-path.ts';

/**
 * C2SP tlog-tiles, entry bundles: the entries of up to 256 leaves, one after the other, each as
 *
 *     <length, two bytes, big-endian> ‖ <entry>
 *
 * so an entry has at most 65,535 bytes. Compression is a matter of the transport and is not seen here.
 */
export const entryBytesMax = 0xff_ff;
const lengthBytes = 2;
/** No bundle is longer; it bounds what is read from elsewhere. */
export const bundleBytesMax = tileWidthMax * (lengthBytes + entryBytesMax);

/** `at` is the entry that is wrong, from 0 in the bundle. */
export class EntryBundleError extends Error {
  override readonly name = 'EntryBundleError';
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0 || entries.length > tileWidthMax) {
    throw new RangeError(`A bundle has 1 to ${tileWidthMax} entries, not ${entries.length}.`);
  }
  let length = 0;
  for (const entry of entries) {
    if (entry.length > entryBytesMax) {
      throw new RangeError(`An entry has at most ${entryBytesMax} bytes, not ${entry.length}.`);
    }
    length += lengthBytes + entry.length;
  }
  const bundle = new Uint8Array(length);
  const view = new DataView(bundle.buffer);
  let at = 0;
  for (const entry of entries) {
    view.setUint16(at, entry.length);
    bundle.set(entry, at + lengthBytes);
    at += lengthBytes + entry.length;
  }
  return bundle;
}

/** Exactly `count` entries and not a byte more, or an `EntryBundleError`. The entries share the bundle's memory. */
export function decodeEntryBundle(bundle: Uint8Array, count: number): Uint8Array[] {
  if (!Number.isSafeInteger(count) || count < 1 || count > tileWidthMax) {
    throw new RangeError(`A bundle has 1 to ${tileWidthMax} entries, not ${count}.`);
  }
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < count) {
    const start = at + lengthBytes;
    if (start > bundle.length) {
      throw new EntryBundleError(entries.length, `The bundle ends before entry ${entries.length}.`);
    }
    const end = start + view.getUint16(at);
    if (end > bundle.length) {
      throw new EntryBundleError(entries.length, `The bundle ends within entry ${entries.length}.`);
    }
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  if (at !== bundle.length) {
    throw new EntryBundleError(
      count,
      `The bundle goes on for ${bundle.length - at} bytes after its last entry.`,
    );
  }
  return entries;
}
