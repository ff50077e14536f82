import { type Clock, CommonholdError, newId, type Randomness } from '#base';
import type { Principal } from '#call';
import {
  HandedOver,
  type ImportCounts,
  importFile,
  type ImportFormat,
  type ImportReport,
  type ImportResult,
  reportOf,
  type Route,
  type SourceFile,
} from '#import';
import type { Classifier } from '#labels';
import type { ImportedPast, Ledger } from '#ledger';
import type { PriceList } from '#prices';

export interface ImportDeskOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Looks on this machine alone: never the detector beside the node. */
  readonly looks: () => Promise<ImportLooks>;
  readonly prices: () => Promise<PriceList>;
  readonly policy: () => string;
  readonly routes: () => readonly Route[];
  /** Models of the catalog that suit this machine and are not on it. */
  readonly pullable: () => Promise<readonly string[]>;
  readonly announce: () => void;
  /** Calls `act` after so many milliseconds unless the function that it returns is called before. */
  readonly after: (ms: number, act: () => void) => () => void;
}

/** What imported calls are looked through for. */
export interface ImportLooks {
  /** Undefined where nothing is looked for. */
  readonly classifier: Classifier | undefined;
  /** The label that each detector raises, where it raises one alone. */
  readonly labels: ReadonlyMap<string, string>;
}

export interface NewImport {
  readonly format: ImportFormat | undefined;
  readonly principal: Principal;
  readonly actor: Principal;
  /** Undefined: it is read and counted, and nothing is written. */
  readonly file: SourceFile | undefined;
  /** What the file is as long as, for those who watch. */
  readonly size: number | undefined;
}

/** An import that is under way. */
export interface ImportUnderWay extends ImportCounts {
  readonly id: string;
  readonly since: string;
  readonly bytes: number;
  readonly size: number | undefined;
  readonly isDry: boolean;
}

/** Each holds a piece, a batch and what a conversation keeps open. */
const underWayMax = 4;
/** A sender from whom nothing came for so long has gone away. What it imported stays. */
const idleMs = 120_000;

interface Job {
  readonly id: string;
  readonly since: string;
  readonly size: number | undefined;
  readonly isDry: boolean;
  readonly pieces: HandedOver;
  readonly stop: AbortController;
  readonly done: Promise<ImportResult>;
  bytes: number;
  counts: ImportCounts;
  isBusy: boolean;
  cancelIdle: () => void;
}

const noCounts: ImportCounts = {
  format: undefined,
  added: 0,
  known: 0,
  broken: 0,
  brokenAt: [],
  unanswered: 0,
};

/** Files on their way into the record. They come in pieces, one request each, so that a file may take as long as it takes. */
export class ImportDesk {
  readonly #options: ImportDeskOptions;
  readonly #jobs = new Map<string, Job>();
  #isClosed = false;
  #ended = 0;
  #reading: Promise<ImportReport> | undefined;
  #readingNext: Promise<ImportReport> | undefined;

  constructor(options: ImportDeskOptions) {
    this.#options = options;
  }

  /** When a file with this digest was imported before; undefined if none was. */
  imported(digest: string): Promise<string | undefined> {
    return this.#options.ledger.imports.attested(digest);
  }

  /** Throws `imports_full`. */
  async begin(wish: NewImport): Promise<string> {
    const { ledger, clock, randomness, policy } = this.#options;
    const [{ classifier }, prices] = await Promise.all([this.#options.looks(), this.#options.prices()]);
    if (this.#isClosed) throw new CommonholdError('node_stopping');
    if (this.#jobs.size >= underWayMax) throw new CommonholdError('imports_full', { limit: underWayMax });
    const now = clock.now();
    const id = newId(now, randomness);
    const pieces = new HandedOver();
    const stop = new AbortController();
    const done = importFile(
      pieces,
      { ledger, classifier, prices, policy: policy(), now: () => clock.now() },
      {
        ...wish,
        signal: stop.signal,
        onProgress: (counts) => {
          job.counts = counts;
          this.#options.announce();
        },
      },
    ).finally(() => pieces.over());
    // Whoever asks for the next piece or the end is told; nobody may ask any more.
    done.catch(() => undefined);
    const { size } = wish;
    const isDry = wish.file === undefined;
    const since = new Date(now).toISOString();
    const job: Job = {
      id,
      since,
      size,
      isDry,
      pieces,
      stop,
      done,
      bytes: 0,
      counts: noCounts,
      isBusy: false,
      cancelIdle: () => undefined,
    };
    this.#jobs.set(id, job);
    this.#wait(job);
    this.#options.announce();
    return id;
  }

  /** Takes the bytes that begin at `at`. Throws `import_unknown`, `import_order` and what is wrong with the file. */
  async piece(id: string, at: number, bytes: Uint8Array): Promise<ImportUnderWay> {
    const job = this.#job(id);
    if (job.isBusy || at !== job.bytes)
      throw new CommonholdError('import_order', { expected: job.bytes, at });
    await this.#during(job, async () => {
      job.bytes += bytes.byteLength;
      // Who reads may have failed; then this ends at once and the reason is told.
      await Promise.race([job.pieces.give(bytes), job.done]);
    });
    return viewOf(job);
  }

  /** The file has ended. Throws what is wrong with it. */
  async end(id: string): Promise<ImportResult> {
    const job = this.#job(id);
    if (job.isBusy) throw new CommonholdError('import_order', { expected: job.bytes, at: job.bytes });
    return this.#during(job, async () => {
      try {
        await job.pieces.give(undefined);
        return await job.done;
      } finally {
        this.#forget(job);
      }
    });
  }

  /** Ends it early; what was imported stays, and the file is not attested. */
  async stop(id: string): Promise<ImportUnderWay> {
    const job = this.#job(id);
    await this.#stop(job, new CommonholdError('import_unknown', { id }));
    return viewOf(job);
  }

  list(): readonly ImportUnderWay[] {
    return [...this.#jobs.values()].map(viewOf);
  }

  /** Imports that wrote something and are over, since the node started: when it grows, there may be more to report. */
  get ended(): number {
    return this.#ended;
  }

  /**
   * What was imported, added up; of everybody or of one principal. All imported calls are read for it, so of those who ask
   * for the whole at the same time all but the first wait and share the one that begins next.
   */
  report(principal?: string): Promise<ImportReport> {
    if (principal !== undefined) return this.#read(principal);
    if (this.#reading === undefined) {
      this.#reading = this.#read(undefined).finally(() => {
        this.#reading = undefined;
      });
      return this.#reading;
    }
    this.#readingNext ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#readingNext = undefined;
        return this.report();
      });
    return this.#readingNext;
  }

  async #read(principal: string | undefined): Promise<ImportReport> {
    return this.#reportOf(await this.#options.ledger.imports.past(principal));
  }

  /** What the calls of one file add up to, which may not be on record. */
  reportOf(uses: ImportResult['uses']): Promise<ImportReport> {
    return this.#reportOf({ uses, files: [] });
  }

  async #reportOf(past: ImportedPast): Promise<ImportReport> {
    const { looks, prices, routes, pullable } = this.#options;
    const [{ labels }, list, names] = await Promise.all([looks(), prices(), pullable()]);
    return reportOf(past, {
      labelOf: (detector) => labels.get(detector),
      routes: routes(),
      pullable: names,
      vendorsWith: (model) => list.vendorsWith(model),
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const stopping = new CommonholdError('node_stopping');
    await Promise.all([...this.#jobs.values()].map((job) => this.#stop(job, stopping)));
  }

  #job(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new CommonholdError('import_unknown', { id: JSON.stringify(id) });
    return job;
  }

  async #during<Result>(job: Job, work: () => Promise<Result>): Promise<Result> {
    job.isBusy = true;
    job.cancelIdle();
    try {
      return await work();
    } catch (thrown) {
      this.#forget(job);
      throw thrown;
    } finally {
      job.isBusy = false;
      if (this.#jobs.has(job.id)) this.#wait(job);
    }
  }

  #wait(job: Job): void {
    job.cancelIdle = this.#options.after(idleMs, () => {
      void this.#stop(job, new CommonholdError('import_unknown', { id: job.id }));
    });
  }

  /** Waits for the batch that is being written, so that what was begun is ended. */
  async #stop(job: Job, reason: CommonholdError): Promise<void> {
    job.stop.abort(reason);
    // Whoever waits for a piece is woken by one that is empty.
    await Promise.race([job.pieces.give(new Uint8Array()), job.done.catch(() => undefined)]);
    void job.pieces.give(undefined);
    await job.done.catch(() => undefined);
    this.#forget(job);
  }

  #forget(job: Job): void {
    job.cancelIdle();
    if (this.#jobs.delete(job.id) && !job.isDry) this.#ended += 1;
    this.#options.announce();
  }
}

function viewOf({ id, since, bytes, size, isDry, counts }: Job): ImportUnderWay {
  return { id, since, bytes, size, isDry, ...counts };
}
