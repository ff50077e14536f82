import { CommonholdError, GrowingBytes } from '#base';

const quote = 0x22;
const backslash = 0x5c;
const openings = new Set([0x7b, 0x5b]);
const closings = new Set([0x7d, 0x5d]);

/** The bytes that one object may have; see the same limit of server-sent events. */
const maximumObjectBytes = 16 * 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The objects of a JSON array as they come, split anywhere, each as its text. It looks at structure alone; whether an object is JSON
 * is for its reader to say.
 */
export class JsonArraySplitter {
  readonly #held = new GrowingBytes();
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The array has been closed. */
  isWhole = false;

  push(chunk: Uint8Array): string[] {
    const texts: string[] = [];
    let start = this.#depth > 1 ? 0 : -1;
    for (let at = 0; at < chunk.length && !this.isWhole; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        this.#readInString(byte);
      } else if (byte === quote) {
        this.#inString = true;
      } else if (openings.has(byte)) {
        this.#depth += 1;
        if (this.#depth === 2) start = at;
      } else if (closings.has(byte)) {
        this.#depth -= 1;
        if (this.#depth === 1) {
          texts.push(decode(this.#held.takeWith(chunk.subarray(Math.max(start, 0), at + 1))));
          start = -1;
        }
        this.isWhole = this.#depth <= 0;
      }
    }
    if (start >= 0 && !this.isWhole) this.#hold(chunk.subarray(start));
    return texts;
  }

  #readInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inString = false;
  }

  #hold(bytes: Uint8Array): void {
    if (this.#held.length + bytes.length > maximumObjectBytes) {
      throw invalid(`an object of the stream is longer than ${maximumObjectBytes} bytes`);
    }
    this.#held.append(bytes);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw invalid('it is not valid UTF-8', cause);
  }
}

function invalid(detail: string, cause?: unknown): CommonholdError {
  return new CommonholdError('upstream_reply_invalid', { detail }, { cause });
}
