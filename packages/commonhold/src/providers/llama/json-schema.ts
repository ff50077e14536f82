import { CommonholdError, type Json, type JsonObject } from '#base';

/**
 * A JSON Schema in the subset that the engine can turn into a grammar. A keyword outside it would not bind the
 * answer, so it is refused by name instead of ignored. The grammar is never wider than the schema (an object gets all
 * of its declared properties, in their order), with one exception: `oneOf` is taken as `anyOf`.
 */
export function grammarSchema(schema: Json, destination: string): JsonObject {
  return convert(schema, { destination, path: topOfSchema, depth: 0 });
}

/** Far deeper than any schema that people write; the grammar's reader in native code recurses without a bound. */
const depthMax = 64;

const topOfSchema = 'the top';

interface Place {
  readonly destination: string;
  readonly path: string;
  readonly depth: number;
}

/** Keywords that describe and do not constrain. */
const annotations = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

const keywordsOfType: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'format'],
  number: [],
  integer: [],
  boolean: [],
  null: [],
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems'],
};

const formats = new Set(['date-time', 'date', 'time']);

const anything: JsonObject = {
  oneOf: [
    { type: ['string', 'number', 'boolean', 'null'] },
    { type: 'array' },
    { type: 'object', additionalProperties: true },
  ],
};

function convert(schema: Json, place: Place): JsonObject {
  if (schema === true) return anything;
  if (place.depth > depthMax) return refuse(`a depth of more than ${depthMax}`, place);
  if (!isObject(schema)) return refuse('a schema that is not an object', place);
  const definitions = convertDefinitions(schema, place);
  const constraints = Object.keys(schema).filter(
    (key) => !annotations.has(key) && key !== '$defs' && key !== 'definitions',
  );
  if (constraints.length === 0) return { ...anything, ...definitions };
  return { ...convertConstraints(schema, constraints, place), ...definitions };
}

function convertConstraints(schema: JsonObject, constraints: readonly string[], place: Place): JsonObject {
  const only = (...allowed: string[]): void => {
    const other = constraints.find((key) => !allowed.includes(key));
    if (other !== undefined) refuse(`"${other}"`, place);
  };
  if ('$ref' in schema) {
    only('$ref');
    return { $ref: convertReference(schema['$ref'], place) };
  }
  for (const union of ['anyOf', 'oneOf']) {
    const choices = schema[union];
    if (choices === undefined) continue;
    only(union);
    if (!Array.isArray(choices) || choices.length === 0) return refuse(`"${union}" without choices`, place);
    return {
      oneOf: choices.map((choice: Json, index) => convert(choice, below(place, `${union}/${index}`))),
    };
  }
  if ('const' in schema) {
    only('const', 'type');
    if (isContainer(schema['const'])) return refuse('"const" with an object or array', place);
    return { const: schema['const'] ?? null };
  }
  if ('enum' in schema) {
    only('enum', 'type');
    const values = schema['enum'];
    if (!Array.isArray(values) || values.length === 0 || values.some(isContainer)) {
      return refuse('"enum" with other than plain values', place);
    }
    return { enum: values };
  }
  return convertTyped(schema, constraints, place);
}

function convertTyped(schema: JsonObject, constraints: readonly string[], place: Place): JsonObject {
  const types = declaredTypes(schema, place);
  const allowed = new Set(['type', ...types.flatMap((type) => keywordsOfType[type] ?? [])]);
  const other = constraints.find((key) => !allowed.has(key));
  if (other !== undefined) return refuse(`"${other}"`, place);
  const choices = types.map((type) => convertType(type, schema, place));
  return choices.length === 1 && choices[0] !== undefined ? choices[0] : { oneOf: choices };
}

function convertType(type: string, schema: JsonObject, place: Place): JsonObject {
  switch (type) {
    case 'object':
      return convertObject(schema, place);
    case 'array':
      return convertArray(schema, place);
    case 'string': {
      const format = schema['format'];
      if (format === undefined) return { type, ...counts(schema, ['minLength', 'maxLength'], place) };
      if (typeof format !== 'string' || !formats.has(format)) {
        return refuse(`"format": ${JSON.stringify(format)}`, place);
      }
      if ('minLength' in schema || 'maxLength' in schema) return refuse('"format" with a length', place);
      return { type, format };
    }
    default:
      return { type };
  }
}

function convertObject(schema: JsonObject, place: Place): JsonObject {
  const properties = schema['properties'] ?? {};
  if (!isObject(properties)) return refuse('"properties" that is not an object', place);
  const required = schema['required'] ?? [];
  if (!Array.isArray(required)) return refuse('"required" that is not an array', place);
  const undeclared = required.find((name: Json) => typeof name !== 'string' || !(name in properties));
  if (undeclared !== undefined) {
    return refuse(`"required" with the undeclared property ${JSON.stringify(undeclared)}`, place);
  }
  const additional = schema['additionalProperties'];
  const bounds = counts(schema, ['minProperties', 'maxProperties'], place);
  const bounded = Object.keys(bounds).length > 0;
  if (bounded && !isObject(additional) && additional !== true) {
    return refuse('"minProperties" or "maxProperties" without "additionalProperties"', place);
  }
  // Absent, JSON Schema allows any other property; an answer without one fits that too. An object that declares
  // nothing at all is the exception: there, no property could ever be written.
  const open = additional === undefined && Object.keys(properties).length === 0 ? true : additional;
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, item]) => [name, convert(item, below(place, name))]),
    ),
    ...(open === undefined || open === false
      ? {}
      : { additionalProperties: open === true ? true : convert(open, below(place, 'additionalProperties')) }),
    ...bounds,
  };
}

function convertArray(schema: JsonObject, place: Place): JsonObject {
  const items = schema['items'];
  const prefix = schema['prefixItems'];
  if (prefix !== undefined && !Array.isArray(prefix))
    return refuse('"prefixItems" that is not an array', place);
  if (items === false) return refuse('"items": false', place);
  return {
    type: 'array',
    ...(items === undefined ? {} : { items: convert(items, below(place, 'items')) }),
    ...(prefix === undefined
      ? {}
      : {
          prefixItems: prefix.map((item: Json, index) => convert(item, below(place, `prefixItems/${index}`))),
        }),
    ...counts(schema, ['minItems', 'maxItems'], place),
  };
}

function convertDefinitions(schema: JsonObject, place: Place): JsonObject {
  const converted: Record<string, Json> = {};
  for (const keyword of ['definitions', '$defs']) {
    const definitions = schema[keyword];
    if (definitions === undefined) continue;
    if (!isObject(definitions)) return refuse(`"${keyword}" that is not an object`, place);
    for (const [name, definition] of Object.entries(definitions)) {
      converted[name] = convert(definition, below(place, `${keyword}/${name}`));
    }
  }
  return Object.keys(converted).length === 0 ? {} : { $defs: converted };
}

function convertReference(reference: Json | undefined, place: Place): string {
  const name =
    typeof reference === 'string' ? /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1] : undefined;
  if (name === undefined) return refuse(`"$ref": ${JSON.stringify(reference)}`, place);
  return `#/$defs/${name}`;
}

function declaredTypes(schema: JsonObject, place: Place): readonly string[] {
  const type = schema['type'];
  if (type === undefined) {
    if ('properties' in schema || 'additionalProperties' in schema || 'required' in schema) return ['object'];
    if ('items' in schema || 'prefixItems' in schema) return ['array'];
    return refuse(
      `"${Object.keys(schema).find((key) => !annotations.has(key)) ?? ''}" without "type"`,
      place,
    );
  }
  const types: readonly Json[] = Array.isArray(type) ? type : [type];
  for (const one of types) {
    if (typeof one !== 'string' || !(one in keywordsOfType))
      return refuse(`"type": ${JSON.stringify(one)}`, place);
  }
  if (types.length === 0) return refuse('"type" without a type', place);
  return types as readonly string[];
}

function counts(schema: JsonObject, keywords: readonly string[], place: Place): JsonObject {
  const found: Record<string, Json> = {};
  for (const keyword of keywords) {
    const value = schema[keyword];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      return refuse(`"${keyword}": ${JSON.stringify(value)}`, place);
    }
    found[keyword] = value;
  }
  return found;
}

function refuse(what: string, place: Place): never {
  throw new CommonholdError('not_expressible', {
    feature: `${what} in ${place.path} of a JSON Schema`,
    destination: place.destination,
  });
}

function below(place: Place, step: string): Place {
  return {
    ...place,
    depth: place.depth + 1,
    path: place.path === topOfSchema ? `/${step}` : `${place.path}/${step}`,
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isContainer(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null;
}
