/**
 * The text of tokens as they come. A token can be part of a character, and some vocabularies write a space before a
 * token only when another precedes it, so text is taken as the difference between two runs: the tokens already
 * written, without and with the new ones. What ends in the middle of a character waits for the next token.
 */
export type Detokenize = (tokens: readonly number[]) => string;

/** What a decoder writes for bytes that are not (yet) a character. */
const replacement = '\ufffd';

/** A character has four bytes at most, so after this many tokens the bytes are wrong and no longer incomplete. */
const waitingTokensMax = 4;

export class TokenText {
  readonly #detokenize: Detokenize;
  /** Tokens written last; they give the next ones their context. */
  #written: readonly number[] = [];
  #waiting: number[] = [];

  constructor(detokenize: Detokenize) {
    this.#detokenize = detokenize;
  }

  /** The text that this token makes complete; empty when it completes none. */
  push(token: number): string {
    this.#waiting.push(token);
    const text = this.#difference();
    if (text.endsWith(replacement) && this.#waiting.length < waitingTokensMax) return '';
    return this.#take(text);
  }

  /** What is still waiting, complete or not. */
  end(): string {
    return this.#waiting.length === 0 ? '' : this.#take(this.#difference());
  }

  #difference(): string {
    const before = this.#detokenize(this.#written);
    const after = this.#detokenize([...this.#written, ...this.#waiting]);
    // Should the tokenizer write the earlier tokens differently now, the new ones speak for themselves.
    return after.startsWith(before) ? after.slice(before.length) : this.#detokenize(this.#waiting);
  }

  #take(text: string): string {
    this.#written = this.#waiting;
    this.#waiting = [];
    return text;
  }
}
