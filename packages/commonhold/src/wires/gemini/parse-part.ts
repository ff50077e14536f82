import type { Json, JsonObject } from '#base';
import type { FilePart, ImagePart, InputPart, OutputPart, TextPart, ToolCallPart } from '#call';
import { check } from '../check-request.ts';
import { extraOf, type Fields, isObject, joined, leftover, under } from '../own-fields.ts';
import type { CallIds } from './call-ids.ts';
import { blobNames, partNames, partSchemas, partKinds } from './request-schema.ts';
import { inCamelCase } from './spelling.ts';
import { type Writable, wire } from './wire-name.ts';

/** A part in camel case. */
export function partOf(value: Json, path: string): JsonObject {
  if (!isObject(value)) check(partSchemas.text, value, path);
  return inCamelCase(value as JsonObject, partNames, path);
}

export function kindOf(part: JsonObject): (typeof partKinds)[number] | 'text' {
  return partKinds.find((kind) => part[kind] !== undefined && part[kind] !== null) ?? 'text';
}

/** A part that a person or a program says. */
export function parseInputPart(part: JsonObject, path: string): InputPart {
  switch (kindOf(part)) {
    case 'text':
      // Nobody but a model thinks.
      return part['thought'] === true ? { type: 'unknown', wire, value: part } : parseText(part, path);
    case 'inlineData':
      return parseInlineData(part, path);
    case 'fileData':
      return parseFileData(part, path);
    case 'functionCall':
    case 'functionResponse':
    case 'executableCode':
    case 'codeExecutionResult':
    case 'toolCall':
    case 'toolResponse':
      return { type: 'unknown', wire, value: part };
  }
}

/** A part that a model said. */
export function parseOutputPart(part: JsonObject, path: string, ids: CallIds): OutputPart {
  switch (kindOf(part)) {
    case 'text':
      return part['thought'] === true ? parseThought(part, path) : parseText(part, path);
    case 'functionCall':
      return parseCall(part, path, ids);
    case 'inlineData':
    case 'fileData':
    case 'functionResponse':
    case 'executableCode':
    case 'codeExecutionResult':
    case 'toolCall':
    case 'toolResponse':
      return { type: 'unknown', wire, value: part };
  }
}

const textKeys = new Set(['text', 'thought']);

/** A part without any content holds what belongs to the text before it, such as a signature. */
function parseText(part: JsonObject, path: string): TextPart {
  const { text } = check(partSchemas.text, part, path);
  return withExtra({ type: 'text', text: text ?? '' }, leftover(part, textKeys));
}

/** That it is a thought of this wire is told from the thoughts of others, which Google has no use for. */
function parseThought(part: JsonObject, path: string): OutputPart {
  const { text } = check(partSchemas.text, part, path);
  const rest = joined({ thought: true }, leftover(part, textKeys));
  return withExtra({ type: 'reasoning' as const, text: text ?? '' }, rest);
}

const callKeys = new Set(['id', 'name', 'args']);

function parseCall(part: JsonObject, path: string, ids: CallIds): ToolCallPart {
  const call = part['functionCall'] as JsonObject;
  const { id, name } = check(partSchemas.functionCall, call, `${path}.functionCall`);
  const rest = joined(restOf(part, 'functionCall'), under('functionCall', leftover(call, callKeys)));
  return withExtra(
    {
      type: 'tool-call' as const,
      id: ids.ofCall(name, id ?? undefined),
      name,
      arguments: JSON.stringify(call['args'] ?? {}),
    },
    rest,
  );
}

const inlineKeys = new Set(['mimeType', 'data']);
const namedInlineKeys = new Set([...inlineKeys, 'displayName']);

function parseInlineData(part: JsonObject, path: string): InputPart {
  const place = `${path}.inlineData`;
  const blob = inCamelCase(part['inlineData'] as JsonObject, blobNames, place);
  const { mimeType, data, displayName } = check(partSchemas.inlineData, blob, place);
  const rest = (known: ReadonlySet<string>): Fields | undefined =>
    joined(restOf(part, 'inlineData'), under('inlineData', leftover(blob, known)));
  if (mimeType.startsWith('image/')) {
    const source: ImagePart['source'] = { type: 'base64', mediaType: mimeType, data };
    return withExtra({ type: 'image' as const, source }, rest(inlineKeys));
  }
  if (mimeType.startsWith('audio/')) {
    return withExtra(
      { type: 'audio' as const, format: mimeType.slice('audio/'.length), data },
      rest(inlineKeys),
    );
  }
  const source: FilePart['source'] = { type: 'base64', mediaType: mimeType, data };
  const file: Writable<FilePart> = { type: 'file', source };
  if (typeof displayName === 'string') file.name = displayName;
  return withExtra(file, rest(namedInlineKeys));
}

const uriKeys = new Set(['fileUri']);

/** An image at a public address is one for everybody; what lies at Google's, or is no image, only Google can read. */
function parseFileData(part: JsonObject, path: string): InputPart {
  const place = `${path}.fileData`;
  const file = inCamelCase(part['fileData'] as JsonObject, blobNames, place);
  const { fileUri, mimeType } = check(partSchemas.fileData, file, place);
  if (mimeType?.startsWith('image/') !== true || !isPublicAddress(fileUri)) {
    return { type: 'unknown', wire, value: part };
  }
  const source: ImagePart['source'] = { type: 'url', url: fileUri };
  return withExtra(
    { type: 'image' as const, source },
    joined(restOf(part, 'fileData'), under('fileData', leftover(file, uriKeys))),
  );
}

function isPublicAddress(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return (protocol === 'https:' || protocol === 'http:') && !hostname.endsWith('.googleapis.com');
}

const ownKeys = new Map(partKinds.map((kind) => [kind, new Set<string>([kind])] as const));
const none: ReadonlySet<string> = new Set();

/** What stands beside what the part holds. */
export function restOf(part: JsonObject, kind: (typeof partKinds)[number]): Fields | undefined {
  return leftover(part, ownKeys.get(kind) ?? none);
}

function withExtra<T extends object>(part: T, rest: Fields | undefined): T {
  const extra = extraOf(wire, rest);
  return extra ? { ...part, extra } : part;
}
