import { CommonholdError } from '#base';
import type { Part } from '#call';
import { LineSplitter } from '../native/line-splitter.ts';
import type { StreamParser } from '../wire.ts';
import { parseObjectText } from '../upstream-json.ts';
import { AnswerReader } from './answer-reader.ts';

/** The end mark is a line with `done: true`, or one that tells of an error; anything else is a stream that broke off. */
export class LineStreamParser implements StreamParser {
  readonly #lines = new LineSplitter();
  readonly #reader = new AnswerReader();

  push(chunk: Uint8Array): Part[] {
    const parts: Part[] = [];
    for (const line of this.#lines.push(chunk)) {
      if (this.#reader.done || this.#reader.failed) break;
      parts.push(...this.#reader.read(parseObjectText(line, 'it')));
    }
    return parts;
  }

  end(): Part[] {
    if (this.#reader.done || this.#reader.failed) return [];
    throw new CommonholdError('upstream_broke', { detail: 'the stream ended before its last line' });
  }
}
