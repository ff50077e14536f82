import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Json } from '#base';

/**
 * Shorter texts are not remembered. Some five words: what people and programs write in every conversation ("yes, please",
 * "thank you, go on", a date, the name of a model) is shorter, and would carry the labels of one conversation into all others.
 */
const segmentMin = 32;

/** Characters after which others get their turn: reading and hashing so many takes a few milliseconds. */
const turnCharacters = 1_000_000;
/** A text costs at least as much as so many characters, however short it is. */
const textCost = 1000;

/** Roles whose words come in every conversation of an application, and are nobody's data because one of these was. */
const standingRoles: ReadonlySet<unknown> = new Set(['system', 'developer']);

/**
 * Stands for a text; undefined for one that is too short to be known again. What a client may do to a text without changing
 * what it says, which is to take away space around it and to write line ends in another way, does not change its digest.
 * Without a key of its own it would tell who tries what the text was, so it never leaves the memory.
 */
export function segmentDigest(text: string): string | undefined {
  if (text.length < segmentMin) return undefined;
  const trimmed = text.trim();
  if (trimmed.length < segmentMin) return undefined;
  return hash('sha256', trimmed.includes('\r') ? trimmed.replaceAll(/\r\n?/g, '\n') : trimmed, 'base64');
}

interface RequestSegments {
  /** Of every text of the request, wherever it stands. */
  readonly all: ReadonlySet<string>;
  /** Of those in its messages, without what stands in each conversation of an application. */
  readonly spoken: ReadonlySet<string>;
}

/**
 * Digests of the texts of a request, as its client wrote it. Large ones are worked through with pauses. Rejects with the
 * signal's reason when it is aborted.
 */
export async function segmentsOf(content: Json, signal: AbortSignal): Promise<RequestSegments> {
  const all = new Set<string>();
  const spoken = new Set<string>();
  let since = 0;
  for (const { text, isSpoken } of textsOf(content)) {
    const digest = segmentDigest(text);
    if (digest !== undefined) {
      all.add(digest);
      if (isSpoken) spoken.add(digest);
    }
    since += text.length + textCost;
    if (since < turnCharacters) continue;
    since = 0;
    await turn();
    signal.throwIfAborted();
  }
  return { all, spoken };
}

interface PlacedText {
  readonly text: string;
  readonly isSpoken: boolean;
}

/** A request without messages, such as one for embeddings, is all said in this call. */
function* textsOf(content: Json): Generator<PlacedText> {
  if (typeof content !== 'object' || content === null || Array.isArray(content) || !('messages' in content)) {
    yield* placed(content, true);
    return;
  }
  for (const [name, value] of Object.entries(content)) {
    yield { text: name, isSpoken: false };
    if (name !== 'messages' || !Array.isArray(value)) {
      yield* placed(value, false);
      continue;
    }
    for (const message of value as readonly Json[]) {
      const isStanding =
        typeof message === 'object' &&
        message !== null &&
        'role' in message &&
        standingRoles.has(message['role']);
      yield* placed(message, !isStanding);
    }
  }
}

function* placed(value: Json, isSpoken: boolean): Generator<PlacedText> {
  if (typeof value === 'string') yield { text: value, isSpoken };
  else if (Array.isArray(value)) for (const item of value) yield* placed(item, isSpoken);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      yield { text: name, isSpoken };
      yield* placed(inner, isSpoken);
    }
  }
}
