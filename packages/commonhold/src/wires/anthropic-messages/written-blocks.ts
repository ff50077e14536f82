import type { Json } from '#base';
import type { ReasoningPart, ToolCallPart } from '#call';
import { addMissing, type Fields, isObject } from '../own-fields.ts';
import { wire } from './wire-name.ts';

/** Blocks of an answer as this wire writes them. */

export function textBlock(text: string): Fields {
  return { type: 'text', text };
}

/** A thought; what another wire thought has no signature, and clients of this wire look for one. */
export function thinkingBlock(part: Pick<ReasoningPart, 'text' | 'extra'>): Fields {
  const own = part.extra?.wire === wire ? part.extra.fields : {};
  const { redacted_thinking: redacted, ...rest } = own;
  if (isObject(redacted)) return { ...redacted };
  const block: Fields = { type: 'thinking', thinking: part.text, signature: '' };
  return { ...block, ...rest };
}

export function toolBlock(part: Pick<ToolCallPart, 'id' | 'name' | 'extra'>, input: Json): Fields {
  const block: Fields = { type: 'tool_use', id: part.id, name: part.name, input };
  if (part.extra?.wire === wire) addMissing(block, part.extra.fields);
  return block;
}
