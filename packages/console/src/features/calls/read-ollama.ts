import { ChoiceWriter } from './choice-writer.ts';
import { at, isFields, type JsonFields, listOf, parsedJson, pretty, textOf } from './json-values.ts';
import { readRequest } from './read-request.ts';
import type { SpokenAnswer, SpokenMessage, SpokenPart, SpokenRequest } from './spoken.ts';

/** Reads the bytes of `ollama`: a chat, a prompt or texts to embed; a whole answer, or one line by line. */

export function readOllamaRequest(body: unknown): SpokenRequest | undefined {
  return readRequest(isFields(body) ? { ...body, messages: messagesIn(body) } : body, {
    messageOf,
    toolIn: (tool) => at(tool, 'function'),
    nameless: pretty,
    notSettings: ['prompt', 'system', 'images', 'input'],
  });
}

/** A prompt is read as the conversation of one turn that it is, and each text to embed as a message of its own. */
function messagesIn(body: JsonFields): unknown {
  const { messages, prompt, system, images, input } = body;
  if (messages !== undefined) return messages;
  if (typeof input === 'string') return [{ role: 'input', content: input }];
  if (Array.isArray(input)) return input.map((content: unknown) => ({ role: 'input', content }));
  if (prompt === undefined && system === undefined) return undefined;
  return [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    ...(prompt === undefined ? [] : [{ role: 'user', content: prompt, images }]),
  ];
}

function messageOf(message: unknown): SpokenMessage {
  const name = textOf(at(message, 'tool_name'));
  const answers = textOf(at(message, 'tool_call_id'));
  return {
    role: textOf(at(message, 'role')) ?? '',
    ...(name === undefined ? {} : { name }),
    ...(answers === undefined ? {} : { answers }),
    parts: isFields(message) ? saidIn(message) : [{ type: 'other', json: pretty(message) }],
  };
}

function saidIn({ thinking, content, images, tool_calls: calls }: JsonFields): SpokenPart[] {
  const parts: SpokenPart[] = [];
  const thought = textOf(thinking) ?? '';
  if (thought !== '') parts.push({ type: 'reasoning', text: thought });
  const text = textOf(content);
  if (text !== undefined) parts.push({ type: 'text', text });
  else if (content !== undefined && content !== null) parts.push({ type: 'other', json: pretty(content) });
  for (const image of listOf(images)) {
    // This wire does not say of what kind a picture is.
    parts.push({
      type: 'attachment',
      kind: 'image',
      about: '',
      characters: textOf(image)?.length ?? 0,
    });
  }
  for (const call of listOf(calls)) {
    const made = at(call, 'function');
    const name = textOf(at(made, 'name'));
    if (name === undefined) parts.push({ type: 'other', json: pretty(call) });
    else {
      parts.push({
        type: 'tool-call',
        id: textOf(at(call, 'id')) ?? '',
        name,
        input: pretty(at(made, 'arguments')),
      });
    }
  }
  return parts;
}

const counts = ['prompt_eval_count', 'eval_count', 'total_duration', 'prompt_eval_duration', 'eval_duration'];

/** `text` is a whole answer when it is one JSON object, and lines otherwise. */
export function readOllamaAnswer(text: string): SpokenAnswer | undefined {
  const writer = new ChoiceWriter();
  let model: string | undefined;
  let usage: string | undefined;
  let error: string | undefined;
  let [pieces, unread] = [0, 0];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const document = parsedJson(line);
    if (!isFields(document)) {
      unread += 1;
      continue;
    }
    pieces += 1;
    model ??= textOf(document['model']);
    if (document['error'] !== undefined) error = pretty(document['error']);
    const message = document['message'];
    const said = isFields(message) ? message : { ...document, content: document['response'] };
    for (const part of saidIn(said)) writer.add(part);
    const finish = textOf(document['done_reason']);
    if (finish !== undefined) writer.finish = finish;
    if (document['done'] === true) {
      usage = JSON.stringify(Object.fromEntries(counts.map((name) => [name, document[name]])));
    }
  }
  const choice = writer.choice();
  const isAnswer = choice.parts.length > 0 || choice.finish !== undefined;
  if (!isAnswer && error === undefined) return undefined;
  return {
    ...(model === undefined ? {} : { model }),
    choices: isAnswer ? [choice] : [],
    ...(error === undefined ? {} : { error }),
    ...(usage === undefined ? {} : { usage }),
    pieces,
    unread,
  };
}
