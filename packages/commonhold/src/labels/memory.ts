import { hash } from 'node:crypto';
import type { Classified } from './classified.ts';

/** Shorter texts are looked through faster than they are hashed and looked up. */
const rememberedMin = 256;
/** Short texts without findings that are remembered: names of fields and the like, in every body again. */
const cleanMax = 10_000;
/** Results of long texts that are remembered, by digest; about 300 bytes each. Clients resend their history each time. */
const rememberedMax = 20_000;

/** What was found in texts that were looked through before. One for each set of detectors, because it depends on them. */
export class Memory {
  readonly #clean = new Set<string>();
  readonly #remembered = new Map<string, Classified>();
  readonly #min: number;

  /** `isSlow`: looking takes so long that short texts are remembered by their digest, too. */
  constructor(isSlow: boolean) {
    this.#min = isSlow ? 0 : rememberedMin;
  }

  of(text: string): Classified | undefined {
    if (text.length < rememberedMin && this.#clean.has(text)) return nothingFound;
    if (text.length < this.#min) return undefined;
    const key = digestOf(text);
    const known = this.#remembered.get(key);
    if (known === undefined) return undefined;
    // Put behind the others, so that what is asked for again stays longest.
    this.#remembered.delete(key);
    this.#remembered.set(key, known);
    return known;
  }

  /** No text in which something was found stays in memory: its digest is kept where looking again is dear, or nothing. */
  keep(text: string, result: Classified): void {
    if (text.length < rememberedMin && result.labels.length === 0) {
      if (this.#clean.size >= cleanMax) this.#clean.clear();
      this.#clean.add(text);
    } else if (text.length >= this.#min) {
      if (this.#remembered.size >= rememberedMax) {
        const [oldest] = this.#remembered.keys();
        if (oldest !== undefined) this.#remembered.delete(oldest);
      }
      this.#remembered.set(digestOf(text), result);
    }
  }
}

export const nothingFound: Classified = { labels: [], found: {} };

/** In one call, which takes two thirds of the time of a hash object at 1 KB and leaves nothing to clear away. */
function digestOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
