import { type Clock, CommonholdError } from '#base';
import { type Catalog, type CatalogRow, defaultModelName, findRow, type Library } from '#models';

export interface MachineMeasurementOptions {
  readonly library: Pick<Library, 'find'>;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly announce: () => void;
  /** Tokens a second that the model in that file writes here. */
  readonly speed: (path: string, signal: AbortSignal) => Promise<number>;
}

export interface Measured {
  readonly row: CatalogRow;
  readonly tokensPerSecond: number;
  readonly at: string;
}

/** How fast this machine is, measured with the small model when somebody asks, and remembered until the node ends. */
export class MachineMeasurement {
  readonly #options: MachineMeasurementOptions;
  readonly #stop = new AbortController();
  #underWay: { readonly model: string; readonly startedAt: string } | undefined;
  #last: Measured | undefined;

  constructor(options: MachineMeasurementOptions) {
    this.#options = options;
  }

  get underWay(): { readonly model: string; readonly startedAt: string } | undefined {
    return this.#underWay;
  }

  get last(): Measured | undefined {
    return this.#last;
  }

  /** Takes some seconds. Throws `measurement_busy`, and `model_missing` when the small model is not here. */
  async measure(asked: AbortSignal): Promise<void> {
    const { library, catalog, announce, speed } = this.#options;
    if (this.#underWay) throw new CommonholdError('measurement_busy');
    const signal = AbortSignal.any([asked, this.#stop.signal]);
    signal.throwIfAborted();
    const row = findRow(catalog, defaultModelName);
    this.#underWay = { model: row.name, startedAt: this.#time() };
    announce();
    try {
      const small = await library.find(row.name, signal);
      // Another file under that name would be measured as what it is not.
      if (small?.row?.name !== row.name) throw new CommonholdError('model_missing', { model: row.name });
      const tokensPerSecond = await speed(small.path, signal);
      this.#last = { row, tokensPerSecond, at: this.#time() };
    } finally {
      this.#underWay = undefined;
      announce();
    }
  }

  close(): void {
    this.#stop.abort(new CommonholdError('node_stopping'));
  }

  #time(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}
