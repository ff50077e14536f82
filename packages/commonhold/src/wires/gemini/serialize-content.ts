import type { Json } from '#base';
import type { InputPart, Message, OutputPart, ReasoningPart, ToolCallPart } from '#call';
import { notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isObject } from '../own-fields.ts';
import type { Warning } from '../wire.ts';
import { responseObject } from './tool-response.ts';
import { readSignature } from '../gemini-signature.ts';
import { argumentsObject } from '../tool-arguments.ts';
import { wire } from './wire-name.ts';

/** What this wire writes in `contents`, and what it writes in `systemInstruction`. */
export interface WrittenContents {
  readonly instruction: Fields | undefined;
  readonly contents: readonly Fields[];
}

/**
 * Instructions stand before the conversation here, and results of tools are parts of the user: those that follow each other are one
 * content, because Google wants the responses to all calls of a turn in the one after it.
 */
export function serializeContents(
  all: readonly Message[],
  model: string,
  warnings: Warning[],
): WrittenContents {
  const contents: Fields[] = [];
  const names = new Map<string, string>();
  let instruction: Fields | undefined;
  /** The parts of the content that results of tools opened. */
  let open: Json[] | undefined;
  let isMoved = false;
  for (const message of all) {
    warnOfName(message, warnings);
    if (message.role === 'tool') {
      if (open === undefined) contents.push({ role: 'user', parts: (open = []) });
      open.push(serializeResult(message, names));
      continue;
    }
    open = undefined;
    switch (message.role) {
      case 'system':
      case 'developer':
        isMoved ||= contents.length > 0;
        instruction = instructed(instruction, message, warnings);
        break;
      case 'user': {
        const parts = message.content.map((part) => serializePart(part, warnings));
        contents.push(withExtra({ role: 'user', parts }, message));
        break;
      }
      case 'assistant': {
        const parts = serializeAnswer(message.content, warnings);
        if (wantsSignatures(model)) signFirstCall(parts, warnings);
        contents.push(withExtra({ role: 'model', parts }, message));
        for (const part of message.content) if (part.type === 'tool-call') names.set(part.id, part.name);
        break;
      }
    }
  }
  if (isMoved) {
    warnings.push({
      feature: 'order of messages',
      detail:
        'Instructions (system, developer) stand before the conversation on this wire; they were moved there.',
    });
  }
  return { instruction, contents };
}

type Instruction = Extract<Message, { role: 'system' | 'developer' | 'user' }>;

function instructed(before: Fields | undefined, message: Instruction, warnings: Warning[]): Fields {
  const earlier = Array.isArray(before?.['parts']) ? (before['parts'] as readonly Json[]) : [];
  const parts = [...earlier, ...message.content.map((part) => serializePart(part, warnings))];
  return withExtra({ ...before, parts }, message);
}

function withExtra(fields: Fields, { extra }: { readonly extra?: Message['extra'] }): Fields {
  if (extra?.wire === wire) addMissing(fields, extra.fields);
  return fields;
}

function warnOfName(message: Message, warnings: Warning[]): void {
  if (message.role === 'tool' || message.name === undefined) return;
  warnOnce(warnings, 'name', 'Names of those who speak have no place on this wire.');
}

function warnOnce(warnings: Warning[], feature: string, detail: string): void {
  if (!warnings.some((warning) => warning.feature === feature)) warnings.push({ feature, detail });
}

/** This wire names the function in a response, and the neutral call only the call that it answers. */
function serializeResult(
  message: Extract<Message, { role: 'tool' }>,
  names: ReadonlyMap<string, string>,
): Fields {
  const texts: string[] = [];
  const shown: Fields[] = [];
  for (const part of message.content) {
    if (part.type === 'text' || part.type === 'refusal') texts.push(part.text);
    else shown.push(serializePart(part, []));
  }
  const name = names.get(message.callId);
  const response: Fields = {
    id: message.callId,
    ...(name === undefined ? {} : { name }),
    response: responseObject(texts),
    ...(shown.length > 0 ? { parts: shown } : {}),
  };
  const part: Fields = { functionResponse: response };
  if (message.extra?.wire === wire) {
    const { functionResponse: own } = message.extra.fields;
    // The name that came with it holds where no call of the conversation says another.
    if (isObject(own)) part['functionResponse'] = { ...response, ...own };
    addMissing(part, message.extra.fields);
  }
  const written = part['functionResponse'];
  if (isObject(written) && written['name'] !== undefined) return part;
  throw notExpressible('A result of a tool whose call is not in the conversation', wire);
}

function serializePart(part: InputPart, warnings: Warning[]): Fields {
  if (part.type === 'unknown') return unknownPart(part.wire, part.value);
  return withExtra(dataOf(part, warnings), part);
}

function dataOf(part: Exclude<InputPart, { type: 'unknown' }>, warnings: Warning[]): Fields {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { text: part.text };
    case 'image': {
      const { source, detail, extra } = part;
      // `auto` is what every destination does by itself.
      if (detail !== undefined && detail !== 'auto')
        warnOnce(warnings, 'detail', 'How closely a picture is looked at is said otherwise on this wire.');
      if (source.type === 'base64') return { inlineData: { mimeType: source.mediaType, data: source.data } };
      if (extra?.wire !== wire) {
        warnOnce(
          warnings,
          'image address',
          'Google fetches the picture itself, and not every model of Google does; its type is not told because nobody said it.',
        );
      }
      return { fileData: { fileUri: source.url } };
    }
    case 'audio':
      return { inlineData: { mimeType: `audio/${part.format}`, data: part.data } };
    case 'file': {
      const { source, name } = part;
      if (source.type === 'id') throw notExpressible('A file that lies at a vendor under an id', wire);
      if (source.mediaType === undefined) throw notExpressible('A file without a media type', wire);
      const file: Fields = { mimeType: source.mediaType, data: source.data };
      return { inlineData: name === undefined ? file : { ...file, displayName: name } };
    }
  }
}

function unknownPart(from: string, value: Json): Fields {
  if (from !== wire || !isObject(value)) throw notExpressible(`A part that only ${from} knows`, wire);
  return { ...value };
}

function serializeAnswer(content: readonly OutputPart[], warnings: Warning[]): Fields[] {
  return content.flatMap((part): Fields[] => {
    switch (part.type) {
      case 'text':
      case 'refusal':
        return [withExtra({ text: part.text }, part)];
      case 'reasoning':
        return serializeReasoning(part, warnings);
      case 'tool-call':
        return [serializeToolCall(part)];
      case 'unknown':
        return [unknownPart(part.wire, part.value)];
    }
  });
}

/** What another model thought is no thought of this one's. */
function serializeReasoning(part: ReasoningPart, warnings: Warning[]): Fields[] {
  if (part.extra?.wire === wire) return [withExtra({ text: part.text, thought: true }, part)];
  warnOnce(warnings, 'reasoning', 'Thoughts that did not come from this wire are not sent to it.');
  return [];
}

function serializeToolCall(part: ToolCallPart): Fields {
  const call: Fields = { id: part.id, name: part.name, args: argumentsObject(part.arguments, wire) };
  const signature = part.extra?.wire === 'openai-chat' ? readSignature(part.extra.fields) : undefined;
  return withExtra(
    { functionCall: call, ...(signature === undefined ? {} : { thoughtSignature: signature }) },
    part,
  );
}

/** Gemini 3 and later, and names that mean the latest, refuse a call of theirs that came without a signature. */
function wantsSignatures(model: string): boolean {
  return /(^|\/)gemini-(?:[3-9]|\d\d|[a-z])/.test(model);
}

/** What Google tells its users to send in place of a signature for a call that another model made. */
const signatureOfOthers = 'skip_thought_signature_validator';

/** The first call of a turn carries its signature. */
function signFirstCall(parts: readonly Fields[], warnings: Warning[]): void {
  const first = parts.find((part) => part['functionCall'] !== undefined);
  if (first === undefined || first['thoughtSignature'] !== undefined) return;
  first['thoughtSignature'] = signatureOfOthers;
  warnOnce(
    warnings,
    'thoughtSignature',
    `A call that another model made has no signature of this wire; ${signatureOfOthers} was sent in its place, as Google says.`,
  );
}
