import type { Json, JsonObject } from '#base';
import type { Part } from '#call';
import { addMissing, isList, isObject, isSecond, leftover, setOwn, type Fields } from '../own-fields.ts';
import { errorPart } from '../upstream-fault.ts';
import { ChoiceReader } from './choice-reader.ts';
import { readUsage } from './usage.ts';
import { type Writable, wire } from './wire-name.ts';

type Start = Extract<Part, { type: 'start' }>;

/**
 * `obfuscation` is padding of random length that OpenAI adds to the chunks of a stream: noise on purpose.
 */
const documentKeys = new Set([
  'id',
  'object',
  'created',
  'model',
  'choices',
  'usage',
  'error',
  'obfuscation',
]);

/**
 * Reads an answer document by document: the chunks of a stream, or one whole reply as if it were a single chunk.
 *
 * Leniently: what is missing is left out, and nothing that is unknown is lost. Unknown fields of the first document
 * belong to `start`. Later ones become an `unknown` part whose value is what is left of the chunk when everything
 * known has been taken out of it, so that the same wire can write it back by merging. Fields that only repeat what
 * the first document said, and fields that are null, say nothing and are dropped.
 */
export class AnswerReader {
  readonly #choices = new Map<number, ChoiceReader>();
  readonly #seen = new Map<string, string>();
  #started = false;
  /** Fields of documents before the one that starts the answer (Azure sends filter results ahead). */
  #early: Fields | undefined;
  #failed = false;

  read(document: JsonObject, place: 'delta' | 'message'): Part[] {
    const parts: Part[] = [];
    const choices = isList(document['choices']) ? document['choices'].filter(isObject) : [];
    const rest = this.#news(leftover(document, documentKeys));
    if (this.#started) {
      if (rest) parts.push({ type: 'unknown', wire, value: rest });
    } else {
      this.#start(document, choices.length > 0, rest, parts);
    }
    for (const [at, choice] of choices.entries()) {
      this.#choice(isPlace(choice['index']) ? choice['index'] : at).read(choice, place, parts);
    }
    const usage = readUsage(document['usage']) ?? readUsage(groqUsage(document));
    if (usage) parts.push({ type: 'usage', usage });
    this.#readError(document, choices, parts);
    return parts;
  }

  /** What was held back until more came. */
  finish(): Part[] {
    const parts: Part[] = [];
    if (!this.#started && this.#early) this.#start({}, true, undefined, parts);
    for (const choice of this.#choices.values()) choice.finish(parts);
    return parts;
  }

  /** Every choice that began has ended, and at least one has. */
  get complete(): boolean {
    return this.#choices.size > 0 && [...this.#choices.values()].every((choice) => choice.finished);
  }

  /** The answer told of an error itself. */
  get failed(): boolean {
    return this.#failed;
  }

  #choice(index: number): ChoiceReader {
    let choice = this.#choices.get(index);
    if (!choice) {
      choice = new ChoiceReader(index);
      this.#choices.set(index, choice);
    }
    return choice;
  }

  #start(document: JsonObject, begins: boolean, rest: Fields | undefined, parts: Part[]): void {
    if (rest) addMissing((this.#early ??= {}), rest);
    const { id, model, created } = document;
    const start: Writable<Start> = { type: 'start' };
    if (typeof id === 'string' && id !== '') start.id = id;
    if (typeof model === 'string' && model !== '') start.model = model;
    if (isSecond(created)) start.created = created;
    if (!begins && start.id === undefined && start.model === undefined) return;
    if (this.#early) start.extra = { wire, fields: this.#early };
    this.#started = true;
    parts.push(start);
  }

  /** The fields whose value has not been told yet. */
  #news(rest: Fields | undefined): Fields | undefined {
    if (!rest) return undefined;
    let news: Fields | undefined;
    for (const key of Object.keys(rest)) {
      const value: Json = rest[key] ?? null;
      if (value === null && this.#started) continue;
      const text = JSON.stringify(value);
      if (this.#seen.get(key) === text) continue;
      this.#seen.set(key, text);
      setOwn((news ??= {}), key, value);
    }
    return news;
  }

  /** Where an error stands differs: at the top, as a document of its own (`object: "error"`), or in a choice. */
  #readError(document: JsonObject, choices: readonly JsonObject[], parts: Part[]): void {
    const { error } = document;
    const told =
      error !== undefined && error !== null
        ? document
        : document['object'] === 'error'
          ? document
          : choices.find((choice) => isObject(choice['error']));
    if (!told) return;
    this.#failed = true;
    parts.push(errorPart(told));
  }
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Groq's streams told usage in a field of their own before they learned `stream_options`. */
function groqUsage(document: JsonObject): unknown {
  const { x_groq: own } = document;
  return isObject(own) ? own['usage'] : undefined;
}
