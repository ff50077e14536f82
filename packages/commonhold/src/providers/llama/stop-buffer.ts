/**
 * Holds text back for as long as it could be the beginning of a stop string, so that no part of one ever leaves.
 * Text comes in pieces (one a token) that carry a note each (its log-probability); a piece leaves whole, with its
 * note, except the one in which a stop string begins, which leaves up to there.
 */
export interface Piece<Note> {
  readonly text: string;
  readonly note: Note;
}

export class StopBuffer<Note> {
  readonly #stops: readonly string[];
  #held: Piece<Note>[] = [];
  #stopped = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** True once a stop string has been seen; nothing leaves after it. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The pieces that may leave now. */
  push(piece: Piece<Note>): readonly Piece<Note>[] {
    if (this.#stopped) return [];
    if (this.#stops.length === 0) return [piece];
    this.#held.push(piece);
    const text = this.#held.map((held) => held.text).join('');
    const stopAt = this.#firstStop(text);
    if (stopAt !== undefined) {
      this.#stopped = true;
      return this.#leaveBefore(stopAt, true);
    }
    return this.#leaveBefore(text.length - this.#possibleStart(text), false);
  }

  /** What is still held when the answer ends by itself. */
  end(): readonly Piece<Note>[] {
    const held = this.#held;
    this.#held = [];
    return this.#stopped ? [] : held;
  }

  #firstStop(text: string): number | undefined {
    let first: number | undefined;
    for (const stop of this.#stops) {
      const at = text.indexOf(stop);
      if (at !== -1 && (first === undefined || at < first)) first = at;
    }
    return first;
  }

  /** Length of the longest end of `text` that begins a stop string. */
  #possibleStart(text: string): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (stop.startsWith(text.slice(text.length - length))) {
          longest = length;
          break;
        }
      }
    }
    return longest;
  }

  #leaveBefore(end: number, cut: boolean): Piece<Note>[] {
    const leaving: Piece<Note>[] = [];
    let position = 0;
    while (this.#held[0] !== undefined) {
      const piece = this.#held[0];
      if (position + piece.text.length > end) {
        if (cut && position < end)
          leaving.push({ text: piece.text.slice(0, end - position), note: piece.note });
        break;
      }
      // A piece without text at the very end of what may leave belongs to what comes after it.
      if (cut && piece.text === '' && position === end) break;
      leaving.push(piece);
      position += piece.text.length;
      this.#held.shift();
    }
    if (cut) this.#held = [];
    return leaving;
  }
}
