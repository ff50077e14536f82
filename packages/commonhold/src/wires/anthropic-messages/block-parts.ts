import type { JsonObject } from '#base';
import type { Part } from '#call';
import { leftover, textOf } from '../own-fields.ts';
import { wire } from './wire-name.ts';

/** What the numbers of parts are counted from: calls of tools have places of their own, blocks that only this wire knows keep theirs. */
export class BlockNumbers {
  #tools = 0;

  nextTool(): number {
    return this.#tools++;
  }
}

const choice = 0;
const textKeys = new Set(['type', 'text']);
const thinkingKeys = new Set(['type', 'thinking']);
const toolKeys = new Set(['type', 'id', 'name', 'input']);

/** A block of a whole answer as parts; `at` is its place among the blocks. */
export function partsOfBlock(block: JsonObject, at: number, numbers: BlockNumbers): Part[] {
  const parts: Part[] = [];
  switch (textOf(block['type'])) {
    case 'text': {
      parts.push({ type: 'text', choice, text: textOf(block['text']), block: at });
      const rest = leftover(block, textKeys);
      if (rest) parts.push({ type: 'unknown', wire, value: { content_block: rest, at } });
      return parts;
    }
    case 'thinking': {
      const rest = leftover(block, thinkingKeys);
      const extra = rest && { extra: { wire, fields: rest } };
      return [{ type: 'reasoning', choice, text: textOf(block['thinking']), ...extra }];
    }
    case 'redacted_thinking':
      return [redactedPart(block)];
    case 'tool_use': {
      const index = numbers.nextTool();
      const rest = leftover(block, toolKeys);
      const { id, name, input } = block;
      parts.push({
        type: 'tool-call',
        choice,
        index,
        id: textOf(id),
        name: textOf(name),
        ...(rest ? { extra: { wire, fields: rest } } : {}),
      });
      if (input !== undefined) {
        parts.push({ type: 'tool-arguments', choice, index, text: JSON.stringify(input) });
      }
      return parts;
    }
    default:
      return [{ type: 'unknown', wire, value: { content_block: block, at } }];
  }
}

/** A thought that nobody but Anthropic can read. */
export function redactedPart(block: JsonObject): Part {
  return { type: 'reasoning', choice, text: '', extra: { wire, fields: { redacted_thinking: block } } };
}
