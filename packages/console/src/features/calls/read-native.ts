import { ChoiceWriter } from './choice-writer.ts';
import { at, isFields, listOf, parsedJson, pretty, textOf } from './json-values.ts';
import { readRequest } from './read-request.ts';
import type { SpokenAnswer, SpokenMessage, SpokenPart, SpokenRequest } from './spoken.ts';

/** Reads the bytes of `native`, which the engine inside speaks: the neutral call, and parts of an answer line by line. */

export function readNativeRequest(body: unknown): SpokenRequest | undefined {
  // Texts to embed are read as messages, each of its own.
  const inputs = at(body, 'inputs');
  const asked = isFields(body) && Array.isArray(inputs) ? { ...body, messages: inputs.map(inputOf) } : body;
  return readRequest(asked, {
    messageOf,
    toolIn: (tool) => tool,
    nameless: () => '',
    notSettings: ['operation', 'inputs'],
  });
}

function inputOf(input: unknown): unknown {
  return { role: 'input', content: [input] };
}

function messageOf(message: unknown): SpokenMessage {
  const name = textOf(at(message, 'name'));
  const answers = textOf(at(message, 'callId'));
  return {
    role: textOf(at(message, 'role')) ?? '',
    ...(name === undefined ? {} : { name }),
    ...(answers === undefined ? {} : { answers }),
    parts: listOf(at(message, 'content')).map(partOf),
  };
}

function partOf(part: unknown): SpokenPart {
  const type = at(part, 'type');
  const text = textOf(at(part, 'text'));
  if ((type === 'text' || type === 'reasoning' || type === 'refusal') && text !== undefined) {
    return { type, text };
  }
  if (type === 'tool-call') {
    return {
      type,
      id: textOf(at(part, 'id')) ?? '',
      name: textOf(at(part, 'name')) ?? '',
      input: textOf(at(part, 'arguments')) ?? '',
    };
  }
  if (type === 'image' || type === 'file' || type === 'audio') {
    const source = at(part, 'source');
    const data = textOf(at(source, 'data')) ?? textOf(at(part, 'data'));
    const names = [
      at(part, 'name'),
      at(source, 'url'),
      at(source, 'id'),
      at(source, 'mediaType'),
      at(part, 'format'),
    ];
    return {
      type: 'attachment',
      kind: type,
      about: names.map(textOf).find((found) => found !== undefined) ?? '',
      ...(data === undefined ? {} : { characters: data.length }),
    };
  }
  return { type: 'other', json: pretty(part) };
}

export function readNativeAnswer(text: string): SpokenAnswer | undefined {
  const choices = new Map<number, ChoiceWriter>();
  let model: string | undefined;
  let usage: string | undefined;
  let error: string | undefined;
  let [pieces, unread] = [0, 0];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const part = parsedJson(line);
    const type = at(part, 'type');
    if (typeof type !== 'string') {
      unread += 1;
      continue;
    }
    pieces += 1;
    if (type === 'start') model = textOf(at(part, 'model'));
    else if (type === 'usage') usage = JSON.stringify(at(part, 'usage'));
    else if (type === 'error') error = pretty(part);
    const choice = at(part, 'choice');
    if (typeof choice !== 'number') continue;
    const writer = choices.get(choice) ?? new ChoiceWriter();
    choices.set(choice, writer);
    write(writer, type, part);
  }
  if (pieces === 0) return undefined;
  return {
    ...(model === undefined ? {} : { model }),
    choices: [...choices].sort(([left], [right]) => left - right).map(([, writer]) => writer.choice()),
    ...(error === undefined ? {} : { error }),
    ...(usage === undefined ? {} : { usage }),
    pieces,
    unread,
  };
}

function write(writer: ChoiceWriter, type: string, part: unknown): void {
  const text = textOf(at(part, 'text')) ?? '';
  const index = at(part, 'index');
  const number = typeof index === 'number' ? index : 0;
  switch (type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      writer.add({ type, text });
      return;
    case 'tool-call':
      writer.addToTool(number, {
        id: textOf(at(part, 'id')) ?? '',
        name: textOf(at(part, 'name')) ?? '',
        input: '',
      });
      return;
    case 'tool-arguments':
      writer.addToTool(number, { id: '', name: '', input: text });
      return;
    case 'finish':
      writer.finish = textOf(at(part, 'raw')) ?? textOf(at(part, 'reason'));
      return;
    default:
      writer.add({ type: 'other', json: pretty(part) });
  }
}
