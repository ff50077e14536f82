import { type Clock, CommonholdError } from '#base';
import type { Library } from '#models';
import type { VerificationView } from '../api/model-views.ts';
import { failureView } from '../http/failure-view.ts';

/** A person sees four updates a second as live; pieces are read hundreds of times a second. */
const announceMs = 250;

export interface ModelVerificationsOptions {
  readonly library: Pick<Library, 'verify'>;
  readonly clock: Clock;
  readonly announce: () => void;
}

/**
 * Reads models again from the first byte to the last, one at a time: two would make one disk jump between them. Goes on
 * when the page that asked is closed, and ends with the node. The last result of each model is kept in memory.
 */
export class ModelVerifications {
  readonly #options: ModelVerificationsOptions;
  readonly #views = new Map<string, VerificationView>();
  readonly #stop = new AbortController();
  #underWay: { readonly name: string; readonly work: Promise<void> } | undefined;

  constructor(options: ModelVerificationsOptions) {
    this.#options = options;
  }

  of(name: string): VerificationView | undefined {
    return this.#views.get(name);
  }

  /** The model is gone, and what was found about it with it. */
  forget(name: string): void {
    this.#views.delete(name);
  }

  /** Throws `model_occupied`. */
  start(name: string, totalBytes: number): VerificationView {
    this.#stop.signal.throwIfAborted();
    if (this.#underWay) {
      const detail = `the file of ${this.#underWay.name} is being read`;
      throw new CommonholdError('model_occupied', { model: name, action: 'verified', detail });
    }
    const view: VerificationView = { state: 'reading', startedAt: this.#time(), readBytes: 0, totalBytes };
    this.#views.set(name, view);
    this.#underWay = { name, work: this.#run(name, view.startedAt, totalBytes) };
    this.#options.announce();
    return view;
  }

  async close(): Promise<void> {
    this.#stop.abort(new CommonholdError('node_stopping'));
    await this.#underWay?.work;
  }

  async #run(name: string, startedAt: string, totalBytes: number): Promise<void> {
    const { library, clock, announce } = this.#options;
    let announcedMs = clock.monotonic();
    let end: VerificationView;
    try {
      const { sha256, unchanged, pin } = await library.verify(name, this.#stop.signal, (readBytes) => {
        this.#views.set(name, { state: 'reading', startedAt, readBytes, totalBytes });
        if (clock.monotonic() - announcedMs < announceMs) return;
        announcedMs = clock.monotonic();
        announce();
      });
      end = { state: 'done', startedAt, endedAt: this.#time(), sha256, unchanged, pin };
    } catch (thrown) {
      end = { state: 'failed', startedAt, endedAt: this.#time(), error: failureView(thrown) };
    }
    this.#views.set(name, end);
    this.#underWay = undefined;
    announce();
  }

  #time(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}
