/**
 * Estimates before a model is fetched: how much memory it needs, and how fast it would answer here.
 *
 * Memory = file + cache + overhead. The weights are held as they are in the file. The cache holds, for each token
 * of context and each layer that keeps it, one key and one value for each key-value head:
 * 2 × layers × heads × dimension × 2 bytes (16-bit numbers, which is what llama.cpp uses unless told otherwise).
 * The overhead covers the engine's process and the buffers of one evaluation.
 *
 * Speed: making one token reads every active weight once, and on ordinary machines the reading, not the arithmetic,
 * is what takes time. So tokens/s go down as the bytes read go up, and the rate measured with the small model scales
 * to others by the ratio of bytes. A small model also spends time on what does not grow with its weights, so the
 * estimate leans to the careful side for large ones.
 */
import type { CatalogRow } from './catalog-row.ts';

/** 16-bit floating point. */
const bytesPerCachedNumber = 2;
/** Engine process and evaluation buffers: 0.25 GiB measured with the small model, doubled for wider ones. */
const overheadBytes = 512 * 1024 * 1024;

export interface MemoryNeed {
  readonly weightsBytes: number;
  readonly cacheBytes: number;
  readonly overheadBytes: number;
  readonly totalBytes: number;
}

/** What a context of that many tokens takes; more than the model was made for is refused, not cut. */
export function memoryNeed(row: CatalogRow, contextTokens: number): MemoryNeed {
  if (contextTokens > row.contextTokens) {
    throw new RangeError(`${row.name} has a context of ${row.contextTokens} tokens, not ${contextTokens}`);
  }
  const { layers, keyValueHeads, headDimension } = row.cache;
  const cacheBytes = 2 * layers * keyValueHeads * headDimension * bytesPerCachedNumber * contextTokens;
  return {
    weightsBytes: row.sizeBytes,
    cacheBytes,
    overheadBytes,
    totalBytes: row.sizeBytes + cacheBytes + overheadBytes,
  };
}

/** Bytes of weights that one token reads: all of a dense model, the active share of a mixture of experts. */
export function bytesReadPerToken(row: CatalogRow): number {
  return row.sizeBytes * (row.parameters.active / row.parameters.total);
}

/** Tokens a second, from what was measured with another model on the same machine. */
export function estimateSpeed(
  row: CatalogRow,
  measured: { readonly row: CatalogRow; readonly tokensPerSecond: number },
): number {
  return (measured.tokensPerSecond * bytesReadPerToken(measured.row)) / bytesReadPerToken(row);
}
