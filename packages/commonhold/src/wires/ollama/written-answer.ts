import type { ToolCallPart } from '#call';
import { addMissing, type Fields } from '../own-fields.ts';
import { answeredArguments } from '../tool-arguments.ts';
import type { ReplyContext } from '../wire.ts';
import { isPrompt } from './serialize-request.ts';
import { wire } from './wire-name.ts';

/** What one line of an answer, or a whole one, says. */
export interface Said {
  readonly text: string;
  readonly thinking?: string;
  readonly tools?: readonly Fields[];
}

/** In the form that the client asked for: a message, or the text alone. */
export function sayIn(context: ReplyContext, { text, thinking, tools }: Said): Fields {
  const more: Fields = {
    ...(thinking === undefined ? {} : { thinking }),
    ...(tools && tools.length > 0 ? { tool_calls: tools } : {}),
  };
  if (isPrompt(context.request)) return { response: text, ...more };
  return { message: { role: 'assistant', content: text, ...more } };
}

/** When an answer, or a line of it, was made: as the destination says, or else as the clock here does. */
export function createdAt(seconds: number, laterMs = 0): string {
  return new Date(seconds * 1000 + laterMs).toISOString();
}

export function toolCall(
  part: Pick<ToolCallPart, 'id' | 'name' | 'extra'>,
  index: number,
  text: string,
): Fields {
  const fields: Fields = {
    id: part.id,
    function: { index, name: part.name, arguments: answeredArguments(text) },
  };
  if (part.extra?.wire === wire) addMissing(fields, part.extra.fields);
  return fields;
}
