import { ChoiceWriter } from './choice-writer.ts';
import { eventData } from './event-data.ts';
import { at, isFields, type JsonFields, listOf, parsedJson, pretty, textOf } from './json-values.ts';
import type { SpokenAnswer, SpokenMessage, SpokenPart, SpokenRequest, SpokenTool } from './spoken.ts';

/**
 * Reads the bytes of the protocol `gemini`: contents to answer or to count, contents to embed; a whole answer, a stream of events,
 * or the array that a stream without events is. Every field may be spelled in two ways, and a single one may stand for a list.
 */

/** A field in either spelling. */
function field(value: unknown, name: string): unknown {
  return (
    at(value, name) ??
    at(
      value,
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    )
  );
}

function many(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? listOf(value) : [value];
}

export function readGeminiRequest(body: unknown): SpokenRequest | undefined {
  const inner = field(body, 'generateContentRequest') ?? body;
  const embedded = embeddedIn(body);
  if (embedded) return { messages: embedded, tools: [], settings: [] };
  if (!isFields(inner) || field(inner, 'contents') === undefined) return undefined;
  const model = textOf(inner['model']);
  const system = field(inner, 'systemInstruction');
  const told = new Set(['model', 'contents', 'systemInstruction', 'system_instruction', 'tools']);
  return {
    ...(model === undefined ? {} : { model }),
    messages: [
      ...(isFields(system) ? [{ role: 'system', parts: partsOf(system) }] : []),
      ...many(field(inner, 'contents')).flatMap(messagesOf),
    ],
    tools: many(inner['tools']).flatMap(toolsOf),
    settings: Object.entries(inner)
      .filter(([name]) => !told.has(name))
      .map(([name, value]) => [name, JSON.stringify(value)] as const),
  };
}

/** Each text to embed is a message of its own. */
function embeddedIn(body: unknown): SpokenMessage[] | undefined {
  const requests = at(body, 'requests') ?? (at(body, 'content') === undefined ? undefined : body);
  if (requests === undefined) return undefined;
  return many(requests).map((request) => ({ role: 'input', parts: partsOf(at(request, 'content')) }));
}

/** A response of a function is a message of its own, as it is in other protocols. */
function messagesOf(content: unknown): SpokenMessage[] {
  const role = textOf(at(content, 'role')) ?? 'user';
  const messages: { role: string; name?: string; answers?: string; parts: SpokenPart[] }[] = [];
  for (const part of many(at(content, 'parts'))) {
    const response = field(part, 'functionResponse');
    if (isFields(response)) {
      const name = textOf(response['name']);
      const answers = textOf(response['id']);
      messages.push({
        role: 'tool',
        ...(name === undefined ? {} : { name }),
        ...(answers === undefined ? {} : { answers }),
        parts: [{ type: 'text', text: pretty(response['response']) }, ...many(response['parts']).map(partOf)],
      });
      continue;
    }
    const last = messages.at(-1);
    if (last?.role === role) last.parts.push(partOf(part));
    else messages.push({ role, parts: [partOf(part)] });
  }
  return messages.length > 0 ? messages : [{ role, parts: [] }];
}

function partsOf(content: unknown): SpokenPart[] {
  return many(at(content, 'parts')).map(partOf);
}

function partOf(part: unknown): SpokenPart {
  const text = textOf(at(part, 'text'));
  if (text !== undefined) return { type: at(part, 'thought') === true ? 'reasoning' : 'text', text };
  const call = field(part, 'functionCall');
  if (isFields(call)) {
    return {
      type: 'tool-call',
      id: textOf(call['id']) ?? '',
      name: textOf(call['name']) ?? '',
      input: pretty(call['args'] ?? {}),
    };
  }
  const inline = field(part, 'inlineData');
  const file = field(part, 'fileData');
  const media = inline ?? file;
  if (isFields(media)) {
    const type = textOf(field(media, 'mimeType')) ?? '';
    const named = textOf(field(media, 'fileUri')) ?? textOf(field(media, 'displayName')) ?? type;
    const data = textOf(media['data']);
    return {
      type: 'attachment',
      kind: type.startsWith('image/') ? 'image' : type.startsWith('audio/') ? 'audio' : 'file',
      about: named,
      ...(data === undefined ? {} : { characters: data.length }),
    };
  }
  return { type: 'other', json: pretty(part) };
}

function toolsOf(tool: unknown): SpokenTool[] {
  const declared = many(field(tool, 'functionDeclarations')).map((declaration) => {
    const description = textOf(at(declaration, 'description'));
    const parameters = field(declaration, 'parametersJsonSchema') ?? at(declaration, 'parameters');
    return {
      name: textOf(at(declaration, 'name')) ?? pretty(declaration),
      ...(description === undefined ? {} : { description }),
      ...(parameters === undefined ? {} : { parameters: pretty(parameters) }),
    };
  });
  const theirs = Object.keys(isFields(tool) ? tool : {}).filter(
    (name) => name !== 'functionDeclarations' && name !== 'function_declarations',
  );
  return [...declared, ...theirs.map((name) => ({ name }))];
}

/** `text` is a whole answer or an array of responses when it is JSON, and a stream of events otherwise. */
export function readGeminiAnswer(text: string): SpokenAnswer | undefined {
  const whole = parsedJson(text);
  if (whole !== undefined) return answerOf(many(whole).filter(isFields), 0);
  const responses: JsonFields[] = [];
  let unread = 0;
  for (const data of dataIn(text)) {
    if (data.trim() === '') continue;
    const response = parsedJson(data);
    if (isFields(response)) responses.push(response);
    else unread += 1;
  }
  return answerOf(responses, unread);
}

/** Google tells an error in the middle of a stream as a bare document behind the last event. */
function dataIn(text: string): string[] {
  const bare = /(?:^|[\r\n])(\{[\s\S]*)$/.exec(text)?.[1];
  return bare === undefined ? eventData(text) : [...eventData(text.slice(0, -bare.length)), bare];
}

function answerOf(responses: readonly JsonFields[], unread: number): SpokenAnswer | undefined {
  const choices = new Map<number, ChoiceWriter>();
  let model: string | undefined;
  let usage: string | undefined;
  let error: string | undefined;
  let isAnswer = false;
  for (const response of responses) {
    model ??= textOf(response['modelVersion']);
    const { usageMetadata, promptFeedback, totalTokens, embedding, embeddings } = response;
    isAnswer ||= [usageMetadata, promptFeedback, totalTokens, embedding, embeddings].some(
      (value) => value !== undefined,
    );
    if (isFields(usageMetadata)) usage = JSON.stringify(usageMetadata);
    else if (totalTokens !== undefined) usage = JSON.stringify({ totalTokens });
    if (isFields(response['error'])) error = pretty(response['error']);
    // A prompt that was blocked has no answer; what is said instead is why.
    if (at(promptFeedback, 'blockReason') !== undefined) error = pretty({ promptFeedback });
    for (const [position, candidate] of listOf(response['candidates']).entries()) {
      const index = at(candidate, 'index');
      const number = typeof index === 'number' ? index : position;
      const writer = choices.get(number) ?? new ChoiceWriter();
      choices.set(number, writer);
      for (const part of partsOf(at(candidate, 'content'))) writer.add(part);
      const finish = textOf(at(candidate, 'finishReason'));
      if (finish !== undefined && finish !== '') writer.finish = finish;
    }
  }
  if (choices.size === 0 && error === undefined && !isAnswer) return undefined;
  return {
    ...(model === undefined ? {} : { model }),
    choices: [...choices].sort(([left], [right]) => left - right).map(([, writer]) => writer.choice()),
    ...(error === undefined ? {} : { error }),
    ...(usage === undefined ? {} : { usage }),
    pieces: responses.length,
    unread,
  };
}
