import type { Part } from '#call';
import type { Fields } from '../own-fields.ts';
import { wire } from './wire-name.ts';

/** Items of an answer as this wire writes them. */

/** An event without its number. */
export type WrittenEvent = Fields & { readonly type: string };

type Status = 'in_progress' | 'completed' | 'incomplete';

export function messageItem(id: string, own: Fields, content: readonly Fields[], status: Status): Fields {
  return { type: 'message', ...own, id, role: 'assistant', status, content };
}

/** Thoughts of another wire have nothing that their vendor must get back. */
export function reasoningItem(id: string, told: 'text' | 'summary', text: string): Fields {
  return told === 'text'
    ? { type: 'reasoning', id, summary: [], content: [{ type: 'reasoning_text', text }] }
    : { type: 'reasoning', id, summary: [{ type: 'summary_text', text }] };
}

export function callItem(
  id: string,
  part: Extract<Part, { type: 'tool-call' }>,
  own: Fields,
  said: string,
  status: Status,
): Fields {
  const call = { id, call_id: part.id, name: part.name };
  const isCustom = part.extra?.wire === wire && 'custom_tool_call' in part.extra.fields;
  if (isCustom) return { type: 'custom_tool_call', ...own, ...call, input: said };
  return { type: 'function_call', ...own, ...call, arguments: said, status };
}
