import type { Json } from '#base';
import type { InputPart, Message, OutputPart, ReasoningPart, ToolCallPart } from '#call';
import { notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isObject, textOf } from '../own-fields.ts';
import type { Warning } from '../wire.ts';
import { argumentsObject } from '../tool-arguments.ts';
import { wire } from './wire-name.ts';

/** What this wire writes in `messages`, and what it writes in `system`. */
export interface WrittenMessages {
  readonly system: readonly Fields[];
  readonly messages: readonly Fields[];
}

/**
 * Instructions stand before the conversation here, and results of tools are blocks of the user: those that follow each other, and
 * what the user says right after them, are one message, because this wire wants every result in the message after the calls.
 */
export function serializeMessages(all: readonly Message[], warnings: Warning[]): WrittenMessages {
  const system: Fields[] = [];
  const messages: Fields[] = [];
  /** The blocks of the user's message that results of tools opened; what follows may still join. */
  let open: Json[] | undefined;
  let moved = false;
  for (const message of all) {
    warnOfName(message, warnings);
    switch (message.role) {
      case 'system':
      case 'developer':
        moved ||= messages.length > 0;
        system.push(...message.content.map((part) => serializePart(part, warnings)));
        break;
      case 'tool':
        if (open === undefined) messages.push({ role: 'user', content: (open = []) });
        open.push(serializeResult(message, warnings));
        break;
      case 'user':
        if (open !== undefined && message.content.length > 0) {
          open.push(...message.content.map((part) => serializePart(part, warnings)));
          const last = messages.at(-1);
          if (last && message.extra?.wire === wire) addMissing(last, message.extra.fields);
        } else {
          const content = serializeContent(message.content, warnings);
          messages.push(withExtra({ role: 'user', content }, message));
        }
        open = undefined;
        break;
      case 'assistant': {
        open = undefined;
        const content = serializeAnswer(message.content, warnings);
        // One of which nothing can be said here: this wire refuses messages of nothing.
        if (typeof content !== 'string' && content.length === 0 && message.content.length > 0) break;
        messages.push(withExtra({ role: 'assistant', content }, message));
        break;
      }
    }
  }
  if (moved) {
    warnings.push({
      feature: 'order of messages',
      detail:
        'Instructions (system, developer) stand before the conversation on this wire; they were moved there.',
    });
  }
  return { system, messages };
}

function withExtra(fields: Fields, { extra }: Message): Fields {
  if (extra?.wire === wire) addMissing(fields, extra.fields);
  return fields;
}

function warnOfName(message: Message, warnings: Warning[]): void {
  if (message.role === 'tool' || message.name === undefined) return;
  if (warnings.some(({ feature }) => feature === 'name')) return;
  warnings.push({ feature: 'name', detail: 'Names of those who speak have no place on this wire.' });
}

/** One plain text goes as a string; anything else as blocks. */
function serializeContent(content: readonly InputPart[], warnings: Warning[]): Json {
  const [only] = content;
  if (content.length === 1 && only?.type === 'text' && !only.extra) return only.text;
  return content.map((part) => serializePart(part, warnings));
}

function serializeResult(message: Extract<Message, { role: 'tool' }>, warnings: Warning[]): Fields {
  const fields: Fields = {
    type: 'tool_result',
    tool_use_id: message.callId,
    content: serializeContent(message.content, warnings),
  };
  if (message.extra?.wire === wire) addMissing(fields, message.extra.fields);
  return fields;
}

function serializePart(part: InputPart, warnings: Warning[]): Fields {
  if (part.type === 'unknown') return unknownBlock(part.wire, part.value);
  const fields = blockOf(part, warnings);
  if (part.extra?.wire === wire) addMissing(fields, part.extra.fields);
  return fields;
}

function blockOf(part: Exclude<InputPart, { type: 'unknown' }>, warnings: Warning[]): Fields {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: 'text', text: part.text };
    case 'image': {
      const { source } = part;
      warnOfDetail(part.detail, warnings);
      return {
        type: 'image',
        source:
          source.type === 'url'
            ? { type: 'url', url: source.url }
            : { type: 'base64', media_type: source.mediaType, data: source.data },
      };
    }
    case 'audio':
      throw notExpressible('Sound', wire);
    case 'file': {
      const { source, name } = part;
      if (source.type === 'base64' && source.mediaType !== documentType) {
        throw notExpressible(`A file that is not said to be ${documentType}`, wire);
      }
      return {
        type: 'document',
        source:
          source.type === 'id'
            ? { type: 'file', file_id: source.id }
            : { type: 'base64', media_type: documentType, data: source.data },
        ...(name === undefined ? {} : { title: name }),
      };
    }
  }
}

/** The one kind of bytes that this wire takes as a document. */
const documentType = 'application/pdf';

/** `auto` is what the destination does anyway. */
function warnOfDetail(detail: string | undefined, warnings: Warning[]): void {
  if (detail === undefined || detail === 'auto' || warnings.some(({ feature }) => feature === 'detail'))
    return;
  warnings.push({ feature: 'detail', detail: 'How closely to look at a picture has no word on this wire.' });
}

function unknownBlock(from: string, value: Json): Fields {
  if (from !== wire || !isObject(value)) throw notExpressible(`A part that only ${from} knows`, wire);
  return { ...value };
}

/** A text of nothing beside a call of a tool is how other wires say that nothing was said; this wire refuses it. */
function serializeAnswer(content: readonly OutputPart[], warnings: Warning[]): string | readonly Fields[] {
  const blocks: Fields[] = [];
  for (const part of content) {
    if (part.type === 'text' && part.text === '' && content.length > 1) continue;
    const block = answerBlock(part, warnings);
    if (block) blocks.push(block);
  }
  const [only] = blocks;
  if (blocks.length === 1 && only?.['type'] === 'text' && Object.keys(only).length === 2) {
    return textOf(only['text']);
  }
  return blocks;
}

function answerBlock(part: OutputPart, warnings: Warning[]): Fields | undefined {
  switch (part.type) {
    case 'text':
    case 'refusal': {
      const fields: Fields = { type: 'text', text: part.text };
      if (part.extra?.wire === wire) addMissing(fields, part.extra.fields);
      return fields;
    }
    case 'reasoning':
      return serializeReasoning(part, warnings);
    case 'tool-call':
      return serializeToolCall(part);
    case 'unknown':
      return unknownBlock(part.wire, part.value);
  }
}

/** Anthropic takes only thoughts that it signed. */
function serializeReasoning(part: ReasoningPart, warnings: Warning[]): Fields | undefined {
  const own = part.extra?.wire === wire ? part.extra.fields : undefined;
  // An empty signature is what we write ourselves beside the thoughts of others.
  if (own === undefined || own['signature'] === '') {
    if (!warnings.some(({ feature }) => feature === 'reasoning')) {
      warnings.push({
        feature: 'reasoning',
        detail: 'Thoughts without the signature of this wire are refused there, so they are not sent.',
      });
    }
    return undefined;
  }
  const { redacted_thinking: redacted, ...rest } = own;
  if (isObject(redacted)) return { ...redacted };
  const fields: Fields = { type: 'thinking', thinking: part.text };
  addMissing(fields, rest);
  return fields;
}

function serializeToolCall(part: ToolCallPart): Fields {
  const fields: Fields = {
    type: 'tool_use',
    id: part.id,
    name: part.name,
    input: argumentsObject(part.arguments, wire),
  };
  if (part.extra?.wire === wire) addMissing(fields, part.extra.fields);
  return fields;
}
