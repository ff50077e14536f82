import { ChoiceWriter } from './choice-writer.ts';
import { eventData } from './event-data.ts';
import { at, isFields, type JsonFields, listOf, parsedJson, pretty, textOf } from './json-values.ts';
import type { SpokenAnswer, SpokenMessage, SpokenPart, SpokenRequest } from './spoken.ts';

/** Reads the bytes of the protocol `openai-responses`: a request, a whole answer, or a stream of events. */

const notSettings = new Set(['model', 'input', 'instructions', 'tools']);

export function readResponsesRequest(body: unknown): SpokenRequest | undefined {
  if (!isFields(body)) return undefined;
  const { input } = body;
  if (typeof input !== 'string' && !Array.isArray(input) && body['previous_response_id'] === undefined) {
    return undefined;
  }
  const model = textOf(body['model']);
  const instructions = textOf(body['instructions']);
  const said: readonly SpokenMessage[] =
    typeof input === 'string'
      ? [{ role: 'user', parts: [{ type: 'text', text: input }] }]
      : joined(listOf(input).map(messageOf));
  return {
    ...(model === undefined ? {} : { model }),
    messages:
      instructions === undefined
        ? said
        : [{ role: 'system', parts: [{ type: 'text', text: instructions }] }, ...said],
    tools: listOf(body['tools']).map((tool) => {
      const description = textOf(at(tool, 'description'));
      const parameters = at(tool, 'parameters');
      return {
        name: textOf(at(tool, 'name')) ?? textOf(at(tool, 'type')) ?? pretty(tool),
        ...(description === undefined ? {} : { description }),
        ...(parameters === undefined || parameters === null ? {} : { parameters: pretty(parameters) }),
      };
    }),
    settings: Object.entries(body)
      .filter(([name]) => !notSettings.has(name))
      .map(([name, value]) => [name, JSON.stringify(value)] as const),
  };
}

/** What a model said at once stands in several items; as a person reads it, it is one message. */
function joined(messages: readonly SpokenMessage[]): SpokenMessage[] {
  const whole: SpokenMessage[] = [];
  for (const message of messages) {
    const last = whole.at(-1);
    if (last?.role === 'assistant' && message.role === 'assistant') {
      whole[whole.length - 1] = { ...last, parts: [...last.parts, ...message.parts] };
    } else {
      whole.push(message);
    }
  }
  return whole;
}

function messageOf(item: unknown): SpokenMessage {
  const type = textOf(at(item, 'type')) ?? 'message';
  switch (type) {
    case 'message': {
      const content = at(item, 'content');
      const parts: SpokenPart[] =
        typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content).map(partOf);
      return { role: textOf(at(item, 'role')) ?? '', parts };
    }
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const output = at(item, 'output');
      return {
        role: 'tool',
        answers: textOf(at(item, 'call_id')) ?? '',
        parts: typeof output === 'string' ? [{ type: 'text', text: output }] : listOf(output).map(partOf),
      };
    }
    default:
      return { role: isMadeByModel(type) ? 'assistant' : 'user', parts: partsOfItem(item) };
  }
}

function isMadeByModel(type: string): boolean {
  return type === 'reasoning' || type.endsWith('_call');
}

/** An item that a model made, as the parts of one answer. */
function partsOfItem(item: unknown): SpokenPart[] {
  switch (at(item, 'type')) {
    case 'message':
      return listOf(at(item, 'content')).map(partOf);
    case 'reasoning': {
      const content = listOf(at(item, 'content'));
      const pieces = content.length > 0 ? content : listOf(at(item, 'summary'));
      const text = pieces.map((piece) => textOf(at(piece, 'text')) ?? '').join('\n\n');
      const isOpaque = typeof at(item, 'encrypted_content') === 'string';
      return [
        ...(text === '' ? [] : [{ type: 'reasoning', text } as const]),
        ...(isOpaque && text === '' ? [{ type: 'other', json: pretty(item) } as const] : []),
      ];
    }
    case 'function_call':
      return [call(item, 'arguments')];
    case 'custom_tool_call':
      return [call(item, 'input')];
    default:
      return [{ type: 'other', json: pretty(item) }];
  }
}

function call(item: unknown, field: string): SpokenPart {
  const input = at(item, field);
  return {
    type: 'tool-call',
    id: textOf(at(item, 'call_id')) ?? '',
    name: textOf(at(item, 'name')) ?? '',
    input: typeof input === 'string' ? input : pretty(input),
  };
}

function partOf(part: unknown): SpokenPart {
  const text = textOf(at(part, 'text'));
  switch (at(part, 'type')) {
    case 'input_text':
    case 'output_text':
      if (text !== undefined) return { type: 'text', text };
      break;
    case 'refusal':
      return { type: 'refusal', text: textOf(at(part, 'refusal')) ?? '' };
    case 'input_image': {
      const url = textOf(at(part, 'image_url')) ?? textOf(at(part, 'file_id')) ?? '';
      const inline = /^data:([^;,]{0,100})[;,]/.exec(url);
      return inline
        ? { type: 'attachment', kind: 'image', about: inline[1] ?? '', characters: url.length }
        : { type: 'attachment', kind: 'image', about: url };
    }
    case 'input_file': {
      const about =
        textOf(at(part, 'filename')) ?? textOf(at(part, 'file_id')) ?? textOf(at(part, 'file_url')) ?? '';
      const data = textOf(at(part, 'file_data'));
      return {
        type: 'attachment',
        kind: 'file',
        about,
        ...(data === undefined ? {} : { characters: data.length }),
      };
    }
  }
  return { type: 'other', json: pretty(part) };
}

/** `text` is a whole answer when it is one JSON object, and a stream of events otherwise. */
export function readResponsesAnswer(text: string): SpokenAnswer | undefined {
  const whole = parsedJson(text);
  if (isFields(whole)) return wholeAnswer(whole, undefined, 1, 0);
  const events: JsonFields[] = [];
  let unread = 0;
  for (const data of eventData(text)) {
    if (data.trim() === '[DONE]' || data.trim() === '') continue;
    const event = parsedJson(data);
    if (isFields(event)) events.push(event);
    else unread += 1;
  }
  if (events.length === 0) return undefined;
  const last = events.findLast((event) => isFields(event['response']))?.['response'];
  return wholeAnswer(isFields(last) ? last : {}, events, events.length, unread);
}

function wholeAnswer(
  response: JsonFields,
  events: readonly JsonFields[] | undefined,
  pieces: number,
  unread: number,
): SpokenAnswer | undefined {
  const writer = new ChoiceWriter();
  if (events === undefined) for (const item of listOf(response['output'])) add(writer, item);
  else addEvents(writer, events);
  const failed = events?.find(({ type }) => type === 'error');
  const error = failed ?? response['error'];
  const details = textOf(at(response['incomplete_details'], 'reason'));
  const status = textOf(response['status']);
  if (status !== undefined && status !== 'in_progress') writer.finish = details ?? status;
  const choice = writer.choice();
  const hasError = error !== undefined && error !== null;
  if (choice.parts.length === 0 && !hasError && !Array.isArray(response['output'])) return undefined;
  const model = textOf(response['model']);
  return {
    ...(model === undefined ? {} : { model }),
    choices: choice.parts.length === 0 && hasError ? [] : [choice],
    ...(hasError ? { error: pretty(error) } : {}),
    ...(isFields(response['usage']) ? { usage: JSON.stringify(response['usage']) } : {}),
    pieces,
    unread,
  };
}

function add(writer: ChoiceWriter, item: unknown): void {
  for (const part of partsOfItem(item)) writer.add(part);
}

/** Items as they ended; of one that did not end, what was told until then. */
function addEvents(writer: ChoiceWriter, events: readonly JsonFields[]): void {
  const ended = new Set(
    events.filter(({ type }) => type === 'response.output_item.done').map((event) => event['output_index']),
  );
  for (const event of events) {
    const { type, item, output_index: place } = event;
    if (type === 'response.output_item.done') {
      add(writer, item);
      continue;
    }
    if (ended.has(place)) continue;
    const piece = textOf(event['delta']) ?? '';
    const number = typeof place === 'number' ? place : 0;
    switch (type) {
      case 'response.output_text.delta':
        writer.add({ type: 'text', text: piece });
        break;
      case 'response.refusal.delta':
        writer.add({ type: 'refusal', text: piece });
        break;
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        writer.add({ type: 'reasoning', text: piece });
        break;
      case 'response.output_item.added':
        if (isCall(item)) {
          const name = textOf(at(item, 'name')) ?? '';
          writer.addToTool(number, { id: textOf(at(item, 'call_id')) ?? '', name, input: '' });
        }
        break;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        writer.addToTool(number, { id: '', name: '', input: piece });
        break;
    }
  }
}

function isCall(item: unknown): boolean {
  const type = at(item, 'type');
  return type === 'function_call' || type === 'custom_tool_call';
}
