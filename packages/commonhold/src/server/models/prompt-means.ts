import type { LlamaProvider } from '#providers';
import type { LocalModel } from './local-models.ts';

/** What showing a prompt needs of the node. */
export interface PromptMeans {
  /** Models that the engine inside runs. */
  readonly models: () => ReadonlyMap<string, LocalModel>;
  readonly engine: (model: LocalModel) => Pick<LlamaProvider, 'render'>;
  /** Bytes that a body may have, as for a call. */
  readonly requestBytes: () => number;
  /** Counts what is held in memory together with what calls hold. */
  readonly hold: () => Disposable & { take(bytes: number): void };
  /** Aborted when the node begins to stop. */
  readonly stopping: AbortSignal;
}
