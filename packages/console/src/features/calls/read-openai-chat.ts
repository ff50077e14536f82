import { ChoiceWriter } from './choice-writer.ts';
import { eventData } from './event-data.ts';
import { at, isFields, type JsonFields, listOf, parsedJson, pretty, textOf } from './json-values.ts';
import { readRequest } from './read-request.ts';
import type { SpokenAnswer, SpokenMessage, SpokenPart, SpokenRequest } from './spoken.ts';

/** Reads the bytes of the protocol `openai-chat`: a request, a whole answer, or a stream of server-sent events. */

export function readOpenAiRequest(body: unknown): SpokenRequest | undefined {
  return readRequest(body, {
    messageOf,
    toolIn: (tool) => at(tool, 'function'),
    nameless: pretty,
    notSettings: [],
  });
}

function messageOf(message: unknown): SpokenMessage {
  const name = textOf(at(message, 'name'));
  const answers = textOf(at(message, 'tool_call_id'));
  return {
    role: textOf(at(message, 'role')) ?? '',
    ...(name === undefined ? {} : { name }),
    ...(answers === undefined ? {} : { answers }),
    parts: isFields(message) ? saidIn(message) : [{ type: 'other', json: pretty(message) }],
  };
}

function saidIn(message: JsonFields): SpokenPart[] {
  const parts: SpokenPart[] = [];
  const reasoning = textOf(message['reasoning_content']) ?? textOf(message['reasoning']);
  if (reasoning !== undefined && reasoning !== '') parts.push({ type: 'reasoning', text: reasoning });
  const { content } = message;
  if (typeof content === 'string') parts.push({ type: 'text', text: content });
  else parts.push(...listOf(content).map(partOf));
  const refusal = textOf(message['refusal']);
  if (refusal !== undefined && refusal !== '') parts.push({ type: 'refusal', text: refusal });
  for (const call of listOf(message['tool_calls'])) {
    const made = at(call, 'function');
    const name = textOf(at(made, 'name'));
    if (name === undefined) parts.push({ type: 'other', json: pretty(call) });
    else {
      const input = at(made, 'arguments');
      parts.push({
        type: 'tool-call',
        id: textOf(at(call, 'id')) ?? '',
        name,
        input: typeof input === 'string' ? input : pretty(input),
      });
    }
  }
  return parts;
}

function partOf(part: unknown): SpokenPart {
  const text = textOf(at(part, 'text'));
  switch (at(part, 'type')) {
    case 'text':
      if (text !== undefined) return { type: 'text', text };
      break;
    case 'refusal':
      return { type: 'refusal', text: textOf(at(part, 'refusal')) ?? '' };
    case 'thinking':
      return { type: 'reasoning', text: thoughtOf(at(part, 'thinking')) };
    case 'image_url': {
      const image = at(part, 'image_url');
      return attachment('image', textOf(image) ?? textOf(at(image, 'url')) ?? '');
    }
    case 'input_audio': {
      const audio = at(part, 'input_audio');
      const about = textOf(at(audio, 'format')) ?? '';
      return { type: 'attachment', kind: 'audio', about, characters: lengthOf(at(audio, 'data')) };
    }
    case 'file': {
      const file = at(part, 'file');
      const about = textOf(at(file, 'filename')) ?? textOf(at(file, 'file_id')) ?? '';
      const data = at(file, 'file_data');
      return {
        type: 'attachment',
        kind: 'file',
        about,
        ...(data === undefined ? {} : { characters: lengthOf(data) }),
      };
    }
  }
  return { type: 'other', json: pretty(part) };
}

function lengthOf(value: unknown): number {
  return textOf(value)?.length ?? 0;
}

function thoughtOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return listOf(value)
    .map((piece) => textOf(at(piece, 'text')) ?? '')
    .join('');
}

/** An image may lie in the request itself, as a `data:` address of megabytes; then its kind and length are told. */
function attachment(kind: 'image', url: string): SpokenPart {
  const inline = /^data:([^;,]{0,100})[;,]/.exec(url);
  return inline
    ? { type: 'attachment', kind, about: inline[1] ?? '', characters: url.length }
    : { type: 'attachment', kind, about: url };
}

/** `text` is a whole answer when it is one JSON object, and a stream of events otherwise. */
export function readOpenAiAnswer(text: string): SpokenAnswer | undefined {
  const whole = parsedJson(text);
  if (isFields(whole)) return answerOf([whole], 0, 'message');
  const documents: JsonFields[] = [];
  let unread = 0;
  for (const data of eventData(text)) {
    if (data.trim() === '[DONE]' || data.trim() === '') continue;
    const document = parsedJson(data);
    if (isFields(document)) documents.push(document);
    else unread += 1;
  }
  return documents.length === 0 ? undefined : answerOf(documents, unread, 'delta');
}

function answerOf(
  documents: readonly JsonFields[],
  unread: number,
  place: 'message' | 'delta',
): SpokenAnswer | undefined {
  const choices = new Map<number, ChoiceWriter>();
  let model: string | undefined;
  let usage: string | undefined;
  let error: string | undefined;
  for (const document of documents) {
    model ??= textOf(document['model']);
    if (isFields(document['usage'])) usage = JSON.stringify(document['usage']);
    if (document['error'] !== undefined && document['error'] !== null) error = pretty(document['error']);
    else if (document['object'] === 'error') error = pretty(document);
    for (const [position, choice] of listOf(document['choices']).entries()) {
      const index = at(choice, 'index');
      const number = typeof index === 'number' ? index : position;
      const writer = choices.get(number) ?? new ChoiceWriter();
      choices.set(number, writer);
      const said = at(choice, place);
      if (isFields(said)) write(writer, said, place);
      const finish = textOf(at(choice, 'finish_reason'));
      if (finish !== undefined && finish !== '') writer.finish = finish;
      const broken = at(choice, 'error');
      if (broken !== undefined && broken !== null) error = pretty(broken);
    }
  }
  if (choices.size === 0 && error === undefined) return undefined;
  return {
    ...(model === undefined ? {} : { model }),
    choices: [...choices].sort(([left], [right]) => left - right).map(([, writer]) => writer.choice()),
    ...(error === undefined ? {} : { error }),
    ...(usage === undefined ? {} : { usage }),
    pieces: documents.length,
    unread,
  };
}

function write(writer: ChoiceWriter, said: JsonFields, place: 'message' | 'delta'): void {
  if (place === 'message') {
    for (const part of saidIn(said)) writer.add(part);
    return;
  }
  for (const part of saidIn({ ...said, tool_calls: undefined })) writer.add(part);
  for (const [position, call] of listOf(said['tool_calls']).entries()) {
    const index = at(call, 'index');
    const made = at(call, 'function');
    if (made === undefined) {
      writer.add({ type: 'other', json: pretty(call) });
      continue;
    }
    const input = at(made, 'arguments');
    writer.addToTool(typeof index === 'number' ? index : position, {
      id: textOf(at(call, 'id')) ?? '',
      name: textOf(at(made, 'name')) ?? '',
      input: typeof input === 'string' ? input : input === undefined || input === null ? '' : pretty(input),
    });
  }
}
