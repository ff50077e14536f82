import type { Json } from '#base';
import {
  answerPieces,
  type ImagePart,
  type InputPart,
  type Message,
  type OutputPart,
  type ToolCallPart,
} from '#call';
import { notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isObject } from '../own-fields.ts';
import type { Warning } from '../wire.ts';
import { argumentsObject } from '../tool-arguments.ts';
import { wire } from './wire-name.ts';

/** A message has one text here, with pictures and calls of tools beside it. */
export function serializeMessages(all: readonly Message[], warnings: Warning[]): readonly Fields[] {
  const nameOf = new Map<string, string>();
  return all.map((message) => {
    const fields = serializeMessage(message, nameOf, warnings);
    if (message.extra?.wire === wire) addMissing(fields, message.extra.fields);
    return fields;
  });
}

function serializeMessage(message: Message, nameOf: Map<string, string>, warnings: Warning[]): Fields {
  switch (message.role) {
    case 'system':
    case 'developer':
      warnOfName(message.name, warnings);
      // The role `developer` is one vendor's newer word for `system`.
      return { role: 'system', ...serializeInput(message.content, warnings) };
    case 'user':
      warnOfName(message.name, warnings);
      return { role: 'user', ...serializeInput(message.content, warnings) };
    case 'assistant':
      warnOfName(message.name, warnings);
      return { role: 'assistant', ...serializeAnswer(message.content, nameOf, warnings) };
    case 'tool': {
      const name = nameOf.get(message.callId);
      return {
        role: 'tool',
        ...serializeInput(message.content, warnings),
        ...(name === undefined ? {} : { tool_name: name }),
        tool_call_id: message.callId,
      };
    }
  }
}

function warnOfName(name: string | undefined, warnings: Warning[]): void {
  if (name !== undefined) warn('name', 'Names of those who speak have no place on this wire.', warnings);
}

function warn(feature: string, detail: string, warnings: Warning[]): void {
  if (!warnings.some((warning) => warning.feature === feature)) warnings.push({ feature, detail });
}

function serializeInput(content: readonly InputPart[], warnings: Warning[]): Fields {
  const texts: string[] = [];
  const images: string[] = [];
  for (const part of content) {
    switch (part.type) {
      case 'text':
      case 'refusal':
        if (images.length > 0) {
          warn('order of parts', 'Pictures stand beside the text on this wire and not within it.', warnings);
        }
        texts.push(part.text);
        break;
      case 'image':
        images.push(serializeImage(part, warnings));
        break;
      case 'audio':
        throw notExpressible('Sound', wire);
      case 'file':
        throw notExpressible('A file', wire);
      case 'unknown':
        images.push(unknownImage(part.wire, part.value));
        break;
    }
  }
  return { content: joined(texts, warnings), ...(images.length > 0 ? { images } : {}) };
}

function serializeImage({ source, detail }: ImagePart, warnings: Warning[]): string {
  if (source.type === 'url') throw notExpressible('A picture at an address', wire);
  // `auto` is what every destination does by itself.
  if (detail !== undefined && detail !== 'auto') {
    warn('detail', 'How closely a picture is looked at has no place on this wire.', warnings);
  }
  return source.data;
}

function unknownImage(from: string, value: Json): string {
  const image = from === wire && isObject(value) ? value['image'] : undefined;
  if (typeof image !== 'string') throw notExpressible(`A part that only ${from} knows`, wire);
  return image;
}

function joined(texts: readonly string[], warnings: Warning[]): string {
  if (texts.length > 1) {
    warn(
      'parts of a text',
      'A message has one text on this wire; line breaks stand between the parts.',
      warnings,
    );
  }
  return texts.join('\n');
}

function serializeAnswer(
  content: readonly OutputPart[],
  nameOf: Map<string, string>,
  warnings: Warning[],
): Fields {
  const { texts, thoughts, calls, unknown } = answerPieces(content);
  const [foreign] = unknown;
  if (foreign) throw notExpressible(`A part that only ${foreign.wire} knows`, wire);
  for (const { id, name } of calls) nameOf.set(id, name);
  return {
    content: joined(texts, warnings),
    ...(thoughts.length > 0 ? { thinking: joined(thoughts, warnings) } : {}),
    ...(calls.length > 0 ? { tool_calls: calls.map(serializeToolCall) } : {}),
  };
}

function serializeToolCall(part: ToolCallPart): Fields {
  const fields: Fields = {
    id: part.id,
    function: { name: part.name, arguments: argumentsObject(part.arguments, wire) },
  };
  if (part.extra?.wire === wire) addMissing(fields, part.extra.fields);
  return fields;
}
