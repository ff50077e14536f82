import type { Json } from '#base';
import type { InputPart, Message, OutputPart, ReasoningPart, ToolCallPart } from '#call';
import { notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isObject } from '../own-fields.ts';
import type { Warning } from '../wire.ts';
import { wire } from './wire-name.ts';

/** What this wire writes in `input`, and what it writes in `instructions`. */
export interface WrittenItems {
  readonly instructions: string | undefined;
  readonly input: string | readonly Fields[];
}

/** A plain text at the beginning that instructs is `instructions`; a plain text alone is `input`; anything else is an item. */
export function serializeItems(messages: readonly Message[], warnings: Warning[]): WrittenItems {
  const [first, ...others] = messages;
  const instructions = first && others.length > 0 && first.role === 'system' ? plainText(first) : undefined;
  const said = instructions === undefined ? messages : others;
  const [only] = said;
  const text = said.length === 1 && only?.role === 'user' ? plainText(only) : undefined;
  return { instructions, input: text ?? said.flatMap((message) => serializeMessage(message, warnings)) };
}

function plainText(message: Message): string | undefined {
  const [only] = message.content;
  const named = message.role !== 'tool' && message.name !== undefined;
  const isPlain = message.content.length === 1 && only?.type === 'text' && !only.extra;
  return isPlain && !named && !message.extra ? only.text : undefined;
}

function serializeMessage(message: Message, warnings: Warning[]): Fields[] {
  warnOfName(message, warnings);
  switch (message.role) {
    case 'system':
    case 'developer':
    case 'user': {
      const [only] = message.content;
      const item = only && message.content.length === 1 ? itemOf(only) : undefined;
      if (item) return [item];
      const fields: Fields = {
        type: 'message',
        role: message.role,
        content: serializeContent(message.content),
      };
      return [withExtra(fields, message.extra)];
    }
    case 'tool': {
      const [only] = message.content;
      const item = only && message.content.length === 1 ? itemOf(only) : undefined;
      return [item ?? serializeResult(message)];
    }
    case 'assistant':
      return serializeAnswer(message.content, warnings);
  }
}

function warnOfName(message: Message, warnings: Warning[]): void {
  if (message.role === 'tool' || message.name === undefined) return;
  if (warnings.some(({ feature }) => feature === 'name')) return;
  warnings.push({ feature: 'name', detail: 'Names of those who speak have no place on this wire.' });
}

/** An item of this wire that the neutral call has no word for. */
function itemOf(part: InputPart | OutputPart): Fields | undefined {
  if (part.type !== 'unknown' || part.wire !== wire || !isObject(part.value)) return undefined;
  const { item, type } = part.value;
  return type === undefined && isObject(item) ? { ...item } : undefined;
}

function withExtra(fields: Fields, extra: Message['extra']): Fields {
  if (extra?.wire === wire) addMissing(fields, extra.fields);
  return fields;
}

function serializeResult({ callId, content, extra }: Extract<Message, { role: 'tool' }>): Fields {
  const { custom_tool_call_output: custom, ...rest } = extra?.wire === wire ? extra.fields : {};
  const fields: Fields = {
    type: custom === undefined ? 'function_call_output' : 'custom_tool_call_output',
    call_id: callId,
    output: serializeContent(content),
  };
  addMissing(fields, rest);
  return fields;
}

/** One plain text goes as a string; anything else as parts. */
function serializeContent(content: readonly InputPart[]): Json {
  const [only] = content;
  if (content.length === 1 && only?.type === 'text' && !only.extra) return only.text;
  return content.map(serializePart);
}

function serializePart(part: InputPart): Json {
  if (part.type === 'unknown') return unknownPart(part);
  const fields = partFields(part);
  if (part.extra?.wire === wire) addMissing(fields, part.extra.fields);
  return fields;
}

function unknownPart(part: Extract<InputPart, { type: 'unknown' }>): Json {
  if (part.wire !== wire) throw notExpressible(`A part that only ${part.wire} knows`, wire);
  return part.value;
}

function partFields(part: Exclude<InputPart, { type: 'unknown' }>): Fields {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'refusal':
      return { type: 'refusal', refusal: part.text };
    case 'image': {
      const { source, detail } = part;
      const url = source.type === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
      // OpenAI's own description has no picture without it, and `auto` is what happens when nobody says.
      return { type: 'input_image', image_url: url, detail: detail ?? 'auto' };
    }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    case 'file':
      break;
  }
  const fields: Fields = { type: 'input_file' };
  if (part.name !== undefined) fields['filename'] = part.name;
  const { source } = part;
  if (source.type === 'id') fields['file_id'] = source.id;
  else if (source.mediaType === undefined) fields['file_data'] = source.data;
  else fields['file_data'] = `data:${source.mediaType};base64,${source.data}`;
  return fields;
}

/** A message of an answer that is being written. */
interface OpenMessage {
  readonly item: Fields;
  readonly content: Json[];
}

function serializeAnswer(content: readonly OutputPart[], warnings: Warning[]): Fields[] {
  const written: (() => Fields)[] = [];
  let open: OpenMessage | undefined;
  const begin = (item: Fields): OpenMessage => {
    const message: OpenMessage = { item, content: [] };
    written.push(() => writeMessage(message));
    return message;
  };
  for (const part of content) {
    const fields = itemOf(part) ?? ownItem(part, warnings);
    if (fields !== undefined) {
      open = undefined;
      if (fields) written.push(() => fields);
    } else if (part.type !== 'reasoning' && part.type !== 'tool-call') {
      const whole = part.type !== 'unknown' && part.extra?.wire === wire && part.extra.fields['item'];
      if (isObject(whole)) open = begin({ ...whole });
      open ??= begin({});
      open.content.push(serializeSaid(part));
    }
  }
  if (content.length === 0) begin({});
  return written.map((write) => write());
}

/** A part that is an item of its own here; false for one that is left out, undefined for what stands in a message. */
function ownItem(part: OutputPart, warnings: Warning[]): Fields | false | undefined {
  if (part.type === 'reasoning') return serializeReasoning(part, warnings) ?? false;
  return part.type === 'tool-call' ? serializeCall(part) : undefined;
}

/** Without an id a message of a model is one in short form, and that has a plain text. */
function writeMessage({ item, content }: OpenMessage): Fields {
  const [only] = content;
  const isPlain =
    content.length === 1 &&
    isObject(only) &&
    only['type'] === 'output_text' &&
    Object.keys(only).length === 2 &&
    item['id'] === undefined;
  const text = isPlain && isObject(only) ? (only['text'] ?? '') : undefined;
  return { type: 'message', role: 'assistant', content: text ?? content, ...item };
}

function serializeSaid(part: Exclude<OutputPart, ReasoningPart | ToolCallPart>): Json {
  if (part.type === 'unknown') return unknownPart(part);
  const fields: Fields =
    part.type === 'text' ? { type: 'output_text', text: part.text } : { type: 'refusal', refusal: part.text };
  if (part.extra?.wire === wire) {
    const { item: _item, ...rest } = part.extra.fields;
    addMissing(fields, rest);
  }
  return fields;
}

/** A vendor of this wire takes back the thoughts that it told itself, as the items that they were. */
function serializeReasoning(part: ReasoningPart, warnings: Warning[]): Fields | undefined {
  if (part.extra?.wire === wire) return { type: 'reasoning', ...part.extra.fields };
  if (!warnings.some(({ feature }) => feature === 'reasoning')) {
    warnings.push({
      feature: 'reasoning',
      detail: 'Thoughts that did not come by this wire have no item there, so they are not sent.',
    });
  }
  return undefined;
}

function serializeCall(part: ToolCallPart): Fields {
  const own = part.extra?.wire === wire ? part.extra.fields : {};
  const { custom_tool_call: custom, ...rest } = own;
  const fields: Fields =
    custom === undefined
      ? { type: 'function_call', call_id: part.id, name: part.name, arguments: part.arguments }
      : { type: 'custom_tool_call', call_id: part.id, name: part.name, input: part.arguments };
  addMissing(fields, rest);
  return fields;
}
