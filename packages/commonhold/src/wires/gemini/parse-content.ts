import type { Json, JsonObject } from '#base';
import type { InputPart, Message } from '#call';
import { check } from '../check-request.ts';
import { extraOf, isList, isObject, joined, leftover, under } from '../own-fields.ts';
import { CallIds } from './call-ids.ts';
import { kindOf, parseInputPart, parseOutputPart, partOf, restOf } from './parse-part.ts';
import { contentSchema, instructionSchema, partSchemas, responseNames } from './request-schema.ts';
import { inCamelCase } from './spelling.ts';
import { responseTexts } from './tool-response.ts';
import { type Writable, wire } from './wire-name.ts';

/** Google takes a single one where its schema has a list. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

const contentKeys = new Set(['role', 'parts']);

/**
 * The contents of this wire as messages of the neutral call: responses of functions, which are parts of the user here, are messages
 * of their own there. The order stays as it was.
 */
export function parseContents(value: Json, path: string): Message[] {
  const contents = listOf(value).map((content, at) => readContent(content, `${path}[${at}]`));
  const ids = new CallIds(contents.flatMap(({ parts }) => parts));
  return contents.flatMap((content) => messagesOf(content, ids));
}

interface Content {
  readonly path: string;
  readonly isModel: boolean;
  readonly parts: readonly JsonObject[];
  readonly rest: Message['extra'];
}

function readContent(value: Json, path: string): Content {
  const { role } = check(contentSchema, value, path);
  const content = value as JsonObject;
  return {
    path,
    isModel: role === 'model',
    parts: partsOf(content, path),
    rest: extraOf(wire, leftover(content, contentKeys)),
  };
}

function partsOf(content: JsonObject, path: string): readonly JsonObject[] {
  return listOf(content['parts']).map((part, at) => partOf(part, `${path}.parts[${at}]`));
}

/** Instructions that stand before the conversation. */
export function parseInstruction(value: JsonObject): Message | undefined {
  check(instructionSchema, value, 'systemInstruction');
  const content = partsOf(value, 'systemInstruction').map((part, at) =>
    parseInputPart(part, `systemInstruction.parts[${at}]`),
  );
  if (content.length === 0) return undefined;
  const extra = extraOf(wire, leftover(value, contentKeys));
  return { role: 'system', content, ...(extra ? { extra } : {}) };
}

function messagesOf({ path, isModel, parts, rest }: Content, ids: CallIds): Message[] {
  if (isModel) {
    ids.beginTurn();
    const content = parts.map((part, at) => parseOutputPart(part, `${path}.parts[${at}]`, ids));
    return [{ role: 'assistant', content, ...(rest ? { extra: rest } : {}) }];
  }
  const messages: Message[] = [];
  let said: InputPart[] = [];
  const end = (): void => {
    if (said.length > 0) messages.push({ role: 'user', content: said });
    said = [];
  };
  for (const [at, part] of parts.entries()) {
    const place = `${path}.parts[${at}]`;
    if (kindOf(part) === 'functionResponse') {
      end();
      messages.push(parseResponse(part, place, ids));
    } else {
      said.push(parseInputPart(part, place));
    }
  }
  end();
  if (rest === undefined && messages.length > 0) return messages;
  // What is said of the content as a whole belongs to a message that is the user's, and not to a tool's.
  const last = messages.at(-1);
  if (last?.role !== 'user') {
    return [...messages, { role: 'user', content: [], ...(rest ? { extra: rest } : {}) }];
  }
  return [...messages.slice(0, -1), { ...last, ...(rest ? { extra: rest } : {}) }];
}

const responseKeys = new Set(['id', 'name', 'response', 'parts']);

/** Where no call of its name is known, the name stays with the response: nothing else tells what it is of. */
function parseResponse(part: JsonObject, path: string, ids: CallIds): Message {
  const place = `${path}.functionResponse`;
  const response = inCamelCase(part['functionResponse'] as JsonObject, responseNames, place);
  const { id, name } = check(partSchemas.functionResponse, response, place);
  const call = ids.ofResponse(name, id ?? undefined);
  const texts = responseTexts(response['response'] as JsonObject | null | undefined);
  const shown = listOf(response['parts']).map((one, at) =>
    parseInputPart(partOf(one, `${place}.parts[${at}]`), `${place}.parts[${at}]`),
  );
  const message: Writable<Extract<Message, { role: 'tool' }>> = {
    role: 'tool',
    callId: call.id,
    content: [...texts.map((text) => ({ type: 'text' as const, text })), ...shown],
  };
  const rest = joined(call.isKnown ? undefined : { name }, leftover(response, responseKeys));
  const extra = extraOf(wire, joined(restOf(part, 'functionResponse'), under('functionResponse', rest)));
  if (extra) message.extra = extra;
  return message;
}

/** All that a value of one content says as text, where that is all that it says. */
export function textOfContent(value: Json, path: string): string | undefined {
  check(contentSchema.omit({ role: true }), value, path);
  if (!isObject(value)) return undefined;
  const parts = partsOf(value, path).map((part, at) => parseInputPart(part, `${path}.parts[${at}]`));
  const [only] = parts;
  return parts.length === 1 && only?.type === 'text' && !only.extra ? only.text : undefined;
}
