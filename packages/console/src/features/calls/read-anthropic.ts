import { ChoiceWriter } from './choice-writer.ts';
import { eventData } from './event-data.ts';
import { at, isFields, type JsonFields, listOf, parsedJson, pretty, textOf } from './json-values.ts';
import { readRequest } from './read-request.ts';
import type { SpokenAnswer, SpokenMessage, SpokenPart, SpokenRequest } from './spoken.ts';

/** Reads the bytes of the protocol `anthropic-messages`: a request, a whole answer, or a stream of events. */

export function readAnthropicRequest(body: unknown): SpokenRequest | undefined {
  return readRequest(isFields(body) ? withSystem(body) : body, {
    messageOf,
    toolIn: (tool) => (isFields(tool) ? { ...tool, parameters: tool['input_schema'] } : tool),
    nameless: (tool) => textOf(at(tool, 'type')) ?? pretty(tool),
    notSettings: ['system'],
  });
}

/** Instructions stand beside the messages there, and are read as the first of them. Each result of a tool is one of its own. */
function withSystem(body: JsonFields): JsonFields {
  if (!Array.isArray(body['messages'])) return body;
  const { system } = body;
  const messages = listOf(body['messages']).flatMap(resultsApart);
  return {
    ...body,
    messages:
      system === undefined || system === null ? messages : [{ role: 'system', content: system }, ...messages],
  };
}

function resultsApart(message: unknown): unknown[] {
  const content = at(message, 'content');
  if (!isFields(message) || !Array.isArray(content)) return [message];
  const blocks = listOf(content);
  const isResult = (block: unknown): boolean => at(block, 'type') === 'tool_result';
  if (!blocks.some(isResult)) return [message];
  const apart: Record<string, unknown>[] = [];
  for (const block of blocks) {
    const last = apart.at(-1);
    if (isResult(block) && isFields(block)) apart.push({ ...block, role: 'tool', apart: true });
    else if (last === undefined || last['apart'] === true) apart.push({ ...message, content: [block] });
    else last['content'] = [...listOf(last['content']), block];
  }
  return apart;
}

function messageOf(message: unknown): SpokenMessage {
  const answers = textOf(at(message, 'tool_use_id'));
  return {
    role: textOf(at(message, 'role')) ?? '',
    ...(answers === undefined ? {} : { answers }),
    parts: isFields(message) ? saidIn(message['content']) : [{ type: 'other', json: pretty(message) }],
  };
}

function saidIn(content: unknown): SpokenPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return listOf(content).map(partOf);
}

function partOf(block: unknown): SpokenPart {
  const text = textOf(at(block, 'text'));
  switch (at(block, 'type')) {
    case 'text':
      if (text !== undefined) return { type: 'text', text };
      break;
    case 'thinking':
      return { type: 'reasoning', text: textOf(at(block, 'thinking')) ?? '' };
    case 'tool_use':
      return {
        type: 'tool-call',
        id: textOf(at(block, 'id')) ?? '',
        name: textOf(at(block, 'name')) ?? '',
        input: pretty(at(block, 'input')),
      };
    case 'image':
      return attachment('image', at(block, 'source'), '');
    case 'document':
      return attachment('file', at(block, 'source'), textOf(at(block, 'title')) ?? '');
  }
  return { type: 'other', json: pretty(block) };
}

function attachment(kind: 'image' | 'file', source: unknown, title: string): SpokenPart {
  const data = textOf(at(source, 'data'));
  const named =
    textOf(at(source, 'url')) ?? textOf(at(source, 'file_id')) ?? textOf(at(source, 'media_type'));
  const about = [title, named ?? ''].filter((word) => word !== '').join(', ');
  return { type: 'attachment', kind, about, ...(data === undefined ? {} : { characters: data.length }) };
}

/** `text` is a whole answer when it is one JSON object, and a stream of events otherwise. */
export function readAnthropicAnswer(text: string): SpokenAnswer | undefined {
  const whole = parsedJson(text);
  if (isFields(whole)) return wholeAnswer(whole);
  const stream = new StreamReading();
  let [pieces, unread] = [0, 0];
  for (const data of eventData(text)) {
    if (data.trim() === '') continue;
    const event = parsedJson(data);
    if (!isFields(event)) {
      unread += 1;
      continue;
    }
    pieces += 1;
    stream.read(event);
  }
  return pieces === 0 ? undefined : stream.answer(pieces, unread);
}

function wholeAnswer(document: JsonFields): SpokenAnswer | undefined {
  if (document['type'] === 'error')
    return { choices: [], error: pretty(document['error']), pieces: 1, unread: 0 };
  const count = document['input_tokens'];
  const isMessage = Array.isArray(document['content']);
  if (!isMessage && typeof count !== 'number') return undefined;
  const writer = new ChoiceWriter();
  for (const part of saidIn(document['content'])) writer.add(part);
  const finish = textOf(document['stop_reason']);
  if (finish !== undefined) writer.finish = finish;
  const model = textOf(document['model']);
  const usage = isMessage ? document['usage'] : { input_tokens: count };
  return {
    ...(model === undefined ? {} : { model }),
    choices: isMessage ? [writer.choice()] : [],
    ...(isFields(usage) ? { usage: JSON.stringify(usage) } : {}),
    pieces: 1,
    unread: 0,
  };
}

/** A stream is told block by block, each begun, continued and ended. */
class StreamReading {
  readonly #writer = new ChoiceWriter();
  readonly #tools = new Set<number>();
  #model: string | undefined;
  #usage: JsonFields | undefined;
  #error: string | undefined;
  #begun = false;

  read(event: JsonFields): void {
    const index = typeof event['index'] === 'number' ? event['index'] : 0;
    switch (event['type']) {
      case 'message_start':
        this.#begun = true;
        this.#model = textOf(at(event['message'], 'model'));
        this.#count(at(event['message'], 'usage'));
        return;
      case 'content_block_start':
        this.#begin(index, event['content_block']);
        return;
      case 'content_block_delta':
        this.#continue(index, event['delta']);
        return;
      case 'message_delta': {
        const finish = textOf(at(event['delta'], 'stop_reason'));
        if (finish !== undefined) this.#writer.finish = finish;
        this.#count(event['usage']);
        return;
      }
      case 'error':
        this.#error = pretty(event['error']);
        return;
    }
  }

  answer(pieces: number, unread: number): SpokenAnswer | undefined {
    const choice = this.#writer.choice();
    if (!this.#begun && choice.parts.length === 0 && this.#error === undefined) return undefined;
    return {
      ...(this.#model === undefined ? {} : { model: this.#model }),
      choices: [choice],
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...(this.#usage === undefined ? {} : { usage: JSON.stringify(this.#usage) }),
      pieces,
      unread,
    };
  }

  #begin(index: number, block: unknown): void {
    if (at(block, 'type') !== 'tool_use') {
      this.#writer.add(partOf(block));
      return;
    }
    this.#tools.add(index);
    const input = at(block, 'input');
    this.#writer.addToTool(index, {
      id: textOf(at(block, 'id')) ?? '',
      name: textOf(at(block, 'name')) ?? '',
      // Empty where the input follows in pieces.
      input: isFields(input) && Object.keys(input).length > 0 ? pretty(input) : '',
    });
  }

  #continue(index: number, delta: unknown): void {
    const piece = textOf(at(delta, 'partial_json'));
    if (piece !== undefined && this.#tools.has(index)) {
      this.#writer.addToTool(index, { id: '', name: '', input: piece });
      return;
    }
    const text = textOf(at(delta, 'text'));
    const thinking = textOf(at(delta, 'thinking'));
    if (text !== undefined) this.#writer.add({ type: 'text', text });
    else if (thinking !== undefined) this.#writer.add({ type: 'reasoning', text: thinking });
    else if (at(delta, 'type') !== 'signature_delta')
      this.#writer.add({ type: 'other', json: pretty(delta) });
  }

  #count(usage: unknown): void {
    if (isFields(usage)) this.#usage = { ...this.#usage, ...usage };
  }
}
