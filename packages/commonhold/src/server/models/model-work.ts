import { type Clock, CommonholdError } from '#base';
import type { Principal } from '#call';
import type { Configuration } from '#config';
import {
  builtInCatalog,
  type Catalog,
  defaultModelName,
  hubAddress,
  keptBytes,
  type Library,
  type ModelEntry,
  plannedContextTokens,
  readMachine,
  recommend,
  type Recommendation,
} from '#models';
import { measureSpeed } from '#providers';
import type {
  LocalModelView,
  ModelInspectionView,
  OwnerModelsView,
  RecommendationView,
  RemovedModelView,
  VerificationView,
} from '../api/model-views.ts';
import type { Engines } from './engines.ts';
import type { LocalModel } from './local-models.ts';
import { MachineMeasurement } from './machine-measurement.ts';
import { catalogModelView, declaredSummary, localModelView, recommendationView } from './model-facts.ts';
import { ModelPulls, type PullMeans, pullsMax } from './model-pulls.ts';
import { ModelVerifications } from './model-verifications.ts';

export interface ModelWorkOptions {
  readonly library: Library;
  readonly means: PullMeans;
  readonly engines: Pick<Engines, 'get' | 'of'>;
  readonly clock: Clock;
  /** The configuration in force. */
  readonly configuration: () => Configuration;
  /** Models that calls can name now. */
  readonly models: () => ReadonlyMap<string, LocalModel>;
  /** Puts the models folder in force as it is now, and records the change. */
  readonly reload: (actor: Principal) => Promise<unknown>;
  /** Something that the views of models show has changed. */
  readonly announce: () => void;
  readonly report: (failure: unknown) => void;
}

/** What the owner does with models while the node runs: sees them, fetches, checks, loads, frees and removes them. */
export class ModelWork {
  readonly pulls: ModelPulls;
  readonly #options: ModelWorkOptions;
  readonly #catalog: Catalog = builtInCatalog();
  readonly #verifications: ModelVerifications;
  readonly #measurement: MachineMeasurement;

  constructor(options: ModelWorkOptions) {
    this.#options = options;
    const { library, clock, announce } = options;
    const catalog = this.#catalog;
    this.pulls = new ModelPulls({ ...options, catalog, takeOver: options.reload });
    this.#verifications = new ModelVerifications({ library, clock, announce });
    this.#measurement = new MachineMeasurement({ library, catalog, clock, announce, speed: speedHere });
  }

  /** Names and licences, for everybody who may call them. */
  names(): readonly { readonly name: string; readonly licence: string | undefined }[] {
    return [...this.#options.models().values()].map(({ name, licence }) => ({ name, licence }));
  }

  /** A file that was put into the folder by hand is left out until a reload has computed its digest. */
  async overview(signal: AbortSignal): Promise<OwnerModelsView> {
    const { library, means } = this.#options;
    const hub = means.hubAddress ?? hubAddress;
    const [known, { candidates, machine }] = await Promise.all([library.known(), this.#recommend(signal)]);
    const rowsHere = new Set(known.map(({ row }) => row?.name));
    const away = candidates.filter(({ row }) => !rowsHere.has(row.name));
    return {
      scope: 'owner',
      folder: library.folder,
      here: await Promise.all(known.map((entry) => this.#view(entry, candidates))),
      catalog: await Promise.all(
        away.map(async (candidate) =>
          catalogModelView(candidate, machine, await keptBytes(library.folder, candidate.row), hub),
        ),
      ),
      pulls: this.pulls.list(),
      pullsLimit: pullsMax,
      otherFolders: means.otherFolders,
      machine,
      measuring: this.#measurement.underWay,
    };
  }

  /** Those on disk alone, without what the catalog and this machine have to say of them. */
  async here(): Promise<readonly LocalModelView[]> {
    const known = await this.#options.library.known();
    return Promise.all(known.map((entry) => this.#view(entry, [])));
  }

  /** Throws `model_unknown_here`, and `model_invalid` for a file that cannot be read. */
  async inspect(name: string, signal: AbortSignal): Promise<ModelInspectionView> {
    const { verified, declared, entry } = await this.#options.library.inspect(name, signal);
    const { candidates } = await this.#recommend(signal);
    const { baseModels, datasets, languages, missing, template } = declared;
    return {
      model: await this.#view(entry, candidates),
      verified,
      declared: { ...declaredSummary(declared), baseModels, datasets, languages, missing },
      template: template?.text,
    };
  }

  /** Throws `measurement_busy`, and `model_missing` when there is nothing to measure with. */
  async recommendation(measure: boolean, signal: AbortSignal): Promise<RecommendationView> {
    if (measure) await this.#measurement.measure(signal);
    const known = await this.#options.library.known();
    const here = new Set(known.flatMap(({ row }) => (row ? [row.name] : [])));
    return recommendationView(await this.#recommend(signal), this.#measurement.last, here);
  }

  /** What suits this machine, can be pulled and is not here; by name, the able first. */
  async pullable(signal: AbortSignal): Promise<readonly string[]> {
    const { picks, candidates } = await this.recommendation(false, signal);
    const away = new Set(
      candidates.filter(({ here, canBePulled }) => !here && canBePulled).map(({ name }) => name),
    );
    return [...new Set(picks.map(({ name }) => name))].filter((name) => away.has(name));
  }

  /** Throws `model_unknown_here`, `model_occupied`. */
  async verify(name: string): Promise<VerificationView> {
    const { sizeBytes } = await this.#known(name);
    return this.#verifications.start(name, sizeBytes);
  }

  /**
   * Resolves when the model can answer. Whoever no longer waits stops only the waiting. Throws `model_unknown_here`, and
   * what the engine has to say.
   */
  async load(name: string, signal: AbortSignal): Promise<LocalModelView> {
    await this.#options.engines.get(this.#callable(name)).start(signal);
    return this.#viewOf(name, signal);
  }

  /** Frees the memory of its engine; the next call loads it again. Throws `model_unknown_here`, `model_occupied`. */
  async unload(name: string, signal: AbortSignal): Promise<LocalModelView> {
    this.#callable(name);
    await this.#options.engines.of(name)?.unload();
    return this.#viewOf(name, signal);
  }

  /** Throws `model_unknown_here`, and `model_occupied` while somebody needs the file. */
  async remove(name: string, actor: Principal, signal: AbortSignal): Promise<RemovedModelView> {
    const { engines, library, reload } = this.#options;
    const entry = await this.#known(name);
    const occupied = this.#occupation(entry);
    if (occupied !== undefined)
      throw new CommonholdError('model_occupied', { model: name, action: 'removed', detail: occupied });
    const consequences = this.#consequences(name);
    await engines.of(name)?.unload();
    const { sizeBytes } = await library.remove(name, signal);
    this.#verifications.forget(name);
    // A crash before this leaves a model on record that is not here; the next start records that it is gone.
    await reload(actor);
    this.#options.announce();
    return { name, freedBytes: sizeBytes, consequences };
  }

  async close(): Promise<void> {
    this.#measurement.close();
    await Promise.all([this.pulls.close(), this.#verifications.close()]);
  }

  #occupation({ name, row }: ModelEntry): string | undefined {
    const status = this.#options.engines.of(name)?.status();
    const calls = status ? status.running + status.waiting : 0;
    if (calls > 0) return calls === 1 ? 'a call to it is under way' : `${calls} calls to it are under way`;
    if (status?.engine.type === 'loading') return 'it is being loaded';
    if (this.#verifications.of(name)?.state === 'reading') return 'its file is being read';
    if (row && this.pulls.isUnderWay(row.name)) return 'it is being fetched';
    return undefined;
  }

  #consequences(name: string): readonly string[] {
    const { engine, routes } = this.#options.configuration();
    const consequences: string[] = [];
    if (engine.defaultModel === name) {
      consequences.push(
        `${name} is the default model: the command line and the console have no model to propose until it is here again, or until engine.defaultModel in commonhold.yaml names another.`,
      );
      if (name === defaultModelName) consequences.push('The next start without --offline fetches it again.');
    }
    for (const [route, steps] of Object.entries(routes)) {
      if (!steps.some(({ provider, model }) => provider === 'local' && model === name)) continue;
      const others = steps.some(({ provider, model }) => provider !== 'local' || model !== name);
      consequences.push(
        others
          ? `The route ${route} goes on with its other models.`
          : `The route ${route} leads nowhere now, and calls that name it are refused.`,
      );
    }
    return consequences;
  }

  #callable(name: string): LocalModel {
    const model = this.#options.models().get(name);
    if (!model) throw this.#unknown(name);
    return model;
  }

  async #known(name: string): Promise<ModelEntry> {
    const entry = (await this.#options.library.known()).find((one) => one.name === name);
    if (!entry) throw this.#unknown(name);
    return entry;
  }

  async #viewOf(name: string, signal: AbortSignal): Promise<LocalModelView> {
    const [entry, { candidates }] = await Promise.all([this.#known(name), this.#recommend(signal)]);
    return this.#view(entry, candidates);
  }

  async #view(entry: ModelEntry, candidates: Recommendation['candidates']): Promise<LocalModelView> {
    const { engines, library, models, configuration } = this.#options;
    return localModelView({
      entry,
      declared: await library.declared(entry),
      candidate: candidates.find(({ row }) => row.name === entry.row?.name),
      engine: engines.of(entry.name),
      isDefault: configuration().engine.defaultModel === entry.name,
      callable: models().get(entry.name)?.digest === entry.sha256,
      verification: this.#verifications.of(entry.name),
    });
  }

  /** What suits this machine, with the speed that was measured last, if any was. */
  #recommend(signal: AbortSignal): Promise<Recommendation> {
    const { last } = this.#measurement;
    return recommend({
      catalog: this.#catalog,
      machine: readMachine(),
      contextTokens: plannedContextTokens,
      measure: last && { row: last.row, speed: async () => last.tokensPerSecond },
      signal,
    });
  }

  #unknown(model: string): CommonholdError {
    return new CommonholdError('model_unknown_here', { model, folder: this.#options.library.folder });
  }
}

async function speedHere(path: string, signal: AbortSignal): Promise<number> {
  const speed = await measureSpeed(path, { signal, memoryLimitBytes: readMachine().totalMemoryBytes });
  return speed.outputTokensPerSecond;
}
