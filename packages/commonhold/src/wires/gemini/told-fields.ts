import type { JsonObject } from '#base';
import { type Fields, setOwn } from '../own-fields.ts';

/** Fields that responses of a stream say again and again, such as ratings: only what is new, or other than before, counts. */
export class ToldFields {
  readonly #last = new Map<string, string>();

  /** Undefined where there is nothing new. */
  news(fields: JsonObject | undefined): Fields | undefined {
    let news: Fields | undefined;
    for (const [key, value] of Object.entries(fields ?? {})) {
      const text = JSON.stringify(value);
      if (this.#last.get(key) === text) continue;
      this.#last.set(key, text);
      news ??= {};
      setOwn(news, key, value);
    }
    return news;
  }
}
