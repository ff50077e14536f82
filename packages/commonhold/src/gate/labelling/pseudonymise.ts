import { CommonholdError, type Json, type JsonObject } from '#base';
import type { Call, Part } from '#call';
import { type Classifier, Pseudonyms, type PseudonymStyle, Restorer, restoreText } from '#labels';
import type { Prepared } from '../sending/prepare.ts';

/**
 * The same request with pseudonyms for what is found in it. Its bytes are no longer the client's, so its labels are taken
 * anew and the rules are asked again; and its answer is read and written anew, never passed through untouched.
 */
export async function pseudonymise(
  prepared: Prepared,
  labelsBefore: readonly string[],
  classifier: Classifier | undefined,
  style: PseudonymStyle,
  signal: AbortSignal,
): Promise<Prepared> {
  if (classifier === undefined)
    throw new CommonholdError('internal', { detail: 'pseudonyms for what nobody looked for' });
  const pseudonyms = new Pseudonyms(style);
  const body = await classifier.pseudonymise(prepared.body, pseudonyms, signal);
  return { ...prepared, body, untouched: false, pseudonyms, labelsBefore };
}

/**
 * Puts the values back into the parts of an answer, as they come: into what is said, thought and refused, and into calls
 * of tools, where a value is written as JSON wants it. It is the client who gets them, and the client sent them.
 * What a part held back follows before the end of its answer.
 */
export async function* restoreParts(
  parts: AsyncIterable<Part>,
  pseudonyms: Pseudonyms,
  call: Call,
): AsyncGenerator<Part> {
  const answer = new RestoredAnswer(pseudonyms, call);
  for await (const part of parts) yield* answer.push(part);
  yield* answer.flush();
}

function keyOf(part: Spoken): string {
  return `${part.type} ${part.choice} ${part.type === 'tool-arguments' ? part.index : ''}`;
}

/** A value does not reach from one block of an answer into the next. */
function isAnotherBlock(place: Spoken, part: Extract<Part, { type: 'text' }>): boolean {
  return place.type === 'text' && place.choice === part.choice && place.block !== part.block;
}

type Spoken = Extract<Part, { type: 'text' | 'refusal' | 'reasoning' | 'tool-arguments' }>;

class RestoredAnswer {
  readonly #pseudonyms: Pseudonyms;
  readonly #isDocument: boolean;
  /** What is being said, by where it is said; a part without its text stands for the place. */
  readonly #open = new Map<string, { readonly place: Spoken; readonly restorer: Restorer }>();

  constructor(pseudonyms: Pseudonyms, call: Call) {
    this.#pseudonyms = pseudonyms;
    this.#isDocument =
      call.operation === 'generate' && call.output !== undefined && call.output.type !== 'text';
  }

  *push(part: Part): Generator<Part> {
    switch (part.type) {
      case 'text':
      case 'refusal':
      case 'reasoning':
      case 'tool-arguments': {
        if (part.type === 'text') yield* this.flush((place) => isAnotherBlock(place, part));
        const restorer = this.#restorerOf(part);
        const text = restorer.push(part.text);
        if (part.type === 'reasoning' && part.extra !== undefined) {
          // What is signed is signed as a whole: nothing of it may come after its signature, and none may be without it.
          this.#open.delete(keyOf(part));
          yield { ...part, text: text + restorer.end() };
          return;
        }
        // Probabilities belong to the tokens as they came, whatever of their text is still held.
        if (text !== '' || 'logprobs' in part) yield { ...part, text };
        return;
      }
      case 'tool-call':
        yield* this.flush(({ choice, type }) => choice === part.choice && type !== 'tool-arguments');
        yield { ...part, name: restoreText(this.#pseudonyms, part.name) };
        return;
      case 'finish':
        yield* this.flush(({ choice }) => choice === part.choice);
        yield part;
        return;
      case 'unknown':
        yield { ...part, value: restoreValue(part.value, this.#pseudonyms) };
        return;
      case 'start':
        yield part.extra === undefined
          ? part
          : { ...part, extra: { ...part.extra, fields: restoreFields(part.extra.fields, this.#pseudonyms) } };
        return;
      case 'usage':
      case 'engine':
      case 'error':
      case 'embedding':
      case 'token-count':
        yield part;
        return;
    }
  }

  *flush(isOver: (place: Spoken) => boolean = () => true): Generator<Part> {
    for (const [key, { place, restorer }] of this.#open) {
      if (!isOver(place)) continue;
      this.#open.delete(key);
      const text = restorer.end();
      if (text !== '') yield { ...place, text };
    }
  }

  #restorerOf(part: Spoken): Restorer {
    const key = keyOf(part);
    const open = this.#open.get(key);
    if (open !== undefined) return open.restorer;
    const isJson = part.type === 'tool-arguments' || (part.type === 'text' && this.#isDocument);
    const restorer = new Restorer(this.#pseudonyms, isJson ? 'json-string' : 'plain');
    const { choice, type } = part;
    const place: Spoken =
      type === 'tool-arguments'
        ? { type, choice, index: part.index, text: '' }
        : type === 'text' && part.block !== undefined
          ? { type, choice, block: part.block, text: '' }
          : { type, choice, text: '' };
    this.#open.set(key, { place, restorer });
    return restorer;
  }
}

/** The strings of a part that only its wire knows; names of fields stay. */
function restoreValue(value: Json, pseudonyms: Pseudonyms): Json {
  if (typeof value === 'string') return restoreText(pseudonyms, value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => restoreValue(item, pseudonyms));
  return restoreFields(value as JsonObject, pseudonyms);
}

function restoreFields(fields: JsonObject, pseudonyms: Pseudonyms): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, inner]) => [name, restoreValue(inner, pseudonyms)]),
  );
}

/** What the record says of an answer in which pseudonyms were left; undefined when there were none. */
export function unrestoredWarning(
  pseudonyms: Pseudonyms | undefined,
  texts: readonly string[],
): string | undefined {
  const count = texts.reduce((sum, text) => sum + (pseudonyms?.unrestoredIn(text) ?? 0), 0);
  if (count === 0) return undefined;
  return `pseudonyms: ${count} in the answer could not be restored, because they were changed or were never given`;
}
