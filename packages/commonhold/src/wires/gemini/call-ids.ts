import type { JsonObject } from '#base';
import { isObject } from '../own-fields.ts';

/** The calls of one name in one turn, in their order; those before `next` have been given a response. */
interface Turn {
  readonly number: number;
  readonly ids: string[];
  next: number;
}

/**
 * Calls of functions need no id on this wire, and the neutral call has one for each. A call without one gets its number among all
 * calls of the request, which stays the same when the conversation grows. A response without one belongs to the first call of
 * its name in the latest turn that has no response yet; failing that, to one of an earlier turn; failing that, to none.
 */
export class CallIds {
  readonly #taken: ReadonlySet<string>;
  readonly #names = new Map<string, string>();
  /** By name, the latest turn last; each step looks at one of them, because a request may have very many. */
  readonly #open = new Map<string, Turn[]>();
  readonly #answered = new Set<string>();
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
    const turns = this.#open.get(name) ?? [];
    this.#open.set(name, turns);
    const last = turns.at(-1);
    if (last?.number === this.#turn) last.ids.push(id);
    else turns.push({ number: this.#turn, ids: [id], next: 0 });
    return id;
  }

  /** The id of the call that a response belongs to, and whether there is one with its name. */
  ofResponse(name: string, given: string | undefined): { readonly id: string; readonly isKnown: boolean } {
    const id = given ?? this.#match(name);
    if (id === undefined) return { id: this.#next(), isKnown: false };
    this.#answered.add(id);
    return { id, isKnown: this.#names.get(id) === name };
  }

  #match(name: string): string | undefined {
    const turns = this.#open.get(name) ?? [];
    for (let last = turns.at(-1); last !== undefined; last = turns.at(-1)) {
      while (last.next < last.ids.length) {
        const id = last.ids[last.next++];
        if (id !== undefined && !this.#answered.has(id)) return id;
      }
      turns.pop();
    }
    return undefined;
  }

  #next(): string {
    let id: string;
    do id = `call_${this.#count++}`;
    while (this.#taken.has(id));
    return id;
  }
}
