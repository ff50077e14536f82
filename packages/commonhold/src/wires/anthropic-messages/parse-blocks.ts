import type { JsonObject } from '#base';
import type {
  FilePart,
  ImagePart,
  InputPart,
  OutputPart,
  ReasoningPart,
  TextPart,
  ToolCallPart,
} from '#call';
import { check } from '../check-request.ts';
import { extraOf, joined, leftover, textOf, under } from '../own-fields.ts';
import { blockSchemas, documentSchema, typedSchema } from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

/** Content as blocks: a text is one block. */
export function blocksOf(content: string | readonly unknown[]): readonly unknown[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** A block that a person, a program or a tool says. */
export function parseInputBlock(value: unknown, path: string): InputPart {
  const { type } = check(typedSchema, value, path);
  const block = value as JsonObject;
  switch (type) {
    case 'text':
      return parseText(block, path);
    case 'image':
      return parseImage(block, path);
    case 'document':
      return parseDocument(block);
    default:
      return { type: 'unknown', wire, value: block };
  }
}

/** A block that a model said. */
export function parseOutputBlock(value: unknown, path: string): OutputPart {
  const { type } = check(typedSchema, value, path);
  const block = value as JsonObject;
  switch (type) {
    case 'text':
      return parseText(block, path);
    case 'tool_use':
      return parseToolUse(block, path);
    case 'thinking':
      return parseThinking(block, path);
    case 'redacted_thinking':
      return parseRedacted(block, path);
    default:
      return { type: 'unknown', wire, value: block };
  }
}

const textKeys = new Set(['type', 'text']);

function parseText(block: JsonObject, path: string): TextPart {
  const { text } = check(blockSchemas.text, block, path);
  const part: Writable<TextPart> = { type: 'text', text };
  const extra = extraOf(wire, leftover(block, textKeys));
  if (extra) part.extra = extra;
  return part;
}

const imageKeys = new Set(['type', 'source']);
const sourceKeys: Readonly<Record<string, ReadonlySet<string>>> = {
  base64: new Set(['type', 'media_type', 'data']),
  url: new Set(['type', 'url']),
  file: new Set(['type', 'file_id']),
};

function parseImage(block: JsonObject, path: string): InputPart {
  const { source } = check(blockSchemas.image, block, path);
  // An image that lies at Anthropic under an id is known to nobody else.
  if (source.type === 'file') return { type: 'unknown', wire, value: block };
  const part: Writable<ImagePart> = {
    type: 'image',
    source:
      source.type === 'url'
        ? { type: 'url', url: source.url }
        : { type: 'base64', mediaType: source.media_type, data: source.data },
  };
  const extra = extraOf(
    wire,
    joined(leftover(block, imageKeys), under('source', restOfSource(block['source'] as JsonObject))),
  );
  if (extra) part.extra = extra;
  return part;
}

const documentKeys = new Set(['type', 'source', 'title']);

function parseDocument(block: JsonObject): InputPart {
  const parsed = documentSchema.safeParse(block);
  if (!parsed.success) return { type: 'unknown', wire, value: block };
  const { source, title } = parsed.data;
  const part: Writable<FilePart> = {
    type: 'file',
    source:
      source.type === 'file'
        ? { type: 'id', id: source.file_id, at: 'anthropic' }
        : { type: 'base64', mediaType: source.media_type, data: source.data },
  };
  if (typeof title === 'string') part.name = title;
  const extra = extraOf(
    wire,
    joined(leftover(block, documentKeys), under('source', restOfSource(block['source'] as JsonObject))),
  );
  if (extra) part.extra = extra;
  return part;
}

function restOfSource(source: JsonObject) {
  const known = sourceKeys[textOf(source['type'])];
  return known && leftover(source, known);
}

const toolUseKeys = new Set(['type', 'id', 'name', 'input']);

function parseToolUse(block: JsonObject, path: string): ToolCallPart {
  const { id, name } = check(blockSchemas.tool_use, block, path);
  const part: Writable<ToolCallPart> = {
    type: 'tool-call',
    id,
    name,
    arguments: JSON.stringify(block['input']),
  };
  const extra = extraOf(wire, leftover(block, toolUseKeys));
  if (extra) part.extra = extra;
  return part;
}

const thinkingKeys = new Set(['type', 'thinking']);

/** The signature stays with it: without it Anthropic takes no thought back. */
function parseThinking(block: JsonObject, path: string): ReasoningPart {
  const { thinking } = check(blockSchemas.thinking, block, path);
  const part: Writable<ReasoningPart> = { type: 'reasoning', text: thinking };
  const extra = extraOf(wire, leftover(block, thinkingKeys));
  if (extra) part.extra = extra;
  return part;
}

/** A thought that nobody but Anthropic can read: no text, and what it is under the name of its block. */
function parseRedacted(block: JsonObject, path: string): ReasoningPart {
  check(blockSchemas.redacted_thinking, block, path);
  return { type: 'reasoning', text: '', extra: { wire, fields: { redacted_thinking: block } } };
}
