import { BrokenElement, type Element } from './imported-call.ts';

/** A conversation with many pictures inside; what is longer is counted as broken and never held. */
export const elementBytesMax = 64 * 1024 * 1024;

/** An element, or why there is none at that place. */
export type ReadElement = Element | { readonly number: number; readonly broken: BrokenElement };

/** How the elements of a file stand in it. */
export type Layout = 'lines' | 'list';

/** One JSON value a line: empty lines are none and are counted. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax = elementBytesMax,
): AsyncGenerator<ReadElement> {
  const kept = new Kept(bytesMax);
  let number = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      kept.add(chunk.subarray(from, end));
      number += 1;
      const element = kept.take(number);
      if (element !== undefined) yield element;
      from = end + 1;
    }
    kept.add(chunk.subarray(from));
  }
  const last = kept.take(number + 1);
  if (last !== undefined) yield last;
}

/**
 * The elements of one JSON list, which may stand in an object (`{"data": [...]}`). Structure alone is looked at: what is no
 * JSON between two commas is found by whoever reads it. Everything behind the list is left.
 */
export async function* listElementsOf(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax = elementBytesMax,
): AsyncGenerator<ReadElement> {
  const kept = new Kept(bytesMax);
  let number = 0;
  let depth = 0;
  let isInList = false;
  let isInString = false;
  let isEscaped = false;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isInString = false;
        continue;
      }
      if (byte === quote) isInString = true;
      else if (!isInList) {
        if (byte === openList) {
          isInList = true;
          from = at + 1;
        }
      } else if (byte === openList || byte === openObject) depth += 1;
      else if (depth > 0 && (byte === closeList || byte === closeObject)) depth -= 1;
      else if (depth === 0 && (byte === comma || byte === closeList)) {
        kept.add(chunk.subarray(from, at));
        number += 1;
        const element = kept.take(number);
        if (element !== undefined) yield element;
        from = at + 1;
        if (byte === closeList) return;
      }
    }
    if (isInList) kept.add(chunk.subarray(from));
  }
  const rest = kept.take(number + 1);
  if (rest !== undefined) {
    yield { number: number + 1, broken: new BrokenElement('the file ends inside of it') };
  }
}

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** What has come of one element so far, up to a limit. */
class Kept {
  readonly #bytesMax: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#bytes += piece.length;
    if (this.#bytes <= this.#bytesMax) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  /** Undefined for nothing but white space. */
  take(number: number): ReadElement | undefined {
    const bytes = Buffer.concat(this.#pieces);
    const isTooLong = this.#bytes > this.#bytesMax;
    this.#pieces = [];
    this.#bytes = 0;
    if (isTooLong) {
      return { number, broken: new BrokenElement(`longer than ${this.#bytesMax} bytes`) };
    }
    let text: string;
    try {
      text = this.#decoder.decode(bytes).trim();
    } catch {
      return { number, broken: new BrokenElement('not UTF-8') };
    }
    return text === '' ? undefined : { number, text };
  }
}
