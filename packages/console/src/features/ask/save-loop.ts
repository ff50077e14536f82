/** What a person is told about whether their conversation is kept. */
export type Saving =
  | { readonly type: 'new' }
  | { readonly type: 'saved' }
  | { readonly type: 'waiting' }
  | { readonly type: 'failing'; readonly error: unknown };

/** Words that come within this are saved together. */
const quietMs = 800;
/** While an answer streams there is no quiet, and a browser that is closed should not lose much. */
const unsavedMsMax = 4000;
/** After a failure it is tried again, first soon, then more patiently. */
const firstRetryMs = 2000;
const retryMsMax = 30_000;

interface SaveLoopOptions<Document> {
  readonly save: (document: Document) => Promise<void>;
  readonly tell: (saving: Saving) => void;
  readonly now: () => number;
}

/**
 * Saves the newest document, one save at a time, some time after it changed or at once when told to. A save that fails
 * is said and tried again until one succeeds or the loop is closed.
 */
export class SaveLoop<Document> {
  readonly #options: SaveLoopOptions<Document>;
  #unsaved: { readonly document: Document; readonly since: number } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving = false;
  #failures = 0;
  #closed = false;

  constructor(options: SaveLoopOptions<Document>) {
    this.#options = options;
  }

  /** There is something newer to save. */
  changed(document: Document): void {
    if (this.#closed) return;
    const since = this.#unsaved?.since ?? this.#options.now();
    this.#unsaved = { document, since };
    if (this.#failures > 0) return;
    this.#options.tell({ type: 'waiting' });
    const left = since + unsavedMsMax - this.#options.now();
    this.#later(Math.max(0, Math.min(quietMs, left)));
  }

  /** Saves now what has changed. */
  flush(): void {
    if (this.#unsaved !== undefined) this.#later(0);
  }

  /** Nothing is saved any more: the conversation was deleted. Resolves when a save under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsaved = undefined;
    clearTimeout(this.#timer);
    while (this.#saving) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  async #save(): Promise<void> {
    const { save, tell, now } = this.#options;
    if (this.#saving || this.#unsaved === undefined) return;
    const { document } = this.#unsaved;
    this.#unsaved = undefined;
    this.#saving = true;
    try {
      await save(document);
      this.#failures = 0;
      if (!this.#closed && this.#unsaved === undefined) tell({ type: 'saved' });
    } catch (error) {
      this.#failures += 1;
      // What changed meanwhile is newer and stays; otherwise this very document is tried again.
      this.#unsaved ??= this.#closed ? undefined : { document, since: now() };
      if (!this.#closed) tell({ type: 'failing', error });
    } finally {
      this.#saving = false;
    }
    if (this.#unsaved === undefined || this.#closed) return;
    const retryMs = Math.min(retryMsMax, firstRetryMs * 2 ** Math.max(0, this.#failures - 1));
    this.#later(this.#failures === 0 ? quietMs : retryMs);
  }
}
