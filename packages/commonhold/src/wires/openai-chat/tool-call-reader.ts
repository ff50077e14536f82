import type { Json, JsonObject } from '#base';
import type { Part } from '#call';
import { isObject, leftover, under, joined, type Fields } from '../own-fields.ts';

const callKeys = new Set(['index', 'id', 'type', 'function']);
const functionKeys = new Set(['name', 'arguments']);

interface OpenCall {
  readonly index: number;
  id: string;
  name: string;
  /** Arguments that came before the name. */
  waiting: string;
  announced: boolean;
}

/**
 * Reads the tool calls of one choice. Servers differ: some send a call whole, some leave `index` or `id` out, some
 * give every call of a parallel set the same index, some repeat id and name in every chunk. What stays the same is
 * that a new id begins a new call.
 */
export class ToolCallReader {
  readonly #choice: number;
  readonly #calls: OpenCall[] = [];
  readonly #byWireIndex = new Map<number, OpenCall>();
  /** Indexes of calls of a type that only this wire knows, such as `custom`; later pieces do not repeat the type. */
  readonly #foreign = new Set<number>();
  #next = 0;

  constructor(choice: number) {
    this.#choice = choice;
  }

  /** Gives back what is left of the calls when everything known has been taken out. */
  read(list: readonly Json[], parts: Part[]): Json[] {
    const unknown: Json[] = [];
    for (const [at, value] of list.entries()) {
      if (!isObject(value)) {
        unknown.push(value);
        continue;
      }
      if (this.#isForeign(value)) {
        // A whole reply does not number its calls; the number tells where this one stood among the others.
        unknown.push(typeof value['index'] === 'number' ? value : { index: this.#next - 1, ...value });
        continue;
      }
      const definition = isObject(value['function']) ? value['function'] : {};
      const call = this.#callOf(value, definition, list.length > 1 ? at : undefined);
      const { name } = definition;
      if (typeof name === 'string' && call.name === '') call.name = name;
      this.#addArguments(call, textOf(definition['arguments']), parts);
      const rest = restOf(value, definition);
      if (rest) unknown.push({ index: call.index, ...rest });
    }
    return unknown;
  }

  /** No more will come: calls that still wait for a name are told without one. */
  finish(parts: Part[]): void {
    for (const call of this.#calls) this.#announce(call, parts);
  }

  #isForeign(value: JsonObject): boolean {
    const { type, index } = value;
    if (typeof index === 'number' && this.#foreign.has(index)) return true;
    if (typeof type !== 'string' || type === '' || type === 'function') return false;
    if (typeof index === 'number') this.#foreign.add(index);
    this.#next++;
    return true;
  }

  #callOf(value: JsonObject, definition: JsonObject, position: number | undefined): OpenCall {
    const id = typeof value['id'] === 'string' ? value['id'] : '';
    const wireIndex = typeof value['index'] === 'number' ? value['index'] : position;
    const known = wireIndex === undefined ? this.#withoutIndex(id) : this.#byWireIndex.get(wireIndex);
    const begins = id !== '' && known !== undefined && known.id !== '' && known.id !== id;
    // Without index and id, a name begins a call and anything else continues the last one.
    const namedAgain = wireIndex === undefined && id === '' && Boolean(definition['name']);
    if (known && !begins && !namedAgain) {
      if (!known.announced && known.id === '') known.id = id;
      return known;
    }
    const call: OpenCall = { index: this.#next++, id, name: '', waiting: '', announced: false };
    this.#calls.push(call);
    if (wireIndex !== undefined) this.#byWireIndex.set(wireIndex, call);
    return call;
  }

  #withoutIndex(id: string): OpenCall | undefined {
    return id === '' ? this.#calls.at(-1) : this.#calls.find((call) => call.id === id);
  }

  #addArguments(call: OpenCall, text: string, parts: Part[]): void {
    if (call.name === '') {
      call.waiting += text;
      return;
    }
    this.#announce(call, parts);
    if (text !== '') parts.push(this.#argumentsOf(call, text));
  }

  #announce(call: OpenCall, parts: Part[]): void {
    if (call.announced) return;
    call.announced = true;
    // Without an id nobody could say which call a result answers. The number within the answer serves as one.
    const id = call.id === '' ? `call_${this.#choice}_${call.index}` : call.id;
    parts.push({ type: 'tool-call', choice: this.#choice, index: call.index, id, name: call.name });
    if (call.waiting !== '') parts.push(this.#argumentsOf(call, call.waiting));
    call.waiting = '';
  }

  #argumentsOf(call: OpenCall, text: string): Part {
    return { type: 'tool-arguments', choice: this.#choice, index: call.index, text };
  }
}

/** Some servers send arguments as an object instead of its text. */
function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function restOf(value: JsonObject, definition: JsonObject): Fields | undefined {
  return joined(leftover(value, callKeys), under('function', leftover(definition, functionKeys)));
}
