/**
 * Calls whose client has the last byte of its answer while the outcome is still on its way to the record. A client may go on from
 * that answer at once, and then it must find it there.
 */
export class Endings {
  readonly #ofPrincipal = new Map<string, Set<Ending>>();

  /** Watches one call until it is disposed of, which is when its outcome is written. */
  watch(principal: string, hasEnded: () => boolean): Disposable {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ending: Ending = { hasEnded, written: promise };
    const endings = this.#ofPrincipal.get(principal) ?? new Set();
    this.#ofPrincipal.set(principal, endings.add(ending));
    return {
      [Symbol.dispose]: () => {
        endings.delete(ending);
        if (endings.size === 0) this.#ofPrincipal.delete(principal);
        resolve();
      },
    };
  }

  /** Resolves when every call of this principal whose answer has ended is on record with it. */
  async settled(principal: string): Promise<void> {
    const endings = [...(this.#ofPrincipal.get(principal) ?? [])];
    await Promise.all(endings.filter(({ hasEnded }) => hasEnded()).map(({ written }) => written));
  }
}

interface Ending {
  readonly hasEnded: () => boolean;
  readonly written: Promise<void>;
}
