import { randomUUID } from 'node:crypto';
import type * as module from '@cedar-policy/cedar-wasm/nodejs';
import { schemaText } from './schema.ts';

export type CedarModule = typeof module;

/**
 * Sets of rules that are kept parsed at a time. Cedar holds on to memory for every name that was ever used, so the names
 * are few and are used again. More than a node needs at once: the set in force, one that is being checked, those that are watched.
 */
const placesMax = 8;

const schemaName = 'commonhold';

/** Cedar, loaded, and the places where it keeps parsed rules. */
export class Cedar {
  readonly module: CedarModule;
  /** Whose rules are in which place, the one that was used longest ago first. */
  readonly #places = new Map<string, object>();

  readonly #name: string;

  constructor(loaded: CedarModule, name: string) {
    this.module = loaded;
    this.#name = name;
    const parsed = loaded.preparseSchema(schemaName, schemaText);
    if (parsed.type === 'failure') throw new Error(`the schema is wrong: ${parsed.errors[0]?.message}`);
  }

  get schemaName(): string {
    return schemaName;
  }

  /**
   * The place that holds these rules; they are parsed again if others have taken it meanwhile. A set that is no longer in
   * force may still be asked by a call under way, and must then never answer with the rules of another.
   */
  placeOf(rules: Readonly<Record<string, string>>): string {
    for (const [place, held] of this.#places) {
      if (held !== rules) continue;
      this.#places.delete(place);
      this.#places.set(place, held);
      return place;
    }
    const place = this.#freePlace();
    const parsed = this.module.preparsePolicySet(place, { staticPolicies: rules });
    if (parsed.type === 'failure')
      throw new Error(parsed.errors[0]?.message ?? 'the rules could not be parsed');
    this.#places.set(place, rules);
    return place;
  }

  /** One that was never used, or the one that was used longest ago. */
  #freePlace(): string {
    const oldest = this.#places.keys().next();
    if (this.#places.size < placesMax || oldest.done === true) return `${this.#name}-${this.#places.size}`;
    this.#places.delete(oldest.value);
    return oldest.value;
  }
}

/**
 * Loads Cedar: 4 MB of wasm that a node without rules never pays for. Whoever needs it loads it once and passes it on,
 * because every holder has places of its own for parsed rules.
 */
export async function loadCedar(): Promise<Cedar> {
  // The module is one for the process, and two holders must never write to each other's places.
  return new Cedar(await import('@cedar-policy/cedar-wasm/nodejs'), randomUUID());
}
