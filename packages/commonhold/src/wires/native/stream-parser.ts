import { CommonholdError } from '#base';
import type { Part } from '#call';
import { isObject } from '../own-fields.ts';
import type { StreamParser } from '../wire.ts';
import { LineSplitter } from './line-splitter.ts';
import { partSchema, partTypes } from './part-schema.ts';

/** A stream is complete when every choice that began has said why it ended, and at least one has. */
export class NativeStreamParser implements StreamParser {
  readonly #lines = new LineSplitter();
  readonly #open = new Set<number>();
  readonly #ended = new Set<number>();
  #failed = false;

  push(chunk: Uint8Array): Part[] {
    return this.#lines.push(chunk).map((line) => this.#read(line));
  }

  end(): Part[] {
    if (this.#failed) return [];
    if (this.#lines.whole && this.#ended.size > 0 && this.#open.size === 0) return [];
    throw new CommonholdError('upstream_broke', { detail: 'the stream ended before every choice had ended' });
  }

  #read(line: string): Part {
    const part = readPart(line);
    if ('choice' in part) {
      if (part.type === 'finish') {
        this.#open.delete(part.choice);
        this.#ended.add(part.choice);
      } else if (!this.#ended.has(part.choice)) {
        this.#open.add(part.choice);
      }
    } else if (part.type === 'error') {
      this.#failed = true;
    }
    return part;
  }
}

export function readPart(line: string): Part {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The message of JSON.parse quotes the line, which is content.
    throw invalidLine('it is not JSON');
  }
  if (!isObject(value) || typeof value['type'] !== 'string') throw invalidLine('it is no object with a type');
  if (!partTypes.has(value['type'])) return { type: 'unknown', wire: 'native', value };
  const result = partSchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalidLine(`${value['type']}.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a part'}`);
  }
  // The value itself, because the validated copy of a loose object loses a key named __proto__.
  return value as unknown as Part;
}

function invalidLine(detail: string): CommonholdError {
  return new CommonholdError('upstream_reply_invalid', { detail: `a line cannot be read (${detail})` });
}
