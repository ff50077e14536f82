import type { Json } from '#base';
import type { InputPart, Message, OutputPart, ReasoningPart, ToolCallPart } from '#call';
import { notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields } from '../own-fields.ts';
import type { Warning } from '../wire.ts';
import { wire } from './wire-name.ts';

export function serializeMessage(message: Message, at: number, warnings: Warning[]): Fields {
  const fields: Fields = { role: message.role };
  switch (message.role) {
    case 'system':
    case 'developer':
    case 'user':
      fields['content'] = serializeContent(message.content);
      if (message.name !== undefined) fields['name'] = message.name;
      break;
    case 'assistant':
      serializeAssistant(message.content, fields, at, warnings);
      if (message.name !== undefined) fields['name'] = message.name;
      break;
    case 'tool':
      fields['tool_call_id'] = message.callId;
      fields['content'] = serializeContent(message.content);
      if (message.content.some(({ type }) => type !== 'text')) {
        warnOnce(warnings, 'tool result', "A tool's result that is not text");
      }
      break;
  }
  if (message.extra?.wire === wire) {
    const { tool_calls: calls, ...rest } = message.extra.fields;
    if (Array.isArray(calls)) {
      fields['tool_calls'] = [
        ...((fields['tool_calls'] ?? []) as readonly Json[]),
        ...(calls as readonly Json[]),
      ];
    }
    addMissing(fields, rest);
  }
  return fields;
}

type Content = InputPart | Extract<OutputPart, { type: 'refusal' }>;

/** One plain text goes as a string, which every server takes; anything else as parts. */
function serializeContent(content: readonly Content[]): Json {
  const [only] = content;
  if (content.length === 1 && only?.type === 'text' && !only.extra) return only.text;
  return content.map(serializePart);
}

function serializePart(part: Content): Json {
  if (part.type === 'unknown') {
    if (part.wire !== wire) throw notExpressible(`A part that only ${part.wire} knows`, wire);
    return part.value;
  }
  const fields = partFields(part);
  if (part.extra?.wire === wire) addMissing(fields, part.extra.fields);
  return fields;
}

function partFields(part: Exclude<Content, { type: 'unknown' }>): Fields {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'refusal':
      return { type: 'refusal', refusal: part.text };
    case 'image': {
      const { source, detail } = part;
      const url = source.type === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
      return { type: 'image_url', image_url: detail === undefined ? { url } : { url, detail } };
    }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    case 'file':
      break;
  }
  const file: Fields = part.name === undefined ? {} : { filename: part.name };
  const { source } = part;
  if (source.type === 'id') file['file_id'] = source.id;
  else if (source.mediaType === undefined) file['file_data'] = source.data;
  else file['file_data'] = `data:${source.mediaType};base64,${source.data}`;
  return { type: 'file', file };
}

/** This wire has one place for reasoning, one for what is said and one for tool calls, in that order. */
const places = { reasoning: 0, text: 1, unknown: 1, refusal: 1, 'tool-call': 2 } as const;

function serializeAssistant(
  content: readonly OutputPart[],
  fields: Fields,
  at: number,
  warnings: Warning[],
): void {
  const said: Exclude<OutputPart, ReasoningPart | ToolCallPart>[] = [];
  const calls: Fields[] = [];
  let place: number = places.reasoning;
  let inOrder = true;
  for (const part of content) {
    if (places[part.type] < place) inOrder = false;
    place = places[part.type];
    switch (part.type) {
      case 'reasoning':
        serializeReasoning(part, fields, warnings);
        break;
      case 'tool-call':
        calls.push(serializeToolCall(part));
        break;
      case 'text':
      case 'refusal':
      case 'unknown':
        said.push(part);
        break;
    }
  }
  if (!inOrder) {
    warnings.push({
      feature: 'order of content',
      detail: `messages[${at}]: reasoning, text and tool calls are sent in this order; their own order is lost.`,
    });
  }
  const last = said.at(-1);
  // A refusal after everything else has its own field, which more servers know than refusals among parts.
  const refusal = last?.type === 'refusal' && !last.extra ? last : undefined;
  if (refusal) said.pop();
  fields['content'] = said.length === 0 ? null : serializeContent(said);
  if (refusal) fields['refusal'] = refusal.text;
  if (calls.length > 0) fields['tool_calls'] = calls;
}

/** Servers that follow OpenAI know more than its own description has. */
function warnOnce(warnings: Warning[], feature: string, what: string): void {
  if (warnings.some((warning) => warning.feature === feature)) return;
  warnings.push({
    feature,
    detail: `${what} is not part of OpenAI's own protocol: the server may refuse or overlook it.`,
  });
}

function serializeReasoning(part: ReasoningPart, fields: Fields, warnings: Warning[]): void {
  // A thought without words, such as a signature alone, is nothing that could be said here.
  if (part.text === '' && part.extra !== undefined && part.extra.wire !== wire) return;
  const spelled = part.extra?.wire === wire && 'reasoning' in part.extra.fields;
  const name = spelled ? 'reasoning' : 'reasoning_content';
  warnOnce(warnings, name, `The field ${name} of a message`);
  const before = fields[name];
  fields[name] = typeof before === 'string' ? before + part.text : part.text;
}

function serializeToolCall(part: ToolCallPart): Fields {
  const fields: Fields = {
    id: part.id,
    type: 'function',
    function: { name: part.name, arguments: part.arguments },
  };
  if (part.extra?.wire === wire) addMissing(fields, part.extra.fields);
  return fields;
}
