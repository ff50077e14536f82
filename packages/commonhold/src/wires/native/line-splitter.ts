import { CommonholdError, GrowingBytes } from '#base';

/**
 * The bytes that one line may have. A line carries one part; the longest are the log-probabilities and arguments of
 * one token or the whole text of a reply that was not streamed. Without a bound a line without end fills our memory.
 */
export const maximumLineBytes = 16 * 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lineFeed = 0x0a;

/** Cuts bytes, split anywhere, into the lines of NDJSON: LF ends a line, empty lines say nothing. */
export class LineSplitter {
  readonly #rest = new GrowingBytes();

  push(chunk: Uint8Array): string[] {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end === 0) {
      this.#keep(chunk);
      return [];
    }
    const whole = this.#rest.takeWith(chunk.subarray(0, end));
    this.#keep(chunk.subarray(end));
    return decode(whole)
      .split('\n')
      .filter((line) => line.trim() !== '');
  }

  /** Nothing stands after the last line end. */
  get whole(): boolean {
    return this.#rest.length === 0;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#rest.length + bytes.length > maximumLineBytes) {
      throw invalid(`a line is longer than ${maximumLineBytes} bytes`);
    }
    this.#rest.append(bytes);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw invalid('it is not valid UTF-8', error);
  }
}

function invalid(detail: string, cause?: unknown): CommonholdError {
  return new CommonholdError('upstream_reply_invalid', { detail }, { cause });
}
