import type { JsonObject } from '#base';
import { isObject } from '../own-fields.ts';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly turn: number;
}

/**
 * Calls of functions need no id on this wire, and the neutral call has one for each. A call without one gets its number among all
 * calls of the request, which stays the same when the conversation grows. A response without one belongs to the first call of
 * its name in the latest turn that has no response yet; failing that, to one of an earlier turn; failing that, to none.
 */
export class CallIds {
  readonly #taken: ReadonlySet<string>;
  readonly #names = new Map<string, string>();
  #open: readonly OpenCall[] = [];
  #count = 0;
  #turn = 0;

  /** `parts` are all parts of the request: an id that stands somewhere in it is not given to another call. */
  constructor(parts: Iterable<JsonObject>) {
    const taken = new Set<string>();
    for (const part of parts) {
      for (const what of [part['functionCall'], part['functionResponse']]) {
        if (isObject(what) && typeof what['id'] === 'string') taken.add(what['id']);
      }
    }
    this.#taken = taken;
  }

  beginTurn(): void {
    this.#turn += 1;
  }

  ofCall(name: string, given: string | undefined): string {
    const id = given ?? this.#next();
    this.#names.set(id, name);
    this.#open = [...this.#open, { id, name, turn: this.#turn }];
    return id;
  }

  /** The id of the call that a response belongs to, and whether there is one with its name. */
  ofResponse(name: string, given: string | undefined): { readonly id: string; readonly isKnown: boolean } {
    const id = given ?? this.#match(name);
    if (id === undefined) return { id: this.#next(), isKnown: false };
    this.#open = this.#open.filter((call) => call.id !== id);
    return { id, isKnown: this.#names.get(id) === name };
  }

  #match(name: string): string | undefined {
    const ofName = this.#open.filter((call) => call.name === name);
    const latest = ofName.at(-1)?.turn;
    return ofName.find((call) => call.turn === latest)?.id;
  }

  #next(): string {
    let id: string;
    do id = `call_${this.#count++}`;
    while (this.#taken.has(id));
    return id;
  }
}
