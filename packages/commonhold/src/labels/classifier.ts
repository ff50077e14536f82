import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Json } from '#base';
import { builtInDetectors } from './built-in-detectors.ts';
import type { Dictionary } from './dictionary.ts';
import type { Finding } from './finding.ts';
import { inspect, type Looks } from './inspect.ts';
import type { Pseudonyms } from './pseudonymise/pseudonyms.ts';
import { rewriteJson } from './pseudonymise/rewrite-json.ts';
import { textsOf } from './strings.ts';

/** What was found in a body, as labels and as how many places of each kind. */
export interface Classified {
  readonly labels: readonly string[];
  /** By detector: places found that are likely or proved. A hint is not counted and raises no label. */
  readonly found: Readonly<Record<string, number>>;
}

const nothingFound: Classified = { labels: [], found: {} };

/** Characters after which others get their turn: a few milliseconds of work. */
const turnCharacters = 32_768;
/** What looking a text up and looking it through cost at least, however short it is; a body can have millions. */
const knownCost = 4;
const lookCost = 64;
/** Shorter texts are looked through faster than they are hashed and looked up. */
const rememberedMin = 256;
/** Short texts without findings that are remembered: names of fields and the like, in every body again. */
const cleanMax = 10_000;
/** Results of long texts that are remembered, by digest; about 300 bytes each. Clients resend their history each time. */
const rememberedMax = 20_000;

/** Says which classes of data are in a body. One for each configuration, because what it remembers depends on it. */
export class Classifier {
  readonly #looks: Looks;
  readonly #clean = new Set<string>();
  readonly #remembered = new Map<string, Classified>();

  constructor(dictionary?: Dictionary) {
    this.#looks = { detectors: builtInDetectors, dictionary };
  }

  /** Labels that can be found at all, sorted. For a label that is not here, nothing found says nothing. */
  get labels(): readonly string[] {
    const { detectors, dictionary } = this.#looks;
    return [...new Set([...detectors.map(({ label }) => label), ...(dictionary?.labels ?? [])])].sort();
  }

  /**
   * The labels of all strings of a JSON value. Large values are worked through with pauses, in which other calls go on.
   * Rejects with the signal's reason when it is aborted. What lies wholly within one of `ours` is what we put there
   * ourselves and is not told; what reaches beyond it is. `written` is the document that was read as `value`, for numbers
   * that are longer than a reader keeps.
   */
  async classify(
    value: Json,
    signal?: AbortSignal,
    ours?: Pseudonyms,
    written?: Uint8Array,
  ): Promise<Classified> {
    const sum = new Sum();
    let since = 0;
    for (const text of textsOf(value, written)) {
      const isOurs = ours?.within(text);
      const known = isOurs === undefined ? this.#known(text) : undefined;
      if (known !== undefined) {
        sum.add(known);
        // Reading and hashing cost a little too.
        since += knownCost + (text.length >> 4);
      } else {
        const one = new Sum();
        since += lookCost;
        for (const { findings, characters } of inspect(text, this.#looks)) {
          for (const finding of findings) {
            if (finding.confidence !== 'possible' && isOurs?.(finding) !== true) {
              one.count(finding.label, finding.detector);
            }
          }
          since += characters;
          if (since < turnCharacters) continue;
          since = 0;
          await turn();
          signal?.throwIfAborted();
        }
        const result = one.result();
        // What is ours in this call is anybody's in another one.
        if (isOurs === undefined) this.#remember(text, result);
        sum.add(result);
      }
      if (since < turnCharacters) continue;
      since = 0;
      await turn();
      signal?.throwIfAborted();
    }
    return sum.result();
  }

  /**
   * The bytes of a JSON document with pseudonyms for what was found in its string values; see `rewriteJson`. With pauses,
   * as in `classify`.
   */
  async pseudonymise(bytes: Uint8Array, pseudonyms: Pseudonyms, signal?: AbortSignal): Promise<Uint8Array> {
    let since = 0;
    const pause = async (characters: number): Promise<void> => {
      since += characters;
      if (since < turnCharacters) return;
      since = 0;
      await turn();
      signal?.throwIfAborted();
    };
    // What is only read or hashed costs little.
    const light = (characters: number): Promise<void> => pause(knownCost + (characters >> 4));
    const findingsOf = async (text: string): Promise<readonly Finding[]> => {
      if (this.#known(text)?.labels.length === 0) {
        await light(text.length);
        return [];
      }
      await pause(lookCost);
      const all: Finding[] = [];
      for (const { findings, characters } of inspect(text, this.#looks)) {
        all.push(...findings);
        await pause(characters);
      }
      return all;
    };
    return rewriteJson(bytes, { findingsOf, pause: light }, pseudonyms);
  }

  #known(text: string): Classified | undefined {
    if (text.length < rememberedMin) return this.#clean.has(text) ? nothingFound : undefined;
    const key = digestOf(text);
    const known = this.#remembered.get(key);
    if (known === undefined) return undefined;
    // Put behind the others, so that what is asked for again stays longest.
    this.#remembered.delete(key);
    this.#remembered.set(key, known);
    return known;
  }

  /** No text in which something was found stays in memory: of long ones the digest is kept, of short ones nothing. */
  #remember(text: string, result: Classified): void {
    if (text.length >= rememberedMin) {
      if (this.#remembered.size >= rememberedMax) {
        const [oldest] = this.#remembered.keys();
        if (oldest !== undefined) this.#remembered.delete(oldest);
      }
      this.#remembered.set(digestOf(text), result);
    } else if (result.labels.length === 0) {
      if (this.#clean.size >= cleanMax) this.#clean.clear();
      this.#clean.add(text);
    }
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

class Sum {
  readonly #labels = new Set<string>();
  readonly #found = new Map<string, number>();

  count(label: string, detector: string): void {
    this.#labels.add(label);
    this.#found.set(detector, (this.#found.get(detector) ?? 0) + 1);
  }

  add({ labels, found }: Classified): void {
    for (const label of labels) this.#labels.add(label);
    for (const [detector, count] of Object.entries(found)) {
      this.#found.set(detector, (this.#found.get(detector) ?? 0) + count);
    }
  }

  result(): Classified {
    if (this.#labels.size === 0) return nothingFound;
    return { labels: [...this.#labels].sort(), found: Object.fromEntries(this.#found) };
  }
}
