import type { JsonObject } from '#base';
import type { WireName } from '#call';

/** What can be said in a request of a wire, each word with an example: what it adds to `base`. */
export interface Words {
  readonly wire: Exclude<WireName, 'native'>;
  /** Below the wire's base. */
  readonly path: string;
  readonly base: JsonObject;
  readonly groups: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
}

/** Examples of kinds that need nothing but their name. */
export function each<const Kind extends string>(
  names: readonly Kind[],
  example: (kind: Kind) => JsonObject,
): Readonly<Record<Kind, JsonObject>> {
  return Object.fromEntries(names.map((kind) => [kind, example(kind)])) as Record<Kind, JsonObject>;
}
