import type { JsonObject } from '#base';
import { isList, isObject } from '../own-fields.ts';

/**
 * The keywords of JSON Schema that Google's reference of `responseJsonSchema` names as observed, and those that only describe.
 * Read on 22 November 2026 in the types of `@google/genai` 3.1.0; any other may be overlooked there, which is a warning.
 */
const observed = new Set(
  (
    '$id $defs $ref $anchor $schema $comment type format title description default examples enum items prefixItems ' +
    'minItems maxItems minimum maximum anyOf oneOf properties additionalProperties required propertyOrdering'
  ).split(' '),
);
const single = ['items', 'additionalProperties'];
const several = ['anyOf', 'oneOf', 'prefixItems'];
const named = ['properties', '$defs'];

/** Keywords of a schema, however deep, that may have no effect at Google's. */
export function unobservedKeywords(schema: JsonObject, found = new Set<string>()): ReadonlySet<string> {
  for (const key of Object.keys(schema)) if (!observed.has(key)) found.add(key);
  for (const key of single) look(schema[key], found);
  for (const key of several) {
    const list = schema[key];
    if (isList(list)) for (const one of list) look(one, found);
  }
  for (const key of named) {
    const map = schema[key];
    if (isObject(map)) for (const one of Object.values(map)) look(one, found);
  }
  return found;
}

function look(value: unknown, found: Set<string>): void {
  if (isObject(value)) unobservedKeywords(value, found);
}
