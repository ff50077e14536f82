import { asCommonholdError, type Clock, CommonholdError, type Outbound } from '#base';
import type { Principal } from '#call';
import {
  type Catalog,
  type CatalogRow,
  findRow,
  keptBytes,
  type Library,
  pullModel,
  type PullProgress,
  pullRefusal,
  type RunCommand,
  type SourceAttempt,
} from '#models';
import type { PullProgressView, PullView } from '../api/model-views.ts';
import { failureView } from '../http/failure-view.ts';

/** Two fill an ordinary line; a third would slow them down, and each may want a large part of the disk. */
export const pullsMax = 2;
/** A person sees four updates a second as live; pieces arrive thousands of times a second. */
const announceMs = 250;
/** Long enough to smooth out the jumps of a line, short enough to show that it has become slow. */
const rateWindowMs = 5000;

/** How model files are fetched; the command line's own pulls use the same. */
export interface PullMeans {
  readonly outbound: Outbound;
  readonly runCommand: RunCommand;
  /** Folders that are looked into before anybody is asked. */
  readonly otherFolders: readonly string[];
  /** A mirror of the hub with the same paths, instead of the hub itself. */
  readonly hubAddress?: string;
  /** For tests: free bytes of a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface ModelPullsOptions {
  readonly library: Pick<Library, 'folder'>;
  readonly catalog: Catalog;
  readonly means: PullMeans;
  readonly clock: Clock;
  /** Something about the pulls has changed; called at once for a new state, else about four times a second. */
  readonly announce: () => void;
  /** Puts the models folder in force as it is now, and records the change. */
  readonly takeOver: (actor: Principal) => Promise<unknown>;
  /** Told of failures that are bugs or broken machines. */
  readonly report: (failure: unknown) => void;
}

interface Pull {
  readonly row: CatalogRow;
  readonly startedAt: string;
  readonly stop: AbortController;
  readonly attempts: SourceAttempt[];
  /** What had arrived at moments of the last seconds. */
  samples: { readonly atMs: number; readonly receivedBytes: number }[];
  announcedMs: number;
  progress: PullProgressView;
  endedAt: string | undefined;
  /** Resolves when it has ended, however; never rejects. */
  work: Promise<void>;
}

/**
 * Pulls that run in the node. They go on when the page that asked is closed, and end with the node: what has arrived
 * stays in the models folder, and the next pull of that model goes on there. One entry a model, so the list is never
 * longer than the catalog.
 */
export class ModelPulls {
  readonly #options: ModelPullsOptions;
  readonly #pulls = new Map<string, Pull>();
  #closed = false;

  constructor(options: ModelPullsOptions) {
    this.#options = options;
  }

  /** Those under way and those that ended and were not dismissed, the newest first. */
  list(): readonly PullView[] {
    return [...this.#pulls.values()].map(viewOf).toReversed();
  }

  /** The last one of this model, if it was not dismissed. */
  of(name: string): PullView | undefined {
    const pull = this.#pulls.get(name);
    return pull && viewOf(pull);
  }

  /** Resolves when the pull of this model has ended, however it did; at once when there is none. */
  async ended(name: string): Promise<void> {
    await this.#pulls.get(name)?.work;
  }

  isUnderWay(name: string): boolean {
    const pull = this.#pulls.get(name);
    return pull !== undefined && pull.endedAt === undefined;
  }

  /** Throws `model_not_in_catalog`, `model_digest_unknown`, `model_pull_busy`, `model_pulls_full`. */
  start(name: string, actor: Principal): PullView {
    if (this.#closed) throw new CommonholdError('node_stopping');
    const row = findRow(this.#options.catalog, name);
    const refusal = pullRefusal(row);
    if (refusal) throw refusal;
    if (this.isUnderWay(name))
      throw new CommonholdError('model_pull_busy', { model: name, process: process.pid });
    const underWay = [...this.#pulls.keys()].filter((other) => this.isUnderWay(other));
    if (underWay.length >= pullsMax) throw new CommonholdError('model_pulls_full', { limit: pullsMax });
    const pull: Pull = {
      row,
      startedAt: this.#time(),
      stop: new AbortController(),
      attempts: [],
      samples: [],
      announcedMs: 0,
      progress: { state: 'checking' },
      endedAt: undefined,
      work: Promise.resolve(),
    };
    // Taken out first, because a map keeps the place of a name that it has: the newest is the last.
    this.#pulls.delete(name);
    this.#pulls.set(name, pull);
    pull.work = this.#run(pull, actor);
    this.#options.announce();
    return viewOf(pull);
  }

  /**
   * Ends a pull that is under way, and resolves when it has ended; what has arrived is kept. One that has ended is
   * taken off the list. Throws `model_pull_unknown`.
   */
  async cancel(name: string): Promise<PullView> {
    const pull = this.#pulls.get(name);
    if (!pull) throw new CommonholdError('model_pull_unknown', { model: JSON.stringify(name) });
    if (pull.endedAt === undefined) {
      pull.stop.abort(new Error('the owner cancelled it'));
      await pull.work;
    } else {
      this.#pulls.delete(name);
      this.#options.announce();
    }
    return viewOf(pull);
  }

  /** Ends all of them, and lets none begin. */
  async close(): Promise<void> {
    this.#closed = true;
    const stopping = new CommonholdError('node_stopping');
    for (const { stop } of this.#pulls.values()) stop.abort(stopping);
    await Promise.all([...this.#pulls.values()].map(({ work }) => work));
  }

  async #run(pull: Pull, actor: Principal): Promise<void> {
    const { library, means, clock } = this.#options;
    const { row, stop } = pull;
    try {
      const pulled = await pullModel({
        ...means,
        row,
        folder: library.folder,
        clock,
        onProgress: (progress) => this.#received(pull, progress),
        onAttempt: (attempt) => pull.attempts.push(attempt),
        signal: stop.signal,
      });
      await this.#options.takeOver(actor);
      const { source, sizeBytes, sha256 } = pulled;
      this.#end(pull, { state: 'done', source, sizeBytes, sha256 });
    } catch (thrown) {
      this.#end(pull, await this.#endOf(pull, thrown));
    }
  }

  async #endOf({ row, stop }: Pull, thrown: unknown): Promise<PullProgressView> {
    if (!stop.signal.aborted) {
      const error = asCommonholdError(thrown);
      if (error.code === 'internal') this.#options.report(thrown);
      return { state: 'failed', error: failureView(error) };
    }
    try {
      return { state: 'cancelled', keptBytes: await keptBytes(this.#options.library.folder, row) };
    } catch (failure) {
      // The folder cannot even be looked into, so saying how much is kept would be a guess.
      return { state: 'failed', error: failureView(failure) };
    }
  }

  #received(pull: Pull, { source, receivedBytes, totalBytes }: PullProgress): void {
    const { progress } = pull;
    const nowMs = this.#options.clock.monotonic();
    const isSameSource = 'source' in progress && progress.source === source;
    if (!isSameSource) {
      pull.samples = [{ atMs: nowMs, receivedBytes }];
      this.#enter(pull, { state: 'waiting source', source, receivedBytes, totalBytes }, nowMs);
      return;
    }
    if (receivedBytes >= totalBytes) {
      this.#enter(pull, { state: 'checking', source }, nowMs);
      return;
    }
    const bytesPerSecond = rateOf(pull, receivedBytes, nowMs);
    this.#enter(pull, { state: 'receiving', source, receivedBytes, totalBytes, bytesPerSecond }, nowMs);
  }

  #enter(pull: Pull, next: PullProgressView, nowMs: number): void {
    const isNew = pull.progress.state !== next.state;
    pull.progress = next;
    if (!isNew && nowMs - pull.announcedMs < announceMs) return;
    pull.announcedMs = nowMs;
    this.#options.announce();
  }

  #end(pull: Pull, progress: PullProgressView): void {
    pull.progress = progress;
    pull.endedAt = this.#time();
    this.#options.announce();
  }

  #time(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

/** Over the window; nothing until there are two moments to compare. */
function rateOf(pull: Pull, receivedBytes: number, nowMs: number): number | undefined {
  const last = pull.samples.at(-1);
  // A source that begins again from the start has to be measured anew.
  if (last && receivedBytes < last.receivedBytes) pull.samples = [];
  if (!last || nowMs - last.atMs >= announceMs) pull.samples.push({ atMs: nowMs, receivedBytes });
  while (pull.samples.length > 2 && nowMs - (pull.samples[0]?.atMs ?? nowMs) > rateWindowMs)
    pull.samples.shift();
  const first = pull.samples[0];
  if (!first || nowMs <= first.atMs) return undefined;
  return Math.round(((receivedBytes - first.receivedBytes) * 1000) / (nowMs - first.atMs));
}

function viewOf({ row, startedAt, endedAt, progress, attempts }: Pull): PullView {
  return { name: row.name, startedAt, endedAt, progress, attempts: [...attempts] };
}
