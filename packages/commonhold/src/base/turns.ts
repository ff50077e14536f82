/**
 * Work that is done one piece after the other, in the order in which it came. What fails is told to whoever asked for it, and
 * what comes after it begins all the same.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that has come so far is done, well or not. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
