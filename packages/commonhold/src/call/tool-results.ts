import type { Json } from '#base';
import type { GenerateCall } from './call.ts';
import type { InputPart, Message } from './message.ts';

/** What went into a tool or came out of it, as the request tells it. */
export interface ToolText {
  readonly kind: 'result' | 'arguments';
  /**
   * Names of the tools that it may be of. A result names its call by an id: none where that call is not in the request, several
   * where the request gave one id to calls of several tools.
   */
  readonly tools: readonly string[];
  /** Each text of it, whole, in their order; none in an empty result. Pictures and sound are no texts. */
  readonly texts: readonly string[];
}

/** Results and arguments of tools in a request, in the order in which they stand there. */
export function* toolTexts(call: Pick<GenerateCall, 'messages'>): Generator<ToolText> {
  const names = namesById(call.messages);
  for (const message of call.messages) {
    if (message.role === 'tool') {
      const tools = [...(names.get(message.callId) ?? [])];
      yield { kind: 'result', tools, texts: message.content.flatMap(textsOfPart) };
    } else if (message.role === 'assistant') {
      for (const part of message.content) {
        if (part.type === 'tool-call')
          yield { kind: 'arguments', tools: [part.name], texts: [part.arguments] };
      }
    }
  }
}

function namesById(messages: readonly Message[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const message of messages) {
    if (message.role !== 'assistant') continue;
    for (const part of message.content) {
      if (part.type !== 'tool-call') continue;
      const known = names.get(part.id);
      if (known === undefined) names.set(part.id, new Set([part.name]));
      else known.add(part.name);
    }
  }
  return names;
}

function textsOfPart(part: InputPart): readonly string[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return [part.text];
    case 'unknown':
      return [...stringsWithin(part.value)];
    case 'image':
    case 'audio':
    case 'file':
      return [];
  }
}

/** A part that only its wire knows may say its text anywhere. */
function* stringsWithin(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* stringsWithin(item);
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* stringsWithin(inner);
}
