import type { Json, JsonObject } from '#base';
import { type Fields, isObject, textOf } from '../own-fields.ts';
import type { WrittenEvent } from './written-items.ts';

/**
 * Items of kinds that no other wire has, on their way from a destination of this wire to a client of it: their events go on as they
 * came, with the places that their items have here.
 */
export class ForeignItems {
  readonly #places = new Map<number, number>();
  readonly #place: () => number;
  readonly #emit: (event: WrittenEvent) => void;
  readonly #done: (at: number, item: Json) => void;

  constructor(
    place: () => number,
    emit: (event: WrittenEvent) => void,
    done: (at: number, item: Json) => void,
  ) {
    this.#place = place;
    this.#emit = emit;
    this.#done = done;
  }

  write(event: JsonObject): void {
    const { output_index: theirs, item } = event;
    const type = textOf(event['type']);
    if (typeof theirs !== 'number') {
      this.#emit({ ...event, type });
      return;
    }
    if (isObject(item) && !this.#places.has(theirs)) this.#begin(theirs, { ...item }, type);
    const at = this.#places.get(theirs);
    // Of an item that is not here nothing can be told.
    if (at === undefined) return;
    if (isObject(item) && type === 'response.output_item.done') this.#done(at, item);
    this.#emit({ ...event, type, output_index: at });
  }

  /** An item that a whole answer tells at once has begun before it ends. */
  #begin(theirs: number, item: Fields, type: string): void {
    const at = this.#place();
    this.#places.set(theirs, at);
    if (type === 'response.output_item.added') return;
    this.#emit({ type: 'response.output_item.added', output_index: at, item });
  }
}
