import type { LlamaModel } from 'node-llama-cpp';

/** How a model that was made for it comes from a text to one vector; `rank` gives no vector but how well two texts fit. */
type Pooling = 'mean' | 'first' | 'last' | 'rank';

/** By the numbers in which files write it. 0 and what is not there are no pooling. */
const kinds: ReadonlyMap<number, Pooling> = new Map([
  [1, 'mean'],
  [2, 'first'],
  [3, 'last'],
  [4, 'rank'],
]);

/** Undefined for a model that was not made for embeddings. */
export function poolingOf({ fileInfo }: LlamaModel): Pooling | undefined {
  return kinds.get(fileInfo.architectureMetadata.pooling_type ?? 0);
}

/**
 * Its vector is made of all tokens of a text, or each token looks at those behind it too: then none may be read apart from the
 * others.
 */
export function seesWholeText(model: LlamaModel): boolean {
  const pooling = poolingOf(model);
  const { attention } = model.fileInfo.architectureMetadata;
  return attention?.causal === false || pooling === 'mean' || pooling === 'first';
}
