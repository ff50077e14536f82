/**
 * Pieces that one side gives as they come and the other side asks for. A piece counts as given when the other side has asked
 * for the next one, so that never more than one waits and whoever sends is as slow as whoever reads.
 */
export class HandedOver implements AsyncIterable<Uint8Array> {
  #waiting: { readonly piece: Uint8Array | undefined; readonly taken: () => void } | undefined;
  #asked: (() => void) | undefined;
  #isOver = false;

  /** Resolves when the piece was read, or when nobody reads any more. One piece at a time. */
  async give(piece: Uint8Array | undefined): Promise<void> {
    if (this.#isOver) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { piece, taken: resolve };
    this.#asked?.();
    await promise;
  }

  /** Nobody reads any more. */
  over(): void {
    this.#isOver = true;
    this.#waiting?.taken();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#waiting === undefined) {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#asked = resolve;
        await promise;
        this.#asked = undefined;
      }
      const waiting = this.#waiting;
      if (waiting === undefined) continue;
      if (waiting.piece === undefined) {
        this.#waiting = undefined;
        waiting.taken();
        return;
      }
      yield waiting.piece;
      this.#waiting = undefined;
      waiting.taken();
    }
  }
}
