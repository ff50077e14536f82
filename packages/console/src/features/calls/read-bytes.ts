import { parsedJson } from './json-values.ts';
import { readAnthropicAnswer, readAnthropicRequest } from './read-anthropic.ts';
import { readGeminiAnswer, readGeminiRequest } from './read-gemini.ts';
import { readNativeAnswer, readNativeRequest } from './read-native.ts';
import { readOllamaAnswer, readOllamaRequest } from './read-ollama.ts';
import { readOpenAiAnswer, readOpenAiRequest } from './read-openai-chat.ts';
import { readResponsesAnswer, readResponsesRequest } from './read-openai-responses.ts';
import type { Reading, SpokenAnswer, SpokenRequest } from './spoken.ts';

/**
 * The longest body that is read as messages. Reading holds the page up for about ten milliseconds a megabyte; beyond
 * this the bytes themselves are shown, part by part.
 */
export const readableBytesMax = 24 * 1024 * 1024;

export function readRequest(wire: string, bytes: Uint8Array): Reading<SpokenRequest> {
  return read(bytes, (text) => {
    const body = parsedJson(text);
    if (body === undefined) return 'not-json';
    switch (wire) {
      case 'openai-chat':
        return readOpenAiRequest(body);
      case 'openai-responses':
        return readResponsesRequest(body);
      case 'native':
        return readNativeRequest(body);
      case 'anthropic-messages':
        return readAnthropicRequest(body);
      case 'gemini':
        return readGeminiRequest(body);
      case 'ollama':
        return readOllamaRequest(body);
      default:
        return 'wire-unknown';
    }
  });
}

/** An answer of which only a beginning arrived is read as far as it goes. */
export function readAnswer(wire: string, bytes: Uint8Array): Reading<SpokenAnswer> {
  return read(bytes, (text) => {
    switch (wire) {
      case 'openai-chat':
        return readOpenAiAnswer(text);
      case 'openai-responses':
        return readResponsesAnswer(text);
      case 'native':
        return readNativeAnswer(text);
      case 'anthropic-messages':
        return readAnthropicAnswer(text);
      case 'gemini':
        return readGeminiAnswer(text);
      case 'ollama':
        return readOllamaAnswer(text);
      default:
        return 'wire-unknown';
    }
  });
}

function read<Value extends object>(
  bytes: Uint8Array,
  reader: (text: string) => Value | undefined | 'not-json' | 'wire-unknown',
): Reading<Value> {
  if (bytes.length === 0) return { type: 'unreadable', why: 'empty' };
  if (bytes.length > readableBytesMax) return { type: 'unreadable', why: 'too-long' };
  let text: string;
  try {
    // `stream` forgives one thing only: that the bytes end within a character, as a broken-off answer may.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    // Bytes that are no text are shown as bytes; there is nothing else to say about them.
    return { type: 'unreadable', why: 'not-utf8' };
  }
  const value = reader(text);
  if (value === undefined) return { type: 'unreadable', why: 'not-this-wire' };
  return typeof value === 'string' ? { type: 'unreadable', why: value } : { type: 'read', value };
}

/** The words of an answer or a request alone, for comparing two. */
export function wordsOf(spoken: SpokenAnswer | SpokenRequest): string {
  const groups =
    'choices' in spoken
      ? spoken.choices.map(({ parts }) => ({ before: '', parts }))
      : spoken.messages.map(({ role, parts }) => ({ before: `${role}: `, parts }));
  return groups
    .map(({ before, parts }) => {
      const texts = parts.map((part) => {
        switch (part.type) {
          case 'text':
          case 'reasoning':
          case 'refusal':
            return part.text;
          case 'tool-call':
            return `${part.name} ${part.input}`;
          case 'attachment':
            return `[${part.kind} ${part.about}]`;
          case 'other':
            return part.json;
        }
      });
      return before + texts.join('\n');
    })
    .join('\n\n');
}
