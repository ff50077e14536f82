import type { JsonObject } from '#base';
import { isObject } from '../own-fields.ts';

/**
 * Where the item of an event stands. OpenAI numbers items in every event and may give one another id in each; some servers leave
 * the numbers out, and then the ids are what there is to go by, and otherwise that the event is about the item that came last.
 */
export class ItemPlaces {
  readonly #byId = new Map<string, number>();
  #next = 0;

  of(event: JsonObject): number {
    const { output_index: told, item } = event;
    const id = isObject(item) ? item['id'] : event['item_id'];
    const known = typeof id === 'string' ? this.#byId.get(id) : undefined;
    const at = isNumber(told) ? told : (known ?? this.#untold(isObject(item)));
    this.#next = Math.max(this.#next, at + 1);
    if (typeof id === 'string') this.#byId.set(id, at);
    return at;
  }

  #untold(isItem: boolean): number {
    return isItem ? this.#next : Math.max(this.#next - 1, 0);
  }
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
