import type { Json, JsonObject } from '#base';
import type { Part, WireName } from '#call';
import { isList, isObject, textOf } from './own-fields.ts';
import type { Warning } from './wire.ts';

/** Names are the vendor's, and a vendor may make up any: these are enough to look the rest up in the answer. */
const namesMax = 32;
const nameMax = 60;

/**
 * What of an answer the client is not told because its wire has no words for it: blocks of tools that ran at the vendor, citations,
 * pictures, sound, and what a vendor signed or encrypted for itself. The record has the answer as it came, and says by these
 * warnings what of it went no further. What only describes an answer is no part of it and is not warned of.
 */
export class LostAnswer {
  readonly #client: WireName;
  readonly #seen = new Set<string>();

  constructor(client: WireName) {
    this.#client = client;
  }

  /** What is lost with this part that was not said of another part already. */
  see(part: Part): readonly Warning[] {
    const lost = lostOf(part, this.#client);
    // Nearly every piece of a stream loses nothing.
    if (lost.length === 0) return [];
    return lost
      .map((what) => what.slice(0, nameMax))
      .filter((what) => !this.#seen.has(what) && this.#seen.size < namesMax && this.#seen.add(what))
      .map((what) => ({
        feature: `${what} (answer)`,
        detail: "The client's protocol has no words for it, so the client was not told; the record has it.",
      }));
  }
}

function lostOf(part: Part, client: WireName): readonly string[] {
  switch (part.type) {
    case 'unknown':
      return part.wire === client ? [] : contentOf(part.wire, part.value);
    case 'reasoning':
      return part.extra === undefined || part.extra.wire === client ? [] : opaqueOf(part.extra.fields);
    case 'tool-call': {
      if (part.extra === undefined || part.extra.wire === client) return [];
      // OpenAI's clients get it where Google's own service in OpenAI's words puts it.
      const isWritten = client === 'openai-chat' && part.extra.wire === 'gemini';
      return opaqueOf(part.extra.fields).filter((name) => !(isWritten && name === 'thoughtSignature'));
    }
    case 'start':
    case 'text':
    case 'refusal':
    case 'tool-arguments':
    case 'finish':
    case 'embedding':
    case 'token-count':
    case 'usage':
    case 'engine':
    case 'error':
      return [];
  }
}

/** What a vendor wants back as it was, for the next turn. */
const opaque = ['signature', 'redacted_thinking', 'encrypted_content', 'thoughtSignature'];

function opaqueOf(fields: JsonObject): readonly string[] {
  return opaque.filter((name) => !isNothing(fields[name]));
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (isList(value) && value.length === 0);
}

function contentOf(wire: WireName, value: Json): readonly string[] {
  if (!isObject(value)) return [];
  switch (wire) {
    case 'openai-chat':
      return contentOfChunk(value);
    case 'openai-responses':
      return contentOfItem(value);
    case 'anthropic-messages':
      return contentOfBlock(value);
    case 'gemini':
      return contentOfCandidate(value);
    case 'ollama':
    case 'native':
      return [];
  }
}

function contentOfChunk({ choices }: JsonObject): readonly string[] {
  return (isList(choices) ? choices : []).filter(isObject).flatMap(({ delta }) => {
    if (!isObject(delta)) return [];
    return Object.keys(delta).filter((name) => name !== 'role' && !isNothing(delta[name]));
  });
}

function contentOfItem({ event, content }: JsonObject): readonly string[] {
  if (isObject(event)) {
    const { item } = event;
    // Events of an item say of which kind it is in their name.
    const [, kind] = /^response\.(\w+)\./.exec(textOf(event['type'])) ?? [];
    const type = isObject(item) ? textOf(item['type']) : kind;
    return type === undefined || type === '' || type === 'output_item' ? [] : [type];
  }
  if (!isObject(content)) return [];
  return typeof content['type'] === 'string'
    ? [content['type']]
    : Object.keys(content).filter((name) => !isNothing(content[name]));
}

function contentOfBlock({ content_block: block, delta }: JsonObject): readonly string[] {
  if (isObject(delta)) return textOf(delta['type']) === 'citations_delta' ? ['citations'] : [];
  if (!isObject(block)) return [];
  return typeof block['type'] === 'string'
    ? [block['type']]
    : Object.keys(block).filter((name) => !isNothing(block[name]));
}

/** What Google found, and what it did with an address. */
const found = ['groundingMetadata', 'citationMetadata', 'urlContextMetadata'];

function contentOfCandidate({ part, fields }: JsonObject): readonly string[] {
  if (isObject(fields)) return found.filter((name) => !isNothing(fields[name]));
  if (!isObject(part)) return [];
  return Object.keys(part).filter((name) => !isNothing(part[name]));
}
