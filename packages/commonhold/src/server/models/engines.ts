import type { EngineOptions, LlamaProvider } from '#providers';
import type { LocalModel } from './local-models.ts';

/** The engines of local models, one process each, made when first asked for. */
export class Engines {
  readonly #byDigest = new Map<string, { readonly model: LocalModel; readonly engine: LlamaProvider }>();
  readonly #create: (model: LocalModel, options: EngineOptions) => LlamaProvider;
  options: EngineOptions;

  constructor(options: EngineOptions, create: (model: LocalModel, options: EngineOptions) => LlamaProvider) {
    this.options = options;
    this.#create = create;
  }

  get(model: LocalModel): LlamaProvider {
    const key = `${model.name} ${model.digest}`;
    let entry = this.#byDigest.get(key);
    if (!entry) {
      entry = { model, engine: this.#create(model, this.options) };
      this.#byDigest.set(key, entry);
    }
    return entry.engine;
  }

  /** How the engine of a model is, if it was ever asked for. */
  of(name: string): LlamaProvider | undefined {
    return [...this.#byDigest.values()].find(({ model }) => model.name === name)?.engine;
  }

  /** Ends the processes of models that are no longer here. */
  async keepOnly(models: ReadonlyMap<string, LocalModel>): Promise<void> {
    for (const [key, { model, engine }] of this.#byDigest) {
      if (models.get(model.name)?.digest === model.digest) continue;
      this.#byDigest.delete(key);
      await engine.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byDigest.values()].map(({ engine }) => engine.close()));
  }
}
