/**
 * Bytes that arrive in pieces and are wanted whole. The buffer doubles when it is full, so that a sender of single
 * bytes costs neither an object for each nor a copy of everything before.
 */
export class GrowingBytes {
  #buffer = new Uint8Array();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies, because the caller may use its buffer again. */
  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }

  /** Everything so far with `last` behind it; empty afterwards. Without anything before, `last` itself. */
  takeWith(last: Uint8Array): Uint8Array {
    if (this.#length === 0) return last;
    this.append(last);
    const whole = this.#buffer.subarray(0, this.#length);
    this.#buffer = new Uint8Array();
    this.#length = 0;
    return whole;
  }
}
